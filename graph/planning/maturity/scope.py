"""Which places are looked at: all, those of a collaborative, or one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.planning.maturity.truth import Truth
from graph.projection import Projection
from graph.projection.arrays import Bools, Ints
from graph.register import Register


@dataclass(frozen=True)
class Scope:
    """Places by position in the projection."""

    net: Projection
    places: Ints
    """The places named; empty for everywhere."""
    leaves: Ints
    """The leaf places in them, or they themselves where they have no parts."""

    @property
    def everywhere(self) -> bool:
        """Whether nothing is left out."""
        return not len(self.places)

    def relates(self, places: Ints) -> Bools:
        """[place]: lies in the scope, or around it."""
        if self.everywhere:
            return np.ones(len(places), np.bool_)
        above = self.net.place_above
        inside = above[places][:, self.places].any(axis=1)
        around = above[self.places][:, places].any(axis=0)
        return np.asarray(inside | around, np.bool_)


def make_scope(net: Projection, iris: Iterable[str]) -> Scope:
    """The scope of these places; of everywhere where none is given."""
    named = sorted({net.places.index[iri] for iri in iris if iri in net.places.index})
    places = np.array([place for place in named if place], np.int64)
    if not len(places):
        return Scope(net, places, net.leaf_places)
    leaves = {
        leaf for leaf in net.leaf_places.tolist() if any(net.place_above[leaf, p] for p in places)
    }
    parents = {
        place
        for place in places.tolist()
        if any(net.place_above[leaf, place] for leaf in leaves if leaf != place)
    }
    found = sorted(leaves | (set(places.tolist()) - parents))
    return Scope(net, places, np.array(found, np.int64))


def are_services_listed(register: Register, scope: Scope) -> Truth:
    """Whether a statement says that every service of the scope is recorded; else not known.

    It is about a place that holds all of the scope. Of several about one place the latest counts.
    """
    net = scope.net
    told: dict[str, tuple[str, bool]] = {}
    for entry in register.of("CompletenessStatement"):
        subject = entry.ref("aboutSubject") or ""
        if entry.code("topic") != "services" or subject not in net.places.index:
            continue
        # On one day the more careful statement counts.
        complete = entry.code("completenessValue") == "complete"
        day = entry.text("asOf") or ""
        before = told.get(subject)
        if before is None or (day, not complete) > (before[0], not before[1]):
            told[subject] = (day, complete)
    about = [net.places.index[iri] for iri, (_, complete) in told.items() if complete]
    whole = scope.leaves if len(scope.leaves) else np.zeros(1, np.int64)
    return True if any(net.place_above[whole, place].all() for place in about) else None
