"""What to verify: a possible way that rests on the fewest unknown facts, and those facts.

A label is (unknown facts, unknown waits, day); of several at a node those stay that no other beats
in all three. Unknown waits count only where a limit could be missed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.coverage.possible import UnknownFact
from graph.coverage.result import partner_to_ask
from graph.planning.journeys.asking import NeedContext
from graph.planning.journeys.labels import Label, select_undominated
from graph.planning.journeys.questions import EVER, Answer, Question
from graph.projection import Projection
from graph.projection.arrays import Ints

ToVerify = dict[str, str | None]


class FactFinder:
    """Finds what one unknown answer rests on.

    Complexity: O(handoffs x labels x departures of a node) where few labels stay at each node.
    """

    def __init__(
        self, context: NeedContext, question: Question, answer: Answer, latest: int | None
    ) -> None:
        """`latest`: the last day on which the service may start, beside the limits it has."""
        self.context, self.question, self.doors = context, question, answer.doors
        self.network, self.ground = context.network, context.ground
        self.mode = self.ground.parameters.mode
        self.unsure = context.unsure
        self.latest = EVER if latest is None else latest
        self.passable = context.passable(question.place, self.mode, high=True)
        self.first = context.first_record(question)
        self.rows = context.serving(question, high=True)
        self.cost = self._provider_facts()

    def find(self) -> list[ToVerify]:
        """The facts of the best way, in the order in which a family meets them."""
        if not self.doors.listed:
            return [_told(self.ground.net, "doors", self._touchpoint(), None, -1)]
        finished = min(
            self._finish(),
            key=lambda each: (each[0], each[1].day, each[2], each[1].node),
            default=None,
        )
        if finished is None:
            return []
        _, label, row, limited, jumped = finished
        return self._facts(label, row, limited=limited, jumped=jumped)

    def _touchpoint(self) -> str:
        return self.ground.net.touchpoints.ids[self.question.place[0]]

    # Labels --------------------------------------------------------------------------------

    def _layers(self) -> Iterator[tuple[int, list[Label]]]:
        days = self.question.days
        day = 0 if days is None else days.first
        labels: list[Label] = []
        local = self.network.local
        touchpoint = int(local[self.question.place[0] + self.ground.net.first_touchpoint])
        for door, cost in enumerate(self.doors.unknown.tolist()):
            node = int(local[self.doors.node[door]])
            labels.append(Label(cost, 0, day, node, door, None, -1))
            if touchpoint >= 0:
                labels.append(Label(cost, 0, day, touchpoint, door, None, -1))
        kept = select_undominated(labels)
        seen = list(kept) if self.first == -1 else []
        yield 0, kept
        for number in range(self.ground.parameters.handoffs):
            ahead = [new for label in kept for new in self._onward(label, number)]
            kept = select_undominated(ahead, seen)
            if not kept:
                return
            seen.extend(kept)
            yield number + 1, kept

    def _onward(self, label: Label, number: int) -> Iterator[Label]:
        departures = self.network.departures
        place = departures.of(label.node)
        toll = int(number > 0 and self.unsure["open"][label.node])
        for at in range(place.start, place.stop):
            record, through = int(departures.record[at]), int(departures.through[at])
            if not self.passable[at] or (number == 0 and self.first not in (-1, record)):
                continue
            facts = toll + int(self.unsure["usable"][record])
            facts += int(self.mode == "warm" and self.unsure["warm"][record])
            facts += int(through >= 0 and self.unsure["open"][through])
            wait = int(self.ground.waits[False][record])
            yield Label(
                label.facts + facts,
                label.waits + int(wait < 0),
                label.day + max(wait, 0),
                int(self.network.receiver[record]),
                label.door,
                label,
                at,
            )

    def _provider_facts(self) -> Ints:
        """[row]: unknown facts of each service, but for its wait."""
        context, providers = self.context, self.context.providers
        count = providers.open.unknown.astype(np.int64) + providers.meets.unknown
        names = ("eligible", "access", *(() if self.question.days else ("of_age",)))
        for name in names:
            count = count + context.fact(name, self.question.place).unknown
        return count

    def _finish(self) -> Iterator[tuple[int, Label, int, bool, bool]]:
        """(facts, label, row, whether a limit could be missed, undeclared) of every ending."""
        starts, rows = self.context.offers_at, self.context.offered
        named = self.question.pathway >= 0
        for number, labels in self._layers():
            if named and number == 0:
                continue
            for label in labels:
                for row in rows[starts[label.node] : starts[label.node + 1]].tolist():
                    if self.rows[row]:
                        yield from self._end(label, row, 0)
                silent = self.network.undeclared[label.node]
                if number < self.ground.parameters.handoffs and silent:
                    toll = 1 + int(number > 0 and self.unsure["open"][label.node])
                    yield from self._jump(label, toll)

    def _jump(self, label: Label, toll: int) -> Iterator[tuple[int, Label, int, bool, bool]]:
        """The ending by an undeclared referral that rests on the fewest facts."""
        context = self.context
        rows = np.flatnonzero(self.rows)
        begins, ends = (each[rows] for each in context.ages(high=True))
        waits = context.waits(high=False)[rows]
        start, limit = label.day + np.maximum(waits, 0), np.full(len(rows), self.latest + 1)
        if self.question.days is not None:
            start, limit = np.maximum(start, begins), np.minimum(limit, ends)
            if self.question.before is not None:
                limit = np.minimum(limit, self.question.before)
        cost = self.cost[rows] + ((waits < 0) & (limit < EVER))
        fits = np.flatnonzero(start < limit)
        if len(fits):
            best = fits[np.lexsort((fits, start[fits], cost[fits]))[0]]
            yield from self._end(label, int(rows[best]), toll)

    def _end(
        self, label: Label, row: int, toll: int
    ) -> Iterator[tuple[int, Label, int, bool, bool]]:
        begins, ends = self.context.ages(high=True)
        wait = int(self.context.waits(high=False)[row])
        start, limit = label.day + max(wait, 0), self.latest + 1
        if self.question.days is not None:
            start = max(start, int(begins[row]))
            limit = min(limit, int(ends[row]))
            if self.question.before is not None:
                limit = min(limit, self.question.before)
        if start >= limit:
            return
        limited = limit < EVER
        facts = label.facts + int(self.cost[row]) + toll
        if label.before is None and not toll:
            service = int(self.context.providers.service[row])
            if service == int(self.doors.node[label.door]):
                # What makes it a door makes it serve: told once.
                facts -= int(self.doors.open_unknown[label.door])
                facts -= int(self.doors.eligible_unknown[label.door])
        if limited:
            facts += label.waits + int(wait < 0) + int(toll > 0)
            facts += int(self._age_unknown(label, row))
        yield facts, label, row, limited, toll > 0

    def _age_unknown(self, label: Label, row: int) -> bool:
        """Whether matched records differ in the ages, so that it takes the child only perhaps."""
        if self.question.days is None:
            return False
        begins, ends = (int(each[row]) for each in self.context.ages(high=False))
        wait = max(int(self.context.waits(high=False)[row]), 0)
        return not max(label.day + wait, begins) < ends

    # Facts ---------------------------------------------------------------------------------

    def _facts(self, label: Label, row: int, *, limited: bool, jumped: bool) -> list[ToVerify]:
        net, walk = self.ground.net, []
        at: Label | None = label
        while at is not None:
            walk.append(at)
            at = at.before
        walk.reverse()
        door = label.door
        door_node = int(self.doors.node[door])
        found: list[tuple[UnknownFact | None, int]] = [
            (fact, -1) for fact in self._door_facts(door)
        ]
        waits: list[int] = []
        for i, each in enumerate(walk[1:]):
            if i:
                found += [(fact, -1) for fact in self._opening(walk[i].node)]
            found += [(fact, -1) for fact in self._departure_facts(each.departure)]
            record = int(self.network.departures.record[each.departure])
            if limited and self.ground.waits[False][record] < 0:
                waits.append(record)
        told = [self._tell(fact, door_node) for fact, _ in found if fact is not None]
        service = int(self.context.providers.service[row])
        if jumped:
            if len(walk) > 1:
                told += [self._tell(fact, door_node) for fact in self._opening(label.node)]
            told.append(self._tell(self._refers(label.node, service), door_node))
        told += [self._tell(fact, door_node) for fact in self._serving_facts(row)]
        for record in waits:
            told.append(self._wait_of_pathway(int(self.network.pathway[record]), door_node))
        if limited and (self.context.waits(high=False)[row] < 0):
            partner = net.node_partner(service)
            told.append(_told(net, "wait", net.services.ids[service], None, partner))
        if limited and self._age_unknown(label, row):
            told.append(
                _told(net, "of_age", net.services.ids[service], None, net.node_partner(service))
            )
        return [dict(each) for each in dict.fromkeys(tuple(fact.items()) for fact in told)]

    def _door_facts(self, door: int) -> Iterator[UnknownFact]:
        doors, node = self.doors, int(self.doors.node[door])
        if doors.record_unknown[door]:
            yield UnknownFact("door", node)
        if doors.open_unknown[door]:
            yield UnknownFact("open", node)
        if doors.eligible_unknown[door]:
            yield UnknownFact("eligible", node, self.question.place[1])

    def _opening(self, node: int) -> Iterator[UnknownFact]:
        if self.unsure["open"][node]:
            yield UnknownFact("open", int(self.network.nodes[node]))

    def _departure_facts(self, departure: int) -> Iterator[UnknownFact]:
        departures = self.network.departures
        record, through = int(departures.record[departure]), int(departures.through[departure])
        pathway = int(self.network.pathway[record])
        if through >= 0:
            yield from self._opening(through)
        if self.unsure["usable"][record]:
            yield UnknownFact("usable", pathway, self.context.need)
        if self.mode == "warm" and self.unsure["warm"][record]:
            yield UnknownFact("warm", pathway)

    def _refers(self, node: int, service: int) -> UnknownFact:
        net = self.ground.net
        here = int(self.network.nodes[node])
        partner = net.node_partner(here)
        return UnknownFact("refers", here if partner < 0 else partner + net.first_partner, service)

    def _serving_facts(self, row: int) -> Iterator[UnknownFact]:
        context, providers = self.context, self.context.providers
        service = int(providers.service[row])
        _, segment, place = self.question.place
        if providers.open.unknown[row]:
            yield UnknownFact("open", service)
        if providers.meets.unknown[row]:
            yield UnknownFact("meets", service, context.need)
        asked: tuple[tuple[str, int | None], ...] = (("eligible", segment), ("access", place))
        if self.question.days is None:
            asked = (("eligible", segment), ("of_age", None), ("access", place))
        for name, object_ in asked:
            if context.fact(name, self.question.place).unknown[row]:
                yield UnknownFact(name, service, object_)

    # In words of the records ----------------------------------------------------------------

    def _wait_of_pathway(self, pathway: int, door: int) -> ToVerify:
        net = self.ground.net
        sender = int(net.pathway.sender[pathway])
        partner = net.node_partner(sender if sender < net.first_touchpoint else door)
        return _told(net, "wait", net.pathways.ids[pathway], None, partner)

    def _tell(self, fact: UnknownFact, door: int) -> ToVerify:
        net = self.ground.net
        partner = partner_to_ask(net, fact, door)
        if fact.fact in ("usable", "warm"):
            need = None if fact.object is None else net.needs.ids[fact.object]
            return _told(net, fact.fact, net.pathways.ids[fact.subject], need, partner)
        subject = net.node_id(fact.subject)
        if fact.fact in ("door", "of_age"):
            return _told(net, fact.fact, subject, self._touchpoint(), partner)
        collections = {"meets": net.needs, "eligible": net.segments, "access": net.places}
        if fact.object is None:
            return _told(net, fact.fact, subject, None, partner)
        if fact.fact == "refers":
            return _told(net, fact.fact, subject, net.node_id(fact.object), partner)
        return _told(net, fact.fact, subject, collections[fact.fact].ids[fact.object], partner)


def _told(net: Projection, fact: str, subject: str, object_: str | None, partner: int) -> ToVerify:
    return {
        "fact": fact,
        "subject": subject,
        "object": object_,
        "with": net.partners.ids[partner] if partner >= 0 else None,
    }
