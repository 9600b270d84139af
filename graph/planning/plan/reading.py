"""Reading plans and all that belongs to them from a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.disclosure import DEFAULT_FLOOR, Rule
from graph.planning.indicators import (
    Indicator,
    protect_observations,
    read_indicators,
    read_observations,
)
from graph.planning.indicators.telling import read_within
from graph.planning.plan.records import (
    Action,
    Measured,
    Note,
    Objective,
    Plan,
    PlanRecords,
    Priority,
    Seat,
    Session,
    Support,
)
from graph.register import Entry, Register
from graph.store import ReadableStore
from ontology.terms import DCTERMS, SDO, SKOS

NOTE = f"{SKOS}note"
CURRENCY = f"{SDO}currency"
COUNT = "count"
"""Unit of indicators whose values are numbers of families or other things."""


def read_plan_records(store: ReadableStore) -> PlanRecords:
    """The records of every plan of a store."""
    register = Register(store)
    actions = tuple(_action(each) for each in register.of("ActionStep"))
    objectives = hide_small_baselines(
        [_objective(each) for each in register.of("Objective")], read_indicators(register)
    )
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
        ids={iri: register.id(iri) for iri in sorted(filter(None, named))},
        names={iri: register.name(iri) for iri in sorted(filter(None, named))},
    )


def hide_small_baselines(
    objectives: Sequence[Objective], indicators: Mapping[str, Indicator]
) -> tuple[Objective, ...]:
    """Objectives without baselines that are small counts of families."""

    def is_small(each: Objective) -> bool:
        indicator = indicators.get(each.indicator or "")
        if indicator is None or indicator.unit != COUNT or not indicator.counts_families:
            return False
        return each.baseline is not None and Rule(DEFAULT_FLOOR).is_small(float(each.baseline))

    return tuple(replace(each, baseline=None) if is_small(each) else each for each in objectives)


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
