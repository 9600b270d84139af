"""What to verify: a possible route with the fewest unknown facts, and those facts.

Facts add up along a walk: relying on one fact twice would mean coming back to a partner that the
walk has left, and the walk without that loop relies on fewer facts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.outcome import DoorRows
from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.projection.arrays import Bools, Ints

NEVER = 1_000_000
"""More unknown facts than any route can have."""
NONE = 100
"""More than the facts of one provider; fits a byte."""


@dataclass(frozen=True)
class UnknownFact:
    """One fact to verify; `fact` names a row of the fact table or `refers`.

    `subject` and `object` are positions: of a service, pathway or node, and of a need, segment,
    touchpoint or place, as the fact asks.
    """

    fact: str
    subject: int
    object: int | None = None


@dataclass(frozen=True)
class PossibleRoute:
    """Nodes of a high-world route, door first, and the unknown facts it rests on."""

    nodes: list[int]
    facts: list[UnknownFact]


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

    def __init__(self, reach: NeedReach, mode: Mode, columns: Ints) -> None:
        self.reach, self.network, self.providers = reach, reach.network, reach.providers
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
        self.jump_cost, self.jump_row = self._jumps(columns)

    def _jumps(self, columns: Ints) -> tuple[Ints, Ints]:
        """[column]: the provider that an undeclared referral would lead to, and its facts."""
        cost = np.full(len(self.reach.columns), NEVER, np.int64)
        row = np.full(len(self.reach.columns), -1, np.int64)
        if len(self.providers.service):
            high = self.reach.columns.spread(self.providers.serves_high, columns)
            unknown = np.where(high, self.providers.unknown_of(columns), np.int8(NONE))
            best = unknown.argmin(axis=0)
            least = unknown[best, np.arange(len(columns))].astype(np.int64)
            found = least < NONE
            cost[columns[found]], row[columns[found]] = least[found] + 1, best[found]
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
        self, rows: DoorRows, door_cost: Ints, cells: int, handoffs: int
    ) -> dict[int, tuple[int, PossibleRoute]]:
        """Cell -> (row of its best door, route from there), of the given (cell, door) rows.

        `door_cost`: how many facts are unknown in each row's being a door; the caller adds them.
        Every cell of the rows has a possible route.
        """
        many = len(rows.cell)
        start = np.concatenate([rows.door, rows.touchpoint])
        column = np.concatenate([rows.column, rows.column])
        asked = np.flatnonzero(start >= 0)
        key, inverse = np.unique(
            start[asked] * len(self.reach.columns) + column[asked], return_inverse=True
        )
        node, at_column = key // len(self.reach.columns), key % len(self.reach.columns)
        onward = self._onward(node, at_column, handoffs)
        request = np.full(2 * many, -1, np.int64)
        request[asked] = inverse.reshape(-1)
        going = np.where(request >= 0, onward.cost[request], NEVER).reshape(2, many)
        offers = self._door_offers(rows)
        best = np.minimum(offers.cost, going.min(axis=0))
        least = _least(rows.cell, best + door_cost, cells)
        found: dict[int, tuple[int, PossibleRoute]] = {}
        for cell in np.flatnonzero(least >= 0).tolist():
            i = int(least[cell])
            if offers.cost[i] <= going[:, i].min():
                rest = PossibleRoute([], self._served_at_door(rows, offers, i))
            else:
                which = int(going[:, i].argmin())
                at = int(request[which * many + i])
                rest = self._follow(onward, at, int(node[at]), int(at_column[at]))
            door = int(self.network.nodes[rows.door[i]])
            found[cell] = (i, PossibleRoute([door, *rest.nodes], rest.facts))
        return found

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

    def _served_at_door(self, rows: DoorRows, offers: Offers, i: int) -> list[UnknownFact]:
        facts = self._serving_facts(int(offers.row[i]), int(rows.column[i]))
        if not self.network.is_service[rows.door[i]]:
            return facts
        return [fact for fact in facts if fact.fact not in ("open", "eligible")]

    def _follow(self, onward: Onward, i: int, node: int, column: int) -> PossibleRoute:
        departure = int(onward.departure[i])
        if departure < 0:
            row = int(self.jump_row[column])
            provider = int(self.providers.service[row])
            refers = UnknownFact("refers", self._undeclared(node), provider)
            return PossibleRoute([provider], [refers, *self._serving_facts(row, column)])
        facts = self._departure_facts(departure)
        arrivals, then = onward.arrivals, int(onward.then[i])
        assert arrivals is not None
        local = int(arrivals.node[then])
        here = int(self.network.nodes[local])
        if arrivals.serves[then]:
            served = self._serving_facts(int(arrivals.offers.row[then]), column)
            return PossibleRoute([here], [*facts, *served])
        rest = self._follow(arrivals.onward, then, local, column)
        return PossibleRoute([here, *rest.nodes], [*facts, *self._opening(local), *rest.facts])

    def _departure_facts(self, departure: int) -> list[UnknownFact]:
        record = int(self.network.departures.record[departure])
        through = int(self.network.departures.through[departure])
        pathway = int(self.network.pathway[record])
        facts = self._opening(through) if through >= 0 else []
        if self.reach.usable.unknown[record]:
            facts.append(UnknownFact("usable", pathway, self.reach.need))
        if self.mode == "warm" and self.reach.warm.unknown[record]:
            facts.append(UnknownFact("warm", pathway))
        return facts

    def _opening(self, node: int) -> list[UnknownFact]:
        if not self.network.open.unknown[node]:
            return []
        return [UnknownFact("open", int(self.network.nodes[node]))]

    def _serving_facts(self, row: int, column: int) -> list[UnknownFact]:
        providers, columns = self.providers, self.reach.columns
        service = int(providers.service[row])
        segment, place = int(columns.segment[column]), int(columns.place[column])
        at = (np.array([row]), np.array([column]))
        asked = [
            (providers.open.unknown[row], UnknownFact("open", service)),
            (providers.meets.unknown[row], UnknownFact("meets", service, self.reach.need)),
            (providers.eligible.at(*at).unknown[0], UnknownFact("eligible", service, segment)),
            (providers.of_age.at(*at).unknown[0], UnknownFact("of_age", service)),
            (providers.access.at(*at).unknown[0], UnknownFact("access", service, place)),
        ]
        return [fact for unknown, fact in asked if unknown]

    def _undeclared(self, node: int) -> int:
        """The partner whose undeclared referrals are relied on, or the service without one."""
        net = self.reach.facts.net
        here = int(self.network.nodes[node])
        partner = net.node_partner(here)
        return here if partner < 0 else partner + net.first_partner


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
