"""The communities of collaboratives: coverage, gaps and services of their places.

Coverage is computed once; cells are added up by place, and places by collaborative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from graph.coverage import Coverage
from graph.coverage.facts import Facts
from graph.coverage.rungs import GAP_TYPES
from graph.equity.groups import EVERY_SEGMENT, sum_groups, whole_weights
from graph.equity.intervals import Interval
from graph.equity.suppression import select_hidden
from graph.planning.collaboratives.records import Collaborative
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints

Unit = tuple[int, int]
"""What is compared between communities: (life stage or -1, need)."""


@dataclass(frozen=True)
class Sums:
    """What the required cells within the places of a collaborative add up to."""

    cells: int
    gaps: int
    """Cells that are a gap for some door."""
    unknown: int
    """Cells for which it is not known whether every door leads to help."""
    every_door: Interval | None
    any_door: Interval | None
    small: bool
    """Whether shares are not told, since too few families are behind them."""

    @property
    def known_share(self) -> Fraction | None:
        """Share of the cells that the map answers for certain; None without cells."""
        return Fraction(self.cells - self.unknown, self.cells) if self.cells else None


class Communities:
    """The places of each collaborative with what is asked and offered there.

    Matrices have one row a collaborative, in the order given.
    """

    def __init__(
        self, coverage: Coverage, collaboratives: Sequence[Collaborative], *, floor: int
    ) -> None:
        self.coverage, self.net, self.floor = coverage, coverage.net, floor
        self.collaboratives = collaboratives
        self.row = {each.iri: k for k, each in enumerate(collaboratives)}
        self.inside: Bools = np.zeros((len(collaboratives), len(self.net.places)), np.bool_)
        """[collaborative, place]: the place is one of its own or lies in one."""
        for k, each in enumerate(collaboratives):
            own = [
                self.net.places.index[iri] for iri in each.places if iri in self.net.places.index
            ]
            self.inside[k] = self.net.place_above[:, own].any(axis=1)

    # Coverage -----------------------------------------------------------------------------

    @cached_property
    def sums(self) -> Sequence[Sums]:
        """Coverage of each collaborative's places, exactly."""
        required = self.coverage.required
        units, scale = whole_weights(required.weight)
        every, some = self.coverage.every_door, self.coverage.any_door
        ones = np.ones(len(required), np.int64)
        columns = [
            self._by_place(column)
            for column in (
                ones,
                ones * (every == Ternary.FALSE),
                ones * (every == Ternary.UNKNOWN),
                units,
                units * (every == Ternary.TRUE),
                units * (every != Ternary.FALSE),
                units * (some == Ternary.TRUE),
                units * (some != Ternary.FALSE),
            )
        ]
        return [
            _sums([_total(column, self.inside[k]) for column in columns], scale, self.hidden[k])
            for k in range(len(self.collaboratives))
        ]

    @cached_property
    def hidden(self) -> Bools:
        """[collaborative]: too few families live in one of its places to tell shares of them.

        Weights are families only where the required cells are declared.
        """
        none = np.zeros(len(self.collaboratives), np.bool_)
        if self.coverage.required.origin != "declared" or self.floor <= 0:
            return none
        groups = select_hidden(self.net, sum_groups(self.coverage), floor=self.floor, zeros="show")
        small = [place for segment, place in groups if segment == EVERY_SEGMENT]
        places = np.zeros(len(self.net.places), np.bool_)
        places[small] = True
        small_too: Bools = np.any(self._own & places, axis=1)
        return small_too

    @cached_property
    def _own(self) -> Bools:
        own = np.zeros_like(self.inside)
        for k, each in enumerate(self.collaboratives):
            index = self.net.places.index
            own[k, [index[iri] for iri in each.places if iri in index]] = True
        return own

    def _by_place(self, values: Any) -> Any:
        sums = np.zeros(len(self.net.places), values.dtype)
        np.add.at(sums, self.coverage.required.place, values)
        return sums

    # Barriers and what is covered -----------------------------------------------------------

    @cached_property
    def barriers(self) -> tuple[list[tuple[str, int]], Ints, Ints]:
        """(gap type, need), [place, barrier] cells with it, [place, barrier] cells unknown.

        A cell is a barrier where it is a gap for some door; one of a need whose cell is unknown
        may be any barrier of that need.
        """
        required, every = self.coverage.required, self.coverage.every_door
        at = np.flatnonzero(every == Ternary.FALSE)
        pairs = np.stack([self.coverage.gap_type[at].astype(np.int64), required.need[at]], 1)
        kinds, which = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
        cells = self._count(required.place[at], which.reshape(-1), len(kinds))
        open_ = np.flatnonzero(every == Ternary.UNKNOWN)
        unknown = self._count(required.place[open_], required.need[open_], len(self.net.needs))
        names = [(str(GAP_TYPES[kind]), int(need)) for kind, need in kinds.tolist()]
        return names, cells, unknown[:, kinds[:, 1]]

    @cached_property
    def units(self) -> Sequence[Unit]:
        """Every (life stage, need) that is asked, in order of life stage and need."""
        return [(int(stage), int(need)) for stage, need in self._units[0].tolist()]

    @cached_property
    def _units(self) -> tuple[Ints, Ints]:
        required = self.coverage.required
        stage = self.net.touchpoint_stage[required.touchpoint]
        pairs = np.stack([stage.astype(np.int64), required.need], 1)
        kinds, which = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
        return kinds, which.reshape(-1)

    @property
    def unit_of_cell(self) -> Ints:
        """[cell]: position of its unit."""
        return self._units[1]

    @cached_property
    def _at_place(self) -> tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array]:
        """[place, unit]: cells asked, covered at every door, and gaps for some door."""
        every = self.coverage.every_door
        return (
            self._incidence(np.ones(len(every), np.bool_)),
            self._incidence(every == Ternary.TRUE),
            self._incidence(every == Ternary.FALSE),
        )

    def _incidence(self, kept: Bools) -> sparse.csr_array:
        at = np.flatnonzero(kept)
        place, unit = self.coverage.required.place[at], self.unit_of_cell[at]
        shape = (len(self.net.places), len(self.units))
        return sparse.csr_array((np.ones(len(at), np.int64), (place, unit)), shape=shape)

    @cached_property
    def solved(self) -> Bools:
        """[collaborative, unit]: it is asked there and every cell is covered at every door."""
        asked, covered, _ = (self._of_places(matrix) for matrix in self._at_place)
        solved: Bools = (asked > 0) & (asked == covered)
        return solved

    @cached_property
    def lacking(self) -> Bools:
        """[collaborative, unit]: some cell is a gap for certain."""
        lacking: Bools = self._of_places(self._at_place[2]) > 0
        return lacking

    def helps(self, helper: int) -> Bools:
        """[collaborative, unit]: lacking there, solved by `helper`.

        Of two that share places, what they share is left out: the one is looked at where the other
        is not. One that lies wholly in the other is looked at as it is.
        """
        found: Bools = self.lacking & self.solved[helper]
        found[helper] = False
        mine = self.inside[helper]
        shared = (self.inside & mine).any(axis=1)
        shared[helper] = False
        for k in np.flatnonzero(shared).tolist():
            asked, covered, _ = self._within(_apart(mine, self.inside[k]))
            gaps = self._within(_apart(self.inside[k], mine))[2]
            found[k] = (asked > 0) & (asked == covered) & (gaps > 0)
        return found

    def _within(self, places: Bools) -> tuple[Ints, Ints, Ints]:
        at = places.astype(np.int64)
        asked, covered, gaps = (np.asarray(at @ matrix) for matrix in self._at_place)
        return asked, covered, gaps

    def _of_places(self, matrix: sparse.csr_array) -> Ints:
        return np.asarray(sparse.csr_array(self.inside.astype(np.int64)) @ matrix.toarray())

    def _count(self, place: Ints, kind: Ints, kinds: int) -> Ints:
        counts = np.zeros((len(self.net.places), kinds), np.int64)
        np.add.at(counts, (place, kind), 1)
        return counts

    def cells_of(self, collaborative: int, unit: int) -> Ints:
        """Required cells of a unit within its places."""
        place = self.coverage.required.place
        return np.flatnonzero((self.unit_of_cell == unit) & self.inside[collaborative][place])

    # Who is in the community ----------------------------------------------------------------

    def sectors(self, collaborative: int) -> dict[str, tuple[int, int]]:
        """Sector -> partners that serve its places with an open service: certain, possible."""
        serving = self._serving(collaborative)
        found: dict[str, list[int]] = {}
        for world, partners in enumerate(serving):
            for partner in partners.tolist():
                sector = self.net.partner_sector[partner]
                if sector is not None:
                    found.setdefault(sector, [0, 0])[world] += 1
        return {sector: (low, high) for sector, (low, high) in sorted(found.items())}

    def without_sector(self, collaborative: int) -> int:
        """Partners that may serve its places and have no sector stated."""
        possible = self._serving(collaborative)[1].tolist()
        return sum(self.net.partner_sector[partner] is None for partner in possible)

    def _serving(self, collaborative: int) -> tuple[Ints, Ints]:
        if collaborative not in self._partners:
            places = np.flatnonzero(self.inside[collaborative])
            every = np.arange(len(self.net.services))
            access = self._facts.access(every, places)
            partner, found = self.net.service.partner, []
            for world in (False, True):
                serves = access.world(world).any(axis=1) & self._facts.open.world(world)
                found.append(np.unique(partner[serves & (partner >= 0)]))
            self._partners[collaborative] = (found[0], found[1])
        return self._partners[collaborative]

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.net, self.coverage.parameters)

    @cached_property
    def _partners(self) -> dict[int, tuple[Ints, Ints]]:
        return {}

    def segments(self, collaborative: int) -> list[int]:
        """Segments that its required cells ask about, without the one of all families."""
        within = self.inside[collaborative][self.coverage.required.place]
        found = np.unique(self.coverage.required.segment[within])
        return [segment for segment in found.tolist() if segment != 0]


def _apart(mine: Bools, theirs: Bools) -> Bools:
    """Places of the one without those of the other; all, where nothing else would be left."""
    apart: Bools = mine & ~theirs
    return apart if apart.any() else mine


def _total(column: Any, inside: Bools) -> int:
    return int(sum(column[inside].tolist()))


def _sums(totals: Sequence[int], scale: int, small: bool) -> Sums:
    cells, gaps, unknown, weight, every_low, every_high, any_low, any_high = totals
    told = weight > 0 and not small

    def share(low: int, high: int) -> Interval | None:
        return Interval(Fraction(low, weight), Fraction(high, weight)) if told else None

    return Sums(
        cells, gaps, unknown, share(every_low, every_high), share(any_low, any_high), bool(small)
    )
