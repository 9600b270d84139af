"""What to verify: a possible route with the fewest unknown facts, and those facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.parameters import Mode
from graph.projection.arrays import Ints
from graph.reach import NeedReach

Costs = npt.NDArray[np.int16]
NEVER = np.int16(10_000)
"""More unknown facts than any route can have."""


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


class VerifyFinder:
    """Fewest unknown facts, by the same backward layers with costs in place of bits.

    A shortest walk in this sense never relies on one fact twice: to use a service's openness or
    a pathway again it would have to come back to a partner it has left, and the walk without that
    loop relies on fewer facts. So facts add up along the walk.

    Complexity: O(handoffs x pathways x columns asked) time, O(nodes x columns asked) memory.
    """

    def __init__(self, reach: NeedReach, mode: Mode, handoffs: int, columns: Ints) -> None:
        self.reach, self.mode, self.handoffs = reach, mode, handoffs
        self.network = reach.network
        self.columns = columns
        self.position = {int(column): i for i, column in enumerate(columns)}
        served = reach.providers.serves.high[:, columns]
        self.cost_to_serve: Costs = np.where(
            served, reach.providers.unknown_count()[:, columns], NEVER
        ).astype(np.int16)
        self.provider_row = {int(s): row for row, s in enumerate(reach.providers.service)}
        self.cheapest_row = (
            self.cost_to_serve.argmin(axis=0) if len(served) else np.zeros(len(columns), np.int64)
        )
        self.cheapest: Costs = self.cost_to_serve.min(axis=0, initial=NEVER)
        self.rows_of_partner = self._rows_by_partner()
        self.pathway_cost: Costs = reach.usable.unknown.astype(np.int16)
        if mode == "warm":
            self.pathway_cost = self.pathway_cost + reach.warm.unknown
        self.offer = self._offers()
        self.enter = [self._entering(self.offer, None)]
        self.sent: list[Costs] = [np.full_like(self.offer, NEVER)]
        self.through: list[Costs] = [np.full_like(self.offer, NEVER)]
        for _ in range(handoffs):
            self._step()

    # Layers -------------------------------------------------------------------------------

    def _rows_by_partner(self) -> dict[int, list[int]]:
        rows: dict[int, list[int]] = {}
        behind = self.reach.facts.net.service.partner[self.reach.providers.service]
        for row, partner in enumerate(behind.tolist()):
            rows.setdefault(partner, []).append(row)
        return rows

    def _offers(self) -> Costs:
        """[node, column]: unknown facts in being served at the node itself."""
        network, net = self.network, self.reach.facts.net
        service = self.reach.providers.service
        behind = net.service.partner[service]
        partner = np.where(behind >= 0, network.local[behind + net.first_partner], -1)
        rows = np.concatenate([network.local[service], partner])
        data = np.concatenate([self.cost_to_serve, self.cost_to_serve])
        return _least_by_row(data[rows >= 0], rows[rows >= 0], len(network.nodes))

    def _entering(self, offer: Costs, through: Costs | None) -> Costs:
        """Cost of arriving at a node and going on or being served; services must be open."""
        if through is None:
            return offer
        toll = np.where(self.network.open.high, self.network.open.unknown.astype(np.int16), NEVER)
        entering: Costs = np.minimum(offer, np.minimum(toll[:, None] + through, NEVER))
        return entering

    def _step(self) -> None:
        network = self.network
        usable = self.reach.usable.high.copy()
        if self.mode == "warm":
            usable &= self.reach.warm.high
        record = np.flatnonzero(usable)
        words = self.reach.columns.bit[self.columns] // 64
        scope = self.reach.in_scope[record][:, words]
        onward = self.enter[-1][network.receiver[record]] + self.pathway_cost[record][:, None]
        onward = np.where(scope, np.minimum(onward, NEVER), NEVER).astype(np.int16)
        sent = _least_by_row(onward, network.sender[record], len(network.nodes))
        through = sent.copy()
        has_partner = np.flatnonzero(network.partner >= 0)
        through[has_partner] = np.minimum(through[has_partner], sent[network.partner[has_partner]])
        for partner, services in network.members.items():
            for service in services:
                if network.open.high[service]:
                    toll = np.int16(network.open.unknown[service])
                    through[partner] = np.minimum(through[partner], sent[service] + toll)
        jump = np.minimum(self.cheapest + np.int16(1), NEVER)
        through[network.undeclared] = np.minimum(through[network.undeclared], jump)
        self.sent.append(sent)
        self.through.append(np.minimum(through, NEVER))
        self.enter.append(self._entering(self.offer, self.through[-1]))

    # Routes -------------------------------------------------------------------------------

    def find(
        self, touchpoint: int, column: int, doors: list[tuple[int, list[UnknownFact]]]
    ) -> PossibleRoute:
        """The best route from the doors, each given with the unknown facts of its being one."""
        at = self.position[column]
        best: tuple[int, PossibleRoute] | None = None
        for door, facts in doors:
            bound = NEVER if best is None else best[0]
            route = self._from_door(door, touchpoint, at, int(bound) - len(facts))
            if route is not None:
                found = PossibleRoute(route.nodes, [*facts, *route.facts])
                best = (len(found.facts), found)
        if best is None:
            raise AssertionError("a cell that is not a gap has no possible route")
        return best[1]

    def _from_door(self, door: int, touchpoint: int, at: int, below: int) -> PossibleRoute | None:
        """The cheapest route from this door if it relies on fewer than `below` facts."""
        local = int(self.network.local[door])
        own = self._own_service(door, at)
        cost = own[0] if own else int(self.offer[local, at])
        start = -1
        for node in (local, int(self.network.local[touchpoint])):
            if node >= 0 and self.through[self.handoffs][node, at] < cost:
                cost, start = int(self.through[self.handoffs][node, at]), node
        if cost >= below:
            return None
        if start >= 0:
            rest = self._follow(start, self.handoffs, at)
        elif own:
            rest = PossibleRoute([], own[1])
        else:
            rest = PossibleRoute([], self._serving_facts(door, at))
        return PossibleRoute([door, *rest.nodes], rest.facts)

    def _own_service(self, door: int, at: int) -> tuple[int, list[UnknownFact]] | None:
        """Being served at a service door, its open and eligible already taken as true."""
        if door >= self.reach.facts.net.first_partner:
            return None
        row = self.provider_row.get(door)
        if row is None or self.cost_to_serve[row, at] >= NEVER:
            return (int(NEVER), [])
        skipped = ("open", "eligible")
        facts = [f for f in self._facts_of_row(row, at) if f.fact not in skipped]
        return (len(facts), facts)

    def _serving_facts(self, node: int, at: int) -> list[UnknownFact]:
        """Facts of being served at a service or partner on arrival."""
        net = self.reach.facts.net
        if node < net.first_partner:
            return self._facts_of_row(self.provider_row[node], at)
        rows = self.rows_of_partner[node - net.first_partner]
        return self._facts_of_row(min(rows, key=lambda row: self.cost_to_serve[row, at]), at)

    def _facts_of_row(self, row: int, at: int) -> list[UnknownFact]:
        providers, columns = self.reach.providers, self.reach.columns
        column = int(self.columns[at])
        service = int(providers.service[row])
        segment, place = int(columns.segment[column]), int(columns.place[column])
        asked = [
            (providers.open.unknown[row], UnknownFact("open", service)),
            (providers.meets.unknown[row], UnknownFact("meets", service, self.reach.need)),
            (providers.eligible.unknown[row, column], UnknownFact("eligible", service, segment)),
            (providers.of_age.unknown[row, column], UnknownFact("of_age", service)),
            (providers.access.unknown[row, column], UnknownFact("access", service, place)),
        ]
        return [fact for unknown, fact in asked if unknown]

    def _follow(self, node: int, handoffs: int, at: int) -> PossibleRoute:
        """Go on from a node, at least one handoff being used."""
        cost = int(self.through[handoffs][node, at])
        if handoffs > 1 and self.through[handoffs - 1][node, at] == cost:
            return self._follow(node, handoffs - 1, at)
        for sender, toll in self._senders(node):
            if int(self.sent[handoffs][sender, at]) + len(toll) != cost:
                continue
            found = self._by_record(sender, handoffs, at)
            return PossibleRoute(found.nodes, [*toll, *found.facts])
        row = int(self.cheapest_row[at])
        provider = int(self.reach.providers.service[row])
        partner = self._partner_node(node)
        facts = [UnknownFact("refers", partner, provider), *self._facts_of_row(row, at)]
        return PossibleRoute([provider], facts)

    def _by_record(self, sender: int, handoffs: int, at: int) -> PossibleRoute:
        """Along the pathway of this sender that gave its layer its value."""
        network = self.network
        cost = int(self.sent[handoffs][sender, at])
        for record in network.records_of(sender):
            facts = self._pathway_facts(record, at)
            if facts is None:
                continue
            receiver = int(network.receiver[record])
            arriving = int(self.enter[handoffs - 1][receiver, at])
            if arriving + len(facts) == cost:
                rest = self._arrive(receiver, handoffs - 1, at)
                here = int(network.nodes[receiver])
                return PossibleRoute([here, *rest.nodes], [*facts, *rest.facts])
        raise AssertionError("no pathway has the cost of its layer")

    def _arrive(self, node: int, handoffs: int, at: int) -> PossibleRoute:
        if self.offer[node, at] <= self.enter[handoffs][node, at]:
            return PossibleRoute([], self._serving_facts(int(self.network.nodes[node]), at))
        toll = self._open_fact(node)
        rest = self._follow(node, handoffs, at)
        return PossibleRoute(rest.nodes, [*toll, *rest.facts])

    def _pathway_facts(self, record: int, at: int) -> list[UnknownFact] | None:
        """Unknown facts in using a pathway, or None where it cannot be used."""
        reach = self.reach
        word = int(reach.columns.bit[self.columns[at]]) // 64
        if not (reach.usable.high[record] and reach.in_scope[record, word]):
            return None
        if self.mode == "warm" and not reach.warm.high[record]:
            return None
        pathway = int(self.network.pathway[record])
        facts = []
        if reach.usable.unknown[record]:
            facts.append(UnknownFact("usable", pathway, reach.need))
        if self.mode == "warm" and reach.warm.unknown[record]:
            facts.append(UnknownFact("warm", pathway))
        return facts

    def _senders(self, node: int) -> Iterator[tuple[int, list[UnknownFact]]]:
        network = self.network
        yield node, []
        if network.is_service[node]:
            if network.partner[node] >= 0:
                yield int(network.partner[node]), []
            return
        for service in network.members.get(node, ()):
            if network.open.high[service]:
                yield service, self._open_fact(service)

    def _open_fact(self, node: int) -> list[UnknownFact]:
        if not self.network.open.unknown[node]:
            return []
        return [UnknownFact("open", int(self.network.nodes[node]))]

    def _partner_node(self, node: int) -> int:
        """The partner whose undeclared referrals are relied on, or the service without one."""
        net = self.reach.facts.net
        here = int(self.network.nodes[node])
        partner = net.node_partner(here)
        return here if partner < 0 else partner + net.first_partner


def _least_by_row(costs: Costs, row: Ints, rows: int) -> Costs:
    """Elementwise minimum of all costs that share a row; NEVER for rows without any."""
    least = np.full((rows, costs.shape[1]), NEVER, np.int16)
    if len(row):
        order = np.argsort(row, kind="stable")
        starts = np.flatnonzero(np.diff(row[order], prepend=-1))
        least[row[order][starts]] = np.minimum.reduceat(costs[order], starts, axis=0)
    return least
