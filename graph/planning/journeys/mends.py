"""Opportunities for intervention: the smallest changes that would mend a break, found not typed.

For every service that may meet the need it is counted what stands between it and the family: the
kind of family, the place, the route, and time. Services with the fewest changes come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from graph.planning.journeys.asking import NeedContext
from graph.planning.journeys.questions import EVER, Answer, Offers, Question
from graph.planning.journeys.sweep import LATE, Arrivals
from graph.projection.arrays import Bools, Ints

MOST = 3
"""Ways to mend that are told for one break."""
NEVER = 99


@dataclass(frozen=True)
class Change:
    """One change: its kind, and the ids of what it is about."""

    kind: str
    subject: str
    object: str | None = None
    days: int | None = None
    """Days by which a wait or an age is to change."""


@dataclass(frozen=True)
class Mend:
    """Changes that together would mend a break.

    `unknown`: facts of the service that are not known even so.
    """

    changes: tuple[Change, ...]
    unknown: int = 0
    within: int | None = None
    """Days within which contact must be made by a pathway that is to be agreed; None: no limit."""
    service: str | None = None


@dataclass
class _Costs:
    """By service: changes of each sort, and the day the family is there."""

    eligible: Bools
    access: Bools
    reached: Bools
    cold: Ints
    day: Ints
    offer: Ints
    total: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


class Mender:
    """Finds mends of one break that is certain."""

    def __init__(
        self, context: NeedContext, question: Question, answer: Answer, latest: int | None
    ) -> None:
        """`latest`: the last day on which the service may start, beside the limits it has."""
        self.context, self.question, self.answer = context, question, answer
        self.ground, self.net = context.ground, context.net
        self.latest = latest
        self.limit = EVER if latest is None else latest + 1
        if question.before is not None:
            self.limit = min(self.limit, question.before)

    def find(self) -> list[Mend]:
        """At most a few, the smallest first."""
        found = list(self._others())
        if not len(self.answer.doors.node):
            found += self._doors()
        else:
            found += self._services() or ([] if found else [self._new_service()])
        return found[: MOST + 1]

    # Using something else that is there ------------------------------------------------------

    def _others(self) -> Iterator[Mend]:
        """Dropping the door, pathway or service that the step names."""
        question = self.question
        if question.at >= 0:
            yield from self._without(replace(question, at=-1), "other-door")
        if question.pathway >= 0:
            yield from self._without(replace(question, pathway=-1), "other-pathway")
        if question.service >= 0:
            yield from self._without(replace(question, service=-1), "other-service")

    def _without(self, question: Question, kind: str) -> Iterator[Mend]:
        way = self.context.answer(question).high
        if way is None or way.start >= self.limit:
            return
        service = self.net.services.ids[way.service]
        subject = service
        if kind == "other-door":
            subject = self.net.node_id(way.nodes[0])
        elif kind == "other-pathway":
            if not way.pathways:
                kind = "other-service"
            elif way.pathways[0] < 0:
                return
            else:
                subject = self.net.pathways.ids[way.pathways[0]]
        certain = self.context.answer(question).low
        unknown = 0 if certain is not None and certain.start < self.limit else 1
        yield Mend((Change(kind, subject, service),), unknown, service=service)

    # Doors ----------------------------------------------------------------------------------

    def _doors(self) -> list[Mend]:
        """Doors of the touchpoint elsewhere from which the need would be met; else any door."""
        touchpoint = self.net.touchpoints.ids[self.question.place[0]]
        door = self.net.door
        if self.question.at >= 0:
            nodes = np.array([self.question.at])
        else:
            nodes = np.unique(door.node[door.touchpoint == self.question.place[0]])
        found = []
        for node in nodes.tolist():
            rows = self.context.serving(self.question, high=True)
            mode = self.ground.parameters.mode
            if self.context.network.local[node] < 0:
                continue
            arrivals = self.context.arrive(self.question, np.array([node]), mode, high=True)
            way = self.context.best(self.question, arrivals, rows, high=True)
            if way is not None and way.start < self.limit:
                service = self.net.services.ids[way.service]
                change = Change("add-door", touchpoint, self.net.node_id(node))
                found.append(Mend((change,), service=service))
        return found[:MOST] or [Mend((Change("add-door", touchpoint),))]

    # Services -------------------------------------------------------------------------------

    def _services(self) -> list[Mend]:
        costs = self._costs()
        # A service that needs no change is told above: by leaving out what the step names.
        rows = np.flatnonzero((costs.total > 0) & (costs.total < NEVER))
        if not len(rows):
            return []
        least = costs.total[rows].min()
        rows = rows[costs.total[rows] == least]
        providers = self.context.providers
        unknown = self._unknown()
        rows = rows[unknown[rows] == unknown[rows].min()]
        wait = np.where(self.context.waits(high=False) < 0, LATE, self.context.waits(high=False))
        order = np.lexsort((providers.service[rows], wait[rows], costs.day[rows], unknown[rows]))
        found = [self._mend(int(row), costs, int(unknown[row])) for row in rows[order[:MOST]]]
        # Where nothing that is there is one change away, a service of its own may be less.
        return [*found, self._new_service()] if least > 1 else found

    def _costs(self) -> _Costs:
        """What every service that may meet the need lacks."""
        context, question = self.context, self.question
        providers = context.providers
        candidates = providers.open.high & providers.meets.high & context.named(question)
        days = question.days
        if days is None:
            candidates = candidates & context.fact("of_age", question.place).high
        size = len(candidates)
        day = 0 if days is None else days.first
        costs = _Costs(
            context.fact("eligible", question.place).high,
            context.fact("access", question.place).high,
            np.zeros(size, np.bool_),
            np.full(size, NEVER, np.int64),
            np.full(size, day, np.int64),
            np.full(size, -1, np.int64),
        )
        self._reach(costs, candidates)
        changes = (~costs.eligible).astype(np.int64) + ~costs.access
        changes = changes + np.where(costs.cold < NEVER, costs.cold, 0)
        if self.ground.parameters.handoffs == 0:
            # Nobody is passed on: only what the doors offer themselves can be changed.
            candidates = candidates & costs.reached
        changes = changes + (~costs.reached)
        if days is not None:
            changes = changes + (self._over(costs) > 0)
        costs.total = np.where(candidates, changes, NEVER)
        return costs

    def _reach(self, costs: _Costs, candidates: Bools) -> None:
        """Marks services that are reached: warm, or by as few cold pathways as there are."""
        context, question = self.context, self.question
        question = replace(question, pathway=-1) if question.pathway >= 0 else question
        nodes = self.answer.doors.node
        modes = [self.ground.parameters.mode]
        if modes[0] == "warm":
            modes.append("any")
        for mode in modes:
            arrivals: Arrivals = context.arrive(question, nodes, mode, high=True, tolled=True)
            offers = context.offers(question, arrivals, candidates, high=True)
            tolls = offers.toll if self.ground.parameters.mode == "warm" else offers.toll * 0
            order = np.lexsort((offers.layer, offers.day, tolls, offers.row))
            first = order[np.flatnonzero(np.diff(offers.row[order], prepend=-1))]
            for i in first.tolist():
                row = int(offers.row[i])
                if costs.reached[row] or tolls[i] > 1:
                    # Two cold pathways are more to change than one new one.
                    continue
                costs.reached[row] = True
                costs.cold[row], costs.day[row] = int(tolls[i]), int(offers.day[i])
                costs.offer[row] = -1 if tolls[i] == 0 else self._cold_pathway(arrivals, offers, i)

    def _cold_pathway(self, arrivals: Arrivals, offers: Offers, i: int) -> int:
        """Position of the first cold pathway on the way to an offer."""
        layer, at = int(offers.layer[i]), int(offers.at[i])
        _, departures = arrivals.walk(-1 - layer if layer < 0 else layer, at)
        network = self.context.network
        for departure in departures:
            record = int(network.departures.record[departure])
            if not self.context.reach.warm.high[record]:
                return int(network.pathway[record])
        return -1

    def _start(self, costs: _Costs) -> Ints:
        begins, _ = self.context.ages(high=True)
        start: Ints = np.maximum(costs.day + self.context.waits(high=True), begins)
        return start

    def _over(self, costs: _Costs) -> Ints:
        """[service]: days by which its start is too late; 0 or less where it is not."""
        _, ends = self.context.ages(high=True)
        over: Ints = self._start(costs) - np.minimum(ends, self.limit) + 1
        return over

    def _unknown(self) -> Ints:
        providers, place = self.context.providers, self.question.place
        count = providers.open.unknown.astype(np.int64) + providers.meets.unknown
        for name in ("eligible", "access"):
            count = count + self.context.fact(name, place).unknown
        return count + (self.context.waits(high=False) < 0)

    def _mend(self, row: int, costs: _Costs, unknown: int) -> Mend:
        net, service = self.net, int(self.context.providers.service[row])
        id_ = net.services.ids[service]
        _, segment, place = self.question.place
        changes: list[Change] = []
        within: int | None = None
        if not costs.reached[row]:
            door = int(self.answer.doors.node[self._first_door()])
            partner = net.node_partner(door)
            sender = net.partners.ids[partner] if partner >= 0 else net.node_id(door)
            changes.append(Change("add-pathway", sender, id_))
            within = self._within(row, costs)
        elif costs.cold[row]:
            changes.append(Change("warm-pathway", net.pathways.ids[int(costs.offer[row])]))
        if not costs.eligible[row]:
            changes.append(Change("widen-eligibility", id_, net.segments.ids[segment]))
        if not costs.access[row]:
            changes.append(Change("widen-area", id_, net.places.ids[place]))
        if self.question.days is not None:
            changes += self._in_time(row, costs, id_)
        return Mend(tuple(changes), unknown, within, id_)

    def _first_door(self) -> int:
        """A certain door before a possible one."""
        return int(np.argmax(self.answer.doors.known))

    def _within(self, row: int, costs: _Costs) -> int | None:
        _, ends = self.context.ages(high=True)
        limit = min(int(ends[row]), self.limit)
        if self.question.days is None or limit >= EVER:
            return None
        return limit - 1 - int(costs.day[row]) - max(int(self.context.waits(high=True)[row]), 0)

    def _in_time(self, row: int, costs: _Costs, id_: str) -> list[Change]:
        """By how many days a wait must be shorter, or an age limit further."""
        over = int(self._over(costs)[row])
        if over <= 0 or self.question.days is None:
            return []
        begins, ends = (int(each[row]) for each in self.context.ages(high=True))
        first = self.question.days.first
        end, start = min(ends, self.limit), int(self._start(costs)[row])
        if max(first, begins) >= end:
            # No wait at all would still be too late: the ages are what stands in the way.
            if begins >= self.limit:
                return [Change("widen-age", id_, "from", begins - self.limit + 1)]
            return [Change("widen-age", id_, "to", start - ends + 1)]
        return [Change("shorten-wait", id_, None, over)]

    def _new_service(self) -> Mend:
        need = self.net.needs.ids[self.context.need]
        place = self.net.places.ids[self.question.place[2]]
        return Mend((Change("add-service", need, place),))
