"""Which required cells show a barrier, and in which communities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from graph.coverage import Coverage
from graph.coverage.rungs import NUMBER
from graph.planning.policy.records import Community, Criteria
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints

Has = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Shown:
    """What the required cells say of a barrier; one row a required cell.

    `asked`: a cell that the barrier is about. Of these `has`: a gap of its kind for certain, and
    `lacks`: none of its kind for certain; the others are not known.
    """

    asked: Bools
    has: Bools
    lacks: Bools

    def __or__(self, other: Shown) -> Shown:
        """Either barrier: a cell lacks both, or it may have one."""
        has = self.has | other.has
        may = (self.asked & ~self.lacks) | (other.asked & ~other.lacks)
        asked = self.asked | other.asked
        return Shown(asked, has, asked & ~may)

    @property
    def unknown(self) -> Bools:
        return self.asked & ~self.has & ~self.lacks


class Cells:
    """The required cells of one coverage run."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage, self.required, self.net = coverage, coverage.required, coverage.net
        net = self.net
        any_door, every_door = coverage.any_door, coverage.every_door
        self.gap: Bools = (any_door == Ternary.FALSE) | (every_door == Ternary.FALSE)
        self.covered: Bools = (any_door == Ternary.TRUE) & (every_door == Ternary.TRUE)
        self._need = _positions(net.needs.iris)
        self._touchpoint = _positions(net.touchpoints.iris)
        self._segment = _positions(net.segments.iris)

    def nothing(self) -> Shown:
        """Of a barrier that is about no cell."""
        none = np.zeros(len(self.required), np.bool_)
        return Shown(none, none, none)

    def show(self, criteria: Criteria) -> Shown:
        """The cells that the criteria are about: a need or a narrower one, a touchpoint, a kind of
        family or all families; nothing where there are no criteria.

        A gap is of the first type whose reason holds. Where it is of another type than those
        asked for, an earlier one is ruled out; a later one may be hidden behind it.
        """
        if not criteria:
            return self.nothing()
        net, required = self.net, self.required
        asked = np.ones(len(required), np.bool_)
        if criteria.needs:
            wanted = _at(self._need, criteria.needs)
            asked &= _any(net.need_above[:, wanted], 1)[required.need]
        if criteria.touchpoints:
            asked &= np.isin(required.touchpoint, _at(self._touchpoint, criteria.touchpoints))
        if criteria.segments:
            chosen = _at(self._segment, criteria.segments)
            if 0 not in chosen:
                asked &= np.isin(required.segment, np.append(chosen, 0))
        has, lacks = asked & self.gap, asked & self.covered
        if criteria.gap_types:
            types = [NUMBER[name] for name in criteria.gap_types]
            of_type = np.isin(self.coverage.gap_type, types)
            has &= of_type
            lacks |= asked & self.gap & ~of_type & (self.coverage.gap_type > max(types))
        return Shown(asked, has, lacks)

    def of_pair(self, need: int, gap_type: int) -> Shown:
        """The cells of one need exactly, and gaps of one type."""
        asked = self.required.need == need
        of_type = self.coverage.gap_type == gap_type
        later = self.gap & ~of_type & (self.coverage.gap_type > gap_type)
        return Shown(asked, asked & self.gap & of_type, asked & (self.covered | later))

    def pairs(self) -> list[tuple[int, int]]:
        """(need, gap type) of every gap."""
        rows = np.flatnonzero(self.gap)
        needs, types = self.required.need[rows], self.coverage.gap_type[rows]
        return sorted(set(zip(needs.tolist(), types.tolist(), strict=True)))

    def judge(self, community: Community, shown: Shown) -> Has:
        """Whether families of the community have the barrier.

        yes: a cell inside it has it. no: cells are asked about, inside it or of a larger area that
        holds it, and all lack it. What holds of a larger area need not hold of its parts, except
        that a need met in all of it is met in each.
        """
        inside = self.inside(community)
        if (shown.has & inside).any():
            return "yes"
        around = _any(self.net.place_above[community.places], 0)[self.required.place]
        asked = shown.asked & (inside | around)
        return "no" if asked.any() and not (asked & ~shown.lacks).any() else "unknown"

    def inside(self, community: Community) -> Bools:
        """[cell]: its place is one of the community, or lies in one."""
        found: Bools = _any(self.net.place_above[:, community.places], 1)[self.required.place]
        return found

    def weigh(self, shown: Shown) -> tuple[Decimal, Decimal] | None:
        """(weight of the cells that have it, families), None where no families are stated.

        Families: of each kind of family and place the largest cell, so that a family that meets
        the barrier at several touchpoints counts once; kinds of family are added up, unless the
        cells of all families are more, and so are places, unless one that holds them is more.
        """
        if self.required.origin != "declared":
            return None
        largest: dict[int, dict[int, Decimal]] = defaultdict(dict)
        weight = Decimal(0)
        for row in np.flatnonzero(shown.has).tolist():
            place, segment = int(self.required.place[row]), int(self.required.segment[row])
            expected = Decimal(repr(float(self.required.weight[row])))
            largest[place][segment] = max(largest[place].get(segment, expected), expected)
            weight += expected
        at = {
            place: max(found.pop(0, Decimal(0)), sum(found.values(), Decimal(0)))
            for place, found in largest.items()
        }
        return weight, self._add_places(at)

    def _add_places(self, at: dict[int, Decimal]) -> Decimal:
        """The sum over places, of which each counts for what lies in it if it is more."""
        above = self.net.place_above
        inside = {
            place: {other for other in at if other != place and above[other, place]} for place in at
        }

        def add(places: set[int]) -> Decimal:
            held = {other for place in places for other in inside[place]}
            return sum((max(at[p], add(inside[p])) for p in places - held), Decimal(0))

        return add(set(at))


def join(shown: Iterable[Shown], nothing: Shown) -> Shown:
    """Any of several barriers."""
    found = nothing
    for each in shown:
        found = found | each
    return found


def _any(matrix: Bools, axis: int) -> Bools:
    found: Bools = np.any(matrix, axis=axis)
    return found


def _positions(iris: Sequence[str]) -> dict[str, int]:
    return {iri: place for place, iri in enumerate(iris)}


def _at(positions: dict[str, int], iris: Iterable[str]) -> Ints:
    return np.array(sorted(positions[iri] for iri in iris if iri in positions), np.int64)
