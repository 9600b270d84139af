"""What one action covers, in the plainest way: change the records, ask every door again.

An element is (door, question), or (None, question) for a door that was not known before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from oracle.coverage_oracle import CoverageOracle
from oracle.kleene import Truth, World
from oracle.plain_facts import Facts, OracleParameters
from oracle.plain_records import EVERYWHERE, Community, DoorRecord, Key, Pathway, Question, Service
from oracle.plain_routes import Walker, build_network

Element = tuple[Key | None, Question]


@dataclass(frozen=True)
class PlainAction:
    """An action by ids: `about` is the record's id, `object` the second id, as in the product."""

    kind: str
    about: str
    object: str | None = None
    fact: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class ChangedFacts(Facts):
    """Facts of which one is granted; services that are full serve nobody."""

    action: PlainAction | None = None
    full: frozenset[Key] = field(default_factory=frozenset)

    def _granted(self, fact: str, record: str) -> PlainAction | None:
        asked = self.action
        if asked is None or asked.about != record:
            return None
        named = {"widen-area": "access", "widen-eligibility": "eligible"}
        return asked if (asked.fact or named.get(asked.kind)) == fact else None

    def open(self, service: Service) -> Truth:
        granted = self._granted("open", service.key[1])
        return Truth.TRUE if granted else super().open(service)

    def meets(self, service: Service, need: Key) -> Truth:
        granted = self._granted("meets", service.key[1])
        if granted and granted.object in {above[1] for above in self._below_named(need, granted)}:
            return Truth.TRUE
        return super().meets(service, need)

    def _below_named(self, need: Key, granted: PlainAction) -> set[Key]:
        """The granted need, if the asked one is it or broader."""
        named = [key for key in self.community.needs if key[1] == granted.object]
        return {key for key in named if need in self.need_and_broader(key)}

    def eligible(self, service: Service, segment: Key) -> Truth:
        granted = self._granted("eligible", service.key[1])
        if granted and granted.object in (segment[1], "all"):
            return Truth.TRUE
        return super().eligible(service, segment)

    def access(self, service: Service, place: Key) -> Truth:
        granted = self._granted("access", service.key[1])
        if granted and granted.object in {key[1] for key in self.place_and_above(place)}:
            return Truth.TRUE
        return super().access(service, place)

    def provides(self, service: Service, asked: Question) -> Truth:
        return Truth.FALSE if service.key in self.full else super().provides(service, asked)

    def usable(self, pathway: Pathway, need: Key, segment: Key) -> Truth:
        granted = self._granted("usable", pathway.name)
        if granted:
            needs = pathway.needs
            if granted.object is not None and needs:
                needs = needs | {key for key in self.community.needs if key[1] == granted.object}
            pathway = replace(pathway, needs=needs, status="active", verified_on=None)
        return super().usable(pathway, need, segment)

    def warm(self, pathway: Pathway) -> Truth:
        return Truth.TRUE if self._granted("warm", pathway.name) else super().warm(pathway)

    def door(self, at: Key, asked: Question) -> Truth:
        judged = super().door(at, asked)
        granted = self._granted("door", at[1])
        if granted and granted.object == asked.touchpoint[1] and judged is Truth.UNKNOWN:
            return Truth.TRUE
        return judged


class ClosingOracle:
    """The elements of a community under some parameters."""

    def __init__(
        self, oracle: CoverageOracle, parameters: OracleParameters, full: Iterable[Key] = ()
    ) -> None:
        self.oracle, self.parameters, self.full = oracle, parameters, frozenset(full)
        self.community = oracle.community
        self.all_questions = oracle.questions()
        self.questions = [asked for asked in self.all_questions if asked.weight > 0]
        facts = Facts(self.community, parameters)
        self.known: dict[Question, list[Key]] = {}
        self.covered: dict[Question, set[Key]] = {}
        for asked in self.questions:
            walker = Walker(facts, oracle.net, asked)
            self.known[asked] = walker.doors(Truth.TRUE)
            self.covered[asked] = {d for d in self.known[asked] if self._reaches(walker, d)}

    def _reaches(self, walker: Walker, door: Key) -> bool:
        return walker.reaches(door, self.parameters.handoffs, self.parameters.mode, World.LOW)

    def elements(self) -> set[Element]:
        """Everything that an action could cover."""
        doors = {
            (door, asked)
            for asked in self.questions
            for door in self.known[asked]
            if door not in self.covered[asked]
        }
        return doors | {(None, asked) for asked in self.questions if not self.covered[asked]}

    def covers(self, action: PlainAction) -> set[Element]:
        """What the action covers, asked of the whole changed community."""
        community = self._changed(action)
        facts = ChangedFacts(community, self.parameters, action=action, full=self.full)
        net = build_network(community)
        found: set[Element] = set()
        for asked in self.questions:
            walker = Walker(facts, net, asked)
            for door in walker.doors(Truth.TRUE):
                known = door in self.known[asked]
                if known and door in self.covered[asked]:
                    continue
                if not known and self.covered[asked]:
                    continue
                if self._reaches(walker, door):
                    found.add((door if known else None, asked))
        return found

    def _changed(self, action: PlainAction) -> Community:
        community = self.community
        if action.kind == "new-warm-pathway" or action.fact == "refers":
            added = Pathway(
                number=len(community.pathways) + 1_000,
                name="added",
                sender=self._node(action.about),
                receiver=self._node(str(action.object)),
                mode="warm",
                needs=frozenset(),
                segments=frozenset(),
                status="active",
                claimed_by="receiver",
                verified_on=None,
            )
            return replace(community, pathways=(*community.pathways, added))
        if action.kind == "cold-to-warm":
            warmed = tuple(
                replace(each, mode="warm") if each.name == action.about else each
                for each in community.pathways
            )
            return replace(community, pathways=warmed)
        if action.kind == "add-door":
            touchpoint = next(t for t in community.touchpoints if t[1] == action.object)
            places = [EVERYWHERE, *community.places]
            place = next(each for each in places if each[1] == action.place)
            record = DoorRecord(touchpoint, self._node(action.about), frozenset({place}), "active")
            return replace(community, doors=(*community.doors, record))
        return community

    def _node(self, name: str) -> Key:
        nodes = [*self.community.partners, *self.community.services]
        return next(node for node in nodes if node[1] == name)

    # Every action there is ----------------------------------------------------------------

    def actions(self) -> list[PlainAction]:
        """All actions of every kind, whether they gain anything or not."""
        return [*self._pathways(), *self._doors(), *self._widenings(), *self._facts()]

    def _pathways(self) -> list[PlainAction]:
        community, facts = self.community, Facts(self.community, self.parameters)
        senders = {community.partner_of(door)[1] for door, _ in self.elements() if door is not None}
        receivers = {
            service.partner[1]
            for asked in self.questions
            for service in facts.providers(asked, World.LOW)
            if service.key not in self.full
        }
        pairs = [(a, b) for a in sorted(senders) for b in sorted(receivers) if a != b]
        cold = [
            PlainAction("cold-to-warm", each.name)
            for each in community.pathways
            if facts._standing(each) is Truth.TRUE and facts.warm(each) is not Truth.TRUE
        ]
        return [*(PlainAction("new-warm-pathway", a, b) for a, b in pairs), *cold]

    def _doors(self) -> list[PlainAction]:
        places = sorted({asked.place[1] for asked in self.all_questions})
        return [
            PlainAction("add-door", partner[1], touchpoint[1], place=place)
            for partner in self.community.partners
            for touchpoint in self.community.touchpoints
            for place in places
        ]

    def _widenings(self) -> list[PlainAction]:
        facts = Facts(self.community, self.parameters)
        found: list[PlainAction] = []
        for service in self.community.services.values():
            for place in sorted({asked.place for asked in self.all_questions}):
                judged = facts.access(service, place)
                found += _asked(judged, "widen-area", "access", service.key[1], place[1])
            for segment in sorted({asked.segment for asked in self.all_questions}):
                judged = facts.eligible(service, segment)
                found += _asked(judged, "widen-eligibility", "eligible", service.key[1], segment[1])
        return found

    def _facts(self) -> list[PlainAction]:
        community, facts = self.community, Facts(self.community, self.parameters)
        needs = sorted({asked.need for asked in self.all_questions})
        found: list[PlainAction] = []
        for service in community.services.values():
            if facts.open(service) is Truth.UNKNOWN:
                found.append(PlainAction("verify-fact", service.key[1], fact="open"))
            found += [
                PlainAction("verify-fact", service.key[1], need[1], fact="meets")
                for need in needs
                if facts.meets(service, need) is Truth.UNKNOWN
            ]
        for pathway in community.pathways:
            if facts._standing(pathway) is Truth.UNKNOWN:
                found.append(PlainAction("verify-fact", pathway.name, fact="usable"))
            if facts.warm(pathway) is Truth.UNKNOWN and self.parameters.mode == "warm":
                found.append(PlainAction("verify-fact", pathway.name, fact="warm"))
            if facts._standing(pathway) is not Truth.FALSE:
                found += [
                    PlainAction("verify-fact", pathway.name, need[1], fact="usable")
                    for need in needs
                    if facts._for_need(pathway, need) is Truth.UNKNOWN
                ]
        for touchpoint in community.touchpoints:
            for at in {record.at for record in community.doors if record.touchpoint == touchpoint}:
                found.append(PlainAction("verify-fact", at[1], touchpoint[1], fact="door"))
        return found


def _asked(judged: Truth, kind: str, fact: str, about: str, value: str) -> list[PlainAction]:
    """An unknown fact is to be verified, a false one to be changed."""
    if judged is Truth.UNKNOWN:
        return [PlainAction("verify-fact", about, value, fact=fact)]
    return [PlainAction(kind, about, value)] if judged is Truth.FALSE else []
