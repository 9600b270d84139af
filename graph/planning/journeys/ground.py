"""What every question rests on: facts, doors and network, and the waits of the pathways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from pyoxigraph import Literal, NamedNode

from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Facts
from graph.coverage.network import Network, build_network
from graph.coverage.required import RequiredCells
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Bools, Ints
from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import nwd

Place = tuple[int, int, int]
"""(touchpoint, segment, place): where a family of a kind stands."""


def read_pathway_waits(store: ReadableStore, net: Projection) -> Ints:
    """[pathway]: days until the receiver makes contact; the longest of several, -1: unknown."""
    waits = np.full(len(net.pathways), -1, np.int64)
    query = f"SELECT ?s ?days WHERE {{ ?s a {nwd('ReferralPathway')} ; {nwd('waitDays')} ?days }}"
    for subject, days in select(store, query):
        if isinstance(subject, NamedNode) and isinstance(days, Literal):
            position = net.pathways.index.get(subject.value)
            if position is not None:
                waits[position] = max(int(days.value), waits[position])
    return waits


@dataclass(frozen=True)
class Doors:
    """The doors a family may stand at: nodes, whether each is certain, and its unknown facts."""

    node: Ints
    known: Bools
    record_unknown: Bools
    open_unknown: Bools
    eligible_unknown: Bools
    listed: bool
    """Whether anything is recorded on doors here: of the touchpoint, or of the one named."""

    @property
    def unknown(self) -> Ints:
        """[door]: how many facts are unknown in its being a door."""
        return self.record_unknown.astype(np.int64) + self.open_unknown + self.eligible_unknown


class Ground:
    """The graph as the steps of some scenarios meet it."""

    def __init__(
        self,
        net: Projection,
        parameters: CoverageParameters,
        pathway_waits: Ints,
        places: Iterable[Place],
        named_doors: Sequence[int],
    ) -> None:
        self.net, self.parameters = net, parameters
        self.facts = Facts(net, parameters)
        cells = sorted(set(places))
        self._cell = {place: row for row, place in enumerate(cells)}
        columns = np.array(cells, np.int64).reshape(-1, 3).T
        zeros = np.zeros(len(cells), np.int64)
        required = RequiredCells(
            "declared", columns[0], zeros, columns[1], columns[2], zeros.astype(np.float64)
        )
        self._pairs: DoorPairs = build_doors(self.facts, required)
        named = np.array(sorted(set(named_doors)), np.int64)
        self.network: Network = build_network(
            self.facts, np.unique(np.concatenate([self._pairs.node, named]))
        )
        waits = pathway_waits[self.network.pathway]
        self.waits = {False: waits, True: np.maximum(waits, 0)}
        """[world high][record]: days; -1 where it is not known how many, in the low world."""
        self.service_waits = net.service.wait_days

    def doors(self, place: Place, at: int = -1) -> Doors:
        """Known and possible doors of a touchpoint for such a family, or the one named only."""
        rows = self._pairs.of_cells(np.array([self._cell[place]]))
        pairs = self._pairs
        listed = bool(pairs.listed[place[0]])
        if at >= 0:
            rows = rows[pairs.node[rows] == at]
            door = self.net.door
            if not ((door.touchpoint == place[0]) & (door.node == at)).any():
                return self._unrecorded(at, place[1])
        return Doors(
            pairs.node[rows],
            pairs.known[rows],
            pairs.record_unknown[rows],
            pairs.open_unknown[rows],
            pairs.eligible_unknown[rows],
            listed or at >= 0,
        )

    def _unrecorded(self, at: int, segment: int) -> Doors:
        """A door that a scenario names and no record does: it may be one."""
        opened = eligible = False
        if at < self.net.first_partner:
            fact = self.facts.open[np.array([at])]
            taken = self.facts.eligible(np.array([at]), np.array([segment]))
            if not (fact.high[0] and taken.high[0, 0]):
                nothing = np.zeros(0, np.int64)
                return Doors(nothing, nothing > 0, nothing > 0, nothing > 0, nothing > 0, True)
            opened, eligible = bool(fact.unknown[0]), bool(taken.unknown[0, 0])
        return Doors(
            np.array([at], np.int64),
            np.array([False]),
            np.array([True]),
            np.array([opened]),
            np.array([eligible]),
            True,
        )
