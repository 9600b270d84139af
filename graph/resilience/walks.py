"""Units that every walk from a door to a provider depends on.

The units of a request (standing at a node with some handoffs left) are those of the node itself
and those common to all its branches: a provider at the node, a pathway onwards with the units of
the request it leads to, or, in the high world, an undeclared referral. These are the dominators of
the layered graph of walks, taken by records that close together (compare Lengauer & Tarjan 1979).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.projection.arrays import Bools, Ints
from graph.resilience.ragged import contained, expand, gather
from graph.resilience.units import UnitTable

FIRST_BATCH = 4
"""Branches of a request looked at first; each further batch is this many times larger."""

Branches = tuple[Ints, Ints, Ints]
"""(request of each usable branch, branch of each pair, unit of each pair); pairs are distinct."""


@dataclass(frozen=True)
class Source:
    """Slices of possible branches, one a request, and what makes branches of them."""

    starts: Ints
    counts: Ints
    make: Callable[[Ints, Ints], Branches]
    """From (request, position) to the branches that can be used."""


class UnitsOnEveryWalk:
    """The units on every walk of one need in one world.

    Sets are sorted keys `request * units.count + unit`. Branches are looked at in growing batches,
    for as long as some unit is still common to all: most requests are done after the first.
    """

    def __init__(self, reach: NeedReach, mode: Mode, units: UnitTable, *, high: bool) -> None:
        self.reach, self.network, self.providers = reach, reach.network, reach.providers
        self.mode, self.units, self.high = mode, units, high
        network, departures = reach.network, reach.network.departures
        usable = reach.usable.world(high) & network.open.world(high)[network.receiver]
        if mode == "warm":
            usable = usable & reach.warm.world(high)
        passing = (departures.through < 0) | network.open.world(high)[departures.through]
        self.certain: Bools = usable[departures.record] & passing
        self.provider_starts, self.provider_rows = reach.provider_rows_by_node()
        self.words = self.providers.serves(high=high)

    # Requests -----------------------------------------------------------------------------

    def of_doors(self, door: Ints, touchpoint: Ints, column: Ints, handoffs: int) -> Ints:
        """Units of each (door, touchpoint, column); every one is served within the handoffs.

        `touchpoint` is -1 where it has no pathways. Grain: one set a row.
        """
        sources = [self._providers(door, column)]
        if handoffs:
            sources.append(self._departures(door, column, handoffs))
            sources.append(self._departures(touchpoint, column, handoffs))
            sources.extend(self._jumps(door, column))
        return self._common(self._of_nodes(door), len(door), sources)

    def of_cells(self, cells: int, cell: Ints, served: Callable[[Ints], Ints]) -> Ints:
        """Units of each cell: those common to its door rows, which are sorted by cell.

        `served` gives the sets of some rows, as keys of their positions in what it is given.
        """
        starts = np.searchsorted(cell, np.arange(cells + 1))
        width = self.units.count

        def make(request: Ints, position: Ints) -> Branches:
            keys = served(position)
            return request, keys // width, keys % width

        source = Source(starts[:-1], np.diff(starts), make)
        return self._common(np.zeros(0, np.int64), cells, [source])

    def _of_nodes(self, node: Ints) -> Ints:
        """The units with which the nodes themselves close."""
        net, here = self.reach.facts.net, self.network.nodes[node]
        is_service, is_partner = here < net.first_partner, here < net.first_touchpoint
        service = np.where(is_service, here, -1)
        partner = np.where(is_partner & ~is_service, here - net.first_partner, -1)
        keys = [
            row * self.units.count + unit
            for row, unit in (
                gather(self.units.service, service),
                gather(self.units.partner, partner),
            )
        ]
        return np.sort(np.concatenate(keys))

    # Branches -----------------------------------------------------------------------------

    def _providers(self, node: Ints, column: Ints) -> Source:
        starts = self.provider_starts[node]

        def make(request: Ints, position: Ints) -> Branches:
            return self._served(request, self.provider_rows[position], column[request])

        return Source(starts, self.provider_starts[node + 1] - starts, make)

    def _served(self, request: Ints, row: Ints, column: Ints) -> Branches:
        """Branches that end at providers, where these serve the column."""
        fits = self.reach.columns.test(self.words, row, column)
        request, row, column = request[fits], row[fits], column[fits]
        service = self.providers.service[row]
        branch, unit = gather(self.units.service, service)
        if self.high:
            return request, branch, unit
        site = self.units.access.at(service, self.reach.columns.place[column])
        through = np.flatnonzero(site >= 0)
        return (
            request,
            np.concatenate([branch, through]),
            np.concatenate([unit, site[through]]),
        )

    def _departures(self, node: Ints, column: Ints, handoffs: int) -> Source:
        departures = self.network.departures
        known = np.where(node >= 0, node, 0)
        starts = departures.indptr[known]
        counts = np.where(node >= 0, departures.indptr[known + 1] - starts, 0)

        def make(request: Ints, position: Ints) -> Branches:
            return self._onward(request, position, column[request], handoffs)

        return Source(starts, counts, make)

    def _onward(self, request: Ints, at: Ints, column: Ints, handoffs: int) -> Branches:
        """Branches along pathways that lead to where the family is served."""
        network, columns = self.network, self.reach.columns
        departures, layer = network.departures, self._layer(handoffs - 1)
        record = departures.record[at]
        fits = self.certain[at] & self.reach.in_scope[record, columns.bit[column] // 64]
        fits[fits] = columns.test(layer, network.receiver[record[fits]], column[fits])
        request, at, column, record = request[fits], at[fits], column[fits], record[fits]
        asked = network.receiver[record] * len(columns) + column
        key, then = np.unique(asked, return_inverse=True)
        sets = self._of_requests(key // len(columns), key % len(columns), handoffs - 1)
        ends = np.searchsorted(sets, np.arange(len(key) + 1) * self.units.count)
        starts = ends[then]
        branch, position = expand(starts, ends[then + 1] - starts)
        through = departures.through[at]
        passed = np.where(through >= 0, network.nodes[through], -1)
        pairs = [
            (branch, sets[position] % self.units.count),
            gather(self.units.pathway, network.pathway[record]),
            gather(self.units.service, passed),
        ]
        keys = np.concatenate([row * self.units.count + unit for row, unit in pairs])
        keys = np.unique(keys)
        return request, keys // self.units.count, keys % self.units.count

    def _of_requests(self, node: Ints, column: Ints, handoffs: int) -> Ints:
        sources = [self._providers(node, column)]
        if handoffs:
            sources.append(self._departures(node, column, handoffs))
            sources.extend(self._jumps(node, column))
        return self._common(self._of_nodes(node), len(node), sources)

    def _jumps(self, node: Ints, column: Ints) -> list[Source]:
        """Undeclared referrals: from such a node to any provider of the high world."""
        if not self.high:
            return []
        asked, which = np.unique(column, return_inverse=True)
        matrix = self.reach.columns.spread(self.words, asked)
        of_column, row = np.nonzero(matrix.T)
        ends = np.searchsorted(of_column, np.arange(len(asked) + 1))
        counts = np.where(self.network.undeclared[node], np.diff(ends)[which], 0)

        def make(request: Ints, position: Ints) -> Branches:
            return self._served(request, row[position], column[request])

        return [Source(ends[:-1][which], counts, make)]

    def _layer(self, handoffs: int) -> np.typing.NDArray[np.uint64]:
        return self.reach.layer(handoffs, self.mode, high=self.high)

    # What branches have in common ---------------------------------------------------------

    def _common(self, own: Ints, requests: int, sources: list[Source]) -> Ints:
        """The units of the requests' own nodes, and those that all their branches share."""
        width = self.units.count
        shared = np.zeros(0, np.int64)
        started = np.zeros(requests, np.bool_)
        for source in sources:
            low, batch = 0, FIRST_BATCH
            while True:
                open_ = ~started
                open_[shared // width] = True
                asked = np.flatnonzero(open_ & (source.counts > low))
                if not len(asked):
                    break
                counts = np.minimum(source.counts[asked] - low, batch)
                row, position = expand(source.starts[asked] + low, counts)
                request, branch, unit = source.make(asked[row], position)
                shared = self._narrow(own, shared, started, request, branch, unit)
                low, batch = low + batch, batch * FIRST_BATCH
        assert started.all()
        return np.sort(np.concatenate([own, shared]))

    def _narrow(
        self, own: Ints, shared: Ints, started: Bools, request: Ints, branch: Ints, unit: Ints
    ) -> Ints:
        """What is still shared after some further branches; marks their requests as started."""
        width = self.units.count
        branches = np.bincount(request, minlength=len(started))
        keys = request[branch] * width + unit
        fresh = ~started[request[branch]]
        may = np.where(fresh, ~contained(keys, own), contained(keys, shared))
        found, times = np.unique(keys[may], return_counts=True)
        in_all = found[times == branches[found // width]]
        untouched = shared[branches[shared // width] == 0]
        started[branches > 0] = True
        return np.sort(np.concatenate([untouched, in_all]))
