"""What to verify: a possible route with the fewest unknown facts, and those facts.

Facts add up along a walk: relying on one fact twice would mean coming back to a partner that the
walk has left, and the walk without that loop relies on fewer facts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.doors import DoorPairs
from graph.coverage.outcome import DoorRows
from graph.coverage.possible import PossibleRoute, Trails
from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.projection.arrays import Bools, Ints

NEVER = 1_000_000
"""More unknown facts than any route can have."""


@dataclass(frozen=True)
class Offers:
    """Being served at a node: how many facts are unknown, and by which provider row."""

    cost: Ints
    row: Ints


@dataclass(frozen=True)
class Onward:
    """Going on from a node with at least one handoff.

    `departure` is the departure taken, -1 for an undeclared referral; `then` the request that
    follows it in `arrivals`.
    """

    cost: Ints
    departure: Ints
    then: Ints
    arrivals: Arrivals | None


@dataclass(frozen=True)
class Arrivals:
    """Arriving at a node: served there, or going on through it."""

    node: Ints
    column: Ints
    cost: Ints
    serves: Bools
    offers: Offers
    onward: Onward


class VerifyFinder:
    """Fewest unknown facts from the doors of some cells, layer by layer, for what is asked only.

    A request is a (node, column); each layer asks the next for the nodes its pathways lead to.
    Complexity: O(requests x pathways out of a node) for each handoff, at most
    O(handoffs x pathways x columns).
    """

    def __init__(self, reach: NeedReach, mode: Mode, handoffs: int) -> None:
        self.reach, self.network, self.providers = reach, reach.network, reach.providers
        self.handoffs = handoffs
        network, departures = reach.network, reach.network.departures
        relied = reach.usable.unknown.astype(np.int64)
        may_use = reach.usable.high
        if mode == "warm":
            relied, may_use = relied + reach.warm.unknown, may_use & reach.warm.high
        opening = (departures.through >= 0) & network.open.unknown[departures.through]
        self.mode = mode
        self.departure_cost: Ints = relied[departures.record] + opening
        self.may_depart: Bools = may_use[departures.record]
        self.provider_starts, self.provider_rows = reach.provider_rows_by_node()
        self.jump_cost, self.jump_row = self._jumps()

    def _jumps(self) -> tuple[Ints, Ints]:
        """[column]: the provider that an undeclared referral would lead to, and its facts."""
        cost = np.full(len(self.reach.columns), NEVER, np.int64)
        row = np.full(len(self.reach.columns), -1, np.int64)
        if self.handoffs and self.network.undeclared.any():
            least, row = self.providers.fewest_unknown(self.reach.columns)
            cost[row >= 0] = least[row >= 0] + 1
        return cost, row

    # Layers -------------------------------------------------------------------------------

    def _offers(self, node: Ints, column: Ints) -> Offers:
        request, at = _expand(self.provider_starts, node)
        row = self.provider_rows[at]
        served = self.reach.columns.test(self.providers.serves_high, row, column[request])
        request, row = request[served], row[served]
        cost = self.providers.unknown_at(row, column[request]).astype(np.int64)
        least = _least(request, cost, len(node))
        return Offers(_taken(cost, least, NEVER), _taken(row, least, -1))

    def _onward(self, node: Ints, column: Ints, handoffs: int) -> Onward:
        cost = np.full(len(node), NEVER, np.int64)
        departure = np.full(len(node), -1, np.int64)
        if handoffs == 0:
            return Onward(cost, departure, departure, None)
        departures, columns = self.network.departures, self.reach.columns
        request, at = _expand(departures.indptr, node)
        word = columns.bit[column[request]] // 64
        fits = self.may_depart[at] & self.reach.in_scope[departures.record[at], word]
        request, at = request[fits], at[fits]
        receiver = self.network.receiver[departures.record[at]]
        key, then = np.unique(receiver * len(columns) + column[request], return_inverse=True)
        arrivals = self._arrive(key // len(columns), key % len(columns), handoffs - 1)
        total = self.departure_cost[at] + arrivals.cost[then]
        least = _least(request, total, len(node))
        cost, departure = _taken(total, least, NEVER), _taken(at, least, -1)
        jump = np.where(self.network.undeclared[node], self.jump_cost[column], NEVER)
        departure[jump < cost] = -1
        cost = np.minimum(cost, jump)
        return Onward(cost, departure, _taken(then.reshape(-1), least, -1), arrivals)

    def _arrive(self, node: Ints, column: Ints, handoffs: int) -> Arrivals:
        offers = self._offers(node, column)
        onward = self._onward(node, column, handoffs)
        toll = np.where(self.network.open.high[node], self.network.open.unknown[node], NEVER)
        passing = onward.cost + toll
        serves = offers.cost <= passing
        cost = np.minimum(np.where(serves, offers.cost, passing), NEVER)
        return Arrivals(node, column, cost, serves, offers, onward)

    # Routes -------------------------------------------------------------------------------

    def find(
        self, rows: DoorRows, doors: DoorPairs, pairs: Ints, cells: int
    ) -> dict[int, PossibleRoute]:
        """Cell -> a route from its best door, of the given (cell, door) rows.

        `pairs` are their rows in `doors`. Every cell of the rows has a possible route.
        """
        many = len(rows.cell)
        start = np.concatenate([rows.door, rows.touchpoint])
        column = np.concatenate([rows.column, rows.column])
        asked = np.flatnonzero(start >= 0)
        key, inverse = np.unique(
            start[asked] * len(self.reach.columns) + column[asked], return_inverse=True
        )
        node, at_column = key // len(self.reach.columns), key % len(self.reach.columns)
        onward = self._onward(node, at_column, self.handoffs)
        request = np.full(2 * many, -1, np.int64)
        request[asked] = inverse.reshape(-1)
        going = np.where(request >= 0, onward.cost[request], NEVER).reshape(2, many)
        offers = self._door_offers(rows)
        best = np.minimum(offers.cost, going.min(axis=0))
        least = _least(rows.cell, best + doors.unknown_count(pairs), cells)
        cell = np.flatnonzero(least >= 0)
        chosen = least[cell]
        trails = Trails()
        self._enter(trails, cell, rows.select(chosen), doors, pairs[chosen])
        here = offers.cost[chosen] <= going[:, chosen].min(axis=0)
        self._serve_at_door(trails, cell[here], rows.select(chosen[here]), offers.row[chosen[here]])
        cell, chosen = cell[~here], chosen[~here]
        at = request[going[:, chosen].argmin(axis=0) * many + chosen]
        self._follow(trails, cell, onward, at, node[at], at_column[at])
        return trails.read()

    def _door_offers(self, rows: DoorRows) -> Offers:
        """Being served at the door; a service door is taken as open and eligible."""
        offers = self._offers(rows.door, rows.column)
        cost, row = offers.cost.copy(), offers.row.copy()
        is_service = self.network.is_service[rows.door]
        cost[is_service], row[is_service] = NEVER, -1
        at = np.flatnonzero(rows.serves_high)
        own = np.searchsorted(self.providers.service, self.network.nodes[rows.door[at]])
        relied = self.providers.meets.unknown[own].astype(np.int64)
        for spread in (self.providers.of_age, self.providers.access):
            relied += spread.at(own, rows.column[at]).unknown
        cost[at], row[at] = relied, own
        return Offers(cost, row)

    def _enter(
        self, trails: Trails, cell: Ints, rows: DoorRows, doors: DoorPairs, pairs: Ints
    ) -> None:
        """Standing at the doors: what is unknown in their being doors of the cells."""
        node, segment = self.network.nodes[rows.door], self.reach.columns.segment[rows.column]
        trails.come_to(cell, node)
        trails.rely_on(doors.record_unknown[pairs], cell, "door", node)
        trails.rely_on(doors.open_unknown[pairs], cell, "open", node)
        trails.rely_on(doors.eligible_unknown[pairs], cell, "eligible", node, segment)

    def _serve_at_door(self, trails: Trails, cell: Ints, rows: DoorRows, row: Ints) -> None:
        by_service = self.network.is_service[rows.door]
        self._serve(trails, cell, row, rows.column, ~by_service)

    def _follow(
        self, trails: Trails, cell: Ints, onward: Onward, at: Ints, node: Ints, column: Ints
    ) -> None:
        """From the nodes on, handoff by handoff."""
        nodes, opened = self.network.nodes, self.network.open
        while len(cell):
            departure = onward.departure[at]
            jumps = departure < 0
            self._jump(trails, cell[jumps], node[jumps], column[jumps])
            cell, at, column = cell[~jumps], at[~jumps], column[~jumps]
            if onward.arrivals is None:
                break
            self._depart(trails, cell, departure[~jumps])
            arrivals, at = onward.arrivals, onward.then[at]
            node = arrivals.node[at]
            trails.come_to(cell, nodes[node])
            serves = arrivals.serves[at]
            row = arrivals.offers.row[at[serves]]
            self._serve(trails, cell[serves], row, column[serves])
            cell, at, column, node = cell[~serves], at[~serves], column[~serves], node[~serves]
            trails.rely_on(opened.unknown[node], cell, "open", nodes[node])
            onward = arrivals.onward

    def _jump(self, trails: Trails, cell: Ints, node: Ints, column: Ints) -> None:
        """By a referral that the partner has not declared; a service without one stands for it."""
        row, behind = self.jump_row[column], self.network.partner[node]
        provider = self.providers.service[row]
        refers = self.network.nodes[np.where(behind >= 0, behind, node)]
        trails.come_to(cell, provider)
        trails.rely_on(np.ones(len(cell), np.bool_), cell, "refers", refers, provider)
        self._serve(trails, cell, row, column)

    def _depart(self, trails: Trails, cell: Ints, departure: Ints) -> None:
        reach, network = self.reach, self.network
        record = network.departures.record[departure]
        through = network.departures.through[departure]
        pathway = network.pathway[record]
        opening = (through >= 0) & network.open.unknown[through]
        trails.rely_on(opening, cell, "open", network.nodes[through])
        trails.rely_on(reach.usable.unknown[record], cell, "usable", pathway, reach.need)
        if self.mode == "warm":
            trails.rely_on(reach.warm.unknown[record], cell, "warm", pathway)

    def _serve(
        self, trails: Trails, cell: Ints, row: Ints, column: Ints, also: Bools | None = None
    ) -> None:
        """Served by the provider rows; `also`: whether they have to be open and eligible as well.

        A service door is taken as both.
        """
        providers, columns = self.providers, self.reach.columns
        service, segment, place = (
            providers.service[row],
            columns.segment[column],
            columns.place[column],
        )
        if also is None:
            also = np.ones(len(cell), np.bool_)
        eligible = providers.eligible.at(row, column).unknown
        of_age = providers.of_age.at(row, column).unknown
        access = providers.access.at(row, column).unknown
        trails.rely_on(also & providers.open.unknown[row], cell, "open", service)
        trails.rely_on(providers.meets.unknown[row], cell, "meets", service, self.reach.need)
        trails.rely_on(also & eligible, cell, "eligible", service, segment)
        trails.rely_on(of_age, cell, "of_age", service)
        trails.rely_on(access, cell, "access", service, place)


def _expand(starts: Ints, node: Ints) -> tuple[Ints, Ints]:
    """(request, position) for every position in the slices of the requested nodes."""
    counts = starts[node + 1] - starts[node]
    request = np.repeat(np.arange(len(node), dtype=np.int64), counts)
    offset = np.arange(len(request)) - np.repeat(np.cumsum(counts) - counts, counts)
    return request, starts[node][request] + offset


def _least(request: Ints, cost: Ints, requests: int) -> Ints:
    """Position of a least cost of each request, -1 for those without any."""
    order = np.lexsort((cost, request))
    first = np.flatnonzero(np.diff(request[order], prepend=-1))
    least = np.full(requests, -1, np.int64)
    least[request[order][first]] = order[first]
    return least


def _taken(values: Ints, position: Ints, missing: int) -> Ints:
    """The values at the positions; `missing` where the position is -1."""
    if not len(values):
        return np.full(len(position), missing, np.int64)
    return np.where(position >= 0, values[position], missing)
