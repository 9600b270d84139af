"""Plans and all that belongs to them, as plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from graph.planning.indicators import protect_observations, read_indicators, read_observations
from graph.planning.indicators.telling import read_within
from graph.register import Entry, Register
from graph.store import ReadableStore
from ontology.terms import DCTERMS, SDO, SKOS

NOTE = f"{SKOS}note"
CURRENCY = f"{SDO}currency"


@dataclass(frozen=True)
class Plan:
    """A plan; what it refers to by IRI."""

    iri: str
    id: str
    name: str
    collaborative: str | None = None
    places: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    success: str | None = None
    snapshot: str | None = None
    success_model: str | None = None


@dataclass(frozen=True)
class Seat:
    """A role on the team of a plan."""

    plan: str
    role: str
    partner: str | None
    duties: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Priority:
    """A priority of a plan."""

    iri: str
    id: str
    name: str
    plan: str | None
    rank: int | None = None
    dimension: str | None = None
    goals: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class Objective:
    """A change that is to be seen under a priority."""

    iri: str
    id: str
    name: str
    priority: str | None
    indicator: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_date: date | None = None


@dataclass(frozen=True)
class Action:
    """An action step; `status` is what was typed."""

    iri: str
    id: str
    name: str
    objective: str | None = None
    partner: str | None = None
    role: str | None = None
    starts_on: date | None = None
    target_date: date | None = None
    status: str | None = None
    done_on: date | None = None
    answers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    indicator: str | None = None
    check_every_days: int | None = None
    cost: Decimal | None = None
    currency: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Support:
    """Help that an action or a plan needs."""

    iri: str
    id: str
    supports: str | None
    kind: str | None
    topic: str | None = None
    giver: str | None = None
    asked_on: date | None = None
    given_on: date | None = None
    status: str | None = None


@dataclass(frozen=True)
class Note:
    """What was seen of an action on a day."""

    action: str
    as_of: date
    status: str | None = None
    share_done: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True)
class Measured:
    """A value of an indicator for all families, at the end of a period."""

    indicator: str
    until: date
    value: Decimal


@dataclass(frozen=True)
class Session:
    """A learning session of an improvement network of a collaborative."""

    iri: str
    collaborative: str
    network: str
    on: date
    kind: str | None
    topic: str | None


@dataclass(frozen=True)
class PlanRecords:
    """Everything that plans are made of, each list in order of id."""

    plans: Sequence[Plan] = ()
    seats: Sequence[Seat] = ()
    priorities: Sequence[Priority] = ()
    objectives: Sequence[Objective] = ()
    actions: Sequence[Action] = ()
    support: Sequence[Support] = ()
    notes: Sequence[Note] = ()
    measured: Sequence[Measured] = ()
    """Values of the indicators that objectives name."""
    sessions: Sequence[Session] = ()
    partners: frozenset[str] = frozenset()
    """Partners that are recorded."""
    closed_partners: frozenset[str] = frozenset()
    """Partners that have services, of which none is or may be open."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """The own id of whatever is referred to, by IRI."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Its name."""


def read_plan_records(store: ReadableStore) -> PlanRecords:
    """The records of every plan of a store."""
    register = Register(store)
    actions = tuple(_action(each) for each in register.of("ActionStep"))
    objectives = tuple(_objective(each) for each in register.of("Objective"))
    plans = tuple(_plan(each) for each in register.of("ImplementationPlan"))
    priorities = tuple(_priority(each) for each in register.of("PlanPriority"))
    support = tuple(_support(each) for each in register.of("SupportRequest"))
    seats = tuple(_seat(each) for each in register.of("PlanningSeat") if each.has("ofPlan"))
    named = {
        *(iri for plan in plans for iri in (plan.collaborative, *plan.places)),
        *(iri for plan in plans for iri in (plan.snapshot, plan.success_model)),
        *(seat.partner for seat in seats),
        *(iri for each in priorities for iri in (each.dimension, *each.goals)),
        *(each.indicator for each in objectives),
        *(iri for action in actions for iri in _named_by(action)),
        *(each.giver for each in support),
    }
    owners = {action.partner for action in actions} - {None}
    known = register.by_iri("Partner") if owners else {}
    return PlanRecords(
        plans=plans,
        seats=seats,
        priorities=priorities,
        objectives=objectives,
        actions=actions,
        support=support,
        notes=tuple(_notes(register)),
        measured=tuple(_measured(register, {each.indicator for each in objectives})),
        sessions=tuple(_sessions(register)) if plans else (),
        partners=frozenset(known),
        closed_partners=_closed(register) if owners else frozenset(),
        ids={iri: register.id(iri) for iri in sorted(filter(None, named))},
        names={iri: register.name(iri) for iri in sorted(filter(None, named))},
    )


def _named_by(action: Action) -> list[str | None]:
    found = [*action.needs, *action.touchpoints, *action.goals, *action.depends_on]
    return [action.partner, action.indicator, *found]


def _plan(entry: Entry) -> Plan:
    return Plan(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        collaborative=entry.ref("ofCollaborative"),
        places=entry.refs("servesArea"),
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
        success=entry.text("definitionOfSuccess"),
        snapshot=entry.ref("fromSnapshot"),
        success_model=entry.ref("ofModel"),
    )


def _seat(entry: Entry) -> Seat:
    return Seat(
        plan=entry.ref("ofPlan") or "",
        role=entry.text("responsibleRole") or "",
        partner=entry.ref("responsiblePartner"),
        duties=entry.codes("planDuty"),
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
    )


def _priority(entry: Entry) -> Priority:
    return Priority(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        plan=entry.ref("ofPlan"),
        rank=entry.whole("orderNumber"),
        dimension=entry.ref("inDimension"),
        goals=entry.refs("advancesGoal"),
        why=entry.text("priorityReason"),
    )


def _objective(entry: Entry) -> Objective:
    return Objective(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        priority=entry.ref("ofPriority"),
        indicator=entry.ref("forIndicator"),
        baseline=entry.decimal("baselineValue"),
        target=entry.decimal("targetValue"),
        target_date=entry.day("targetDate"),
    )


def _action(entry: Entry) -> Action:
    return Action(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        objective=entry.ref("ofObjective"),
        partner=entry.ref("responsiblePartner"),
        role=entry.text("responsibleRole"),
        starts_on=entry.day("startsOn"),
        target_date=entry.day("targetDate"),
        status=entry.code("actionStatus"),
        done_on=entry.day("doneOn"),
        answers=entry.refs("answersFinding"),
        needs=entry.refs("forNeed"),
        touchpoints=entry.refs("atTouchpoint"),
        goals=entry.refs("advancesGoal"),
        depends_on=entry.refs("dependsOn"),
        indicator=entry.ref("forIndicator"),
        check_every_days=entry.whole("checkEveryDays"),
        cost=entry.decimal("amount"),
        currency=entry.text(CURRENCY),
        note=entry.text(NOTE),
    )


def _support(entry: Entry) -> Support:
    return Support(
        iri=entry.iri,
        id=entry.id,
        supports=entry.ref("supports"),
        kind=entry.code("supportKind"),
        topic=entry.text("supportTopic"),
        giver=entry.ref("supportFrom"),
        asked_on=entry.day("askedOn"),
        given_on=entry.day("givenOn"),
        status=entry.code("supportStatus"),
    )


def _notes(register: Register) -> list[Note]:
    notes = []
    for entry in register.of("ProgressNote"):
        action, day = entry.ref("ofAction"), entry.day("asOf")
        if action is not None and day is not None:
            status, share = entry.code("actionStatus"), entry.decimal("shareDone")
            notes.append(Note(action, day, status, share, entry.text(NOTE)))
    return sorted(notes, key=lambda note: (note.action, note.as_of))


def _measured(register: Register, indicators: set[str | None]) -> list[Measured]:
    """Measured values of all families, as far as they may be told; those of one segment are no
    value of the whole.
    """
    if indicators <= {None}:
        return []
    told = protect_observations(
        read_observations(register), read_indicators(register), read_within(register)
    )
    found = []
    for each in told:
        seen = each.observation
        until = seen.end or seen.start
        whole = seen.kind == "actual" and seen.segment is None and seen.place is None
        if seen.indicator in indicators and whole and until and each.value is not None:
            found.append(Measured(seen.indicator, until, each.value))
    return sorted(found, key=lambda each: (each.indicator, each.until, each.value))


def _sessions(register: Register) -> list[Session]:
    networks = register.by_iri("ImprovementNetwork")
    found = []
    for entry in register.of("LearningSession"):
        network, on = networks.get(entry.ref("ofNetwork") or ""), entry.day(f"{DCTERMS}date")
        collaborative = network.ref("ofCollaborative") if network else None
        if network is not None and collaborative is not None and on is not None:
            kind, topic = entry.code("sessionKind"), entry.text(f"{DCTERMS}description")
            found.append(Session(entry.iri, collaborative, network.name, on, kind, topic))
    return sorted(found, key=lambda each: (each.on, each.iri))


CLOSED = frozenset({"inactive", "defunct", "temporarily-closed"})


def _closed(register: Register) -> frozenset[str]:
    """Partners that have services, all of them said to be closed; no status counts as open."""
    services = register.grouped("Service", "providedBy")
    return frozenset(
        partner
        for partner, offered in services.items()
        if all(service.code("serviceStatus") in CLOSED for service in offered)
    )
