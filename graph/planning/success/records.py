"""The records of success models, as plain objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.register import Entry, Register
from graph.store.querying import select
from ontology.terms import CODE, DCTERMS, GRAPH_ONTOLOGY, PROV, SDO, SKOS, nwd

STOPPED = "stopped"
LEAD = "lead"
TARGET = "target"
"""A report of an indicator that says what is aimed at; any other is of a value, told or hidden."""


@dataclass(frozen=True)
class Named:
    """What every record has."""

    iri: str
    id: str
    name: str


@dataclass(frozen=True)
class Model(Named):
    """A success model."""

    collaborative: str | None
    summary: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Component(Named):
    """A component; needs, touchpoints and scenarios are IRIs."""

    model: str
    description: str
    scenarios: Sequence[str]
    needs: Sequence[str]
    touchpoints: Sequence[str]
    life_stages: Sequence[str]
    segments: Sequence[str]


@dataclass(frozen=True)
class Activity(Named):
    """An activity; `needs` and `touchpoints` are its own, else those of its component."""

    component: str
    strategy: str
    kind: str | None
    needs: Sequence[str]
    touchpoints: Sequence[str]
    services: Sequence[str]
    starts_on: date | None
    ends_on: date | None
    status: str

    @property
    def stopped(self) -> bool:
        return self.status == STOPPED


@dataclass(frozen=True)
class Role(Named):
    """What a partner does in an activity."""

    activity: str
    partner: str
    role: str
    stated: bool | None
    """Whether it is said to answer for the activity; None where nothing is said."""
    service: str | None
    words: str

    @property
    def responsible(self) -> bool:
        return self.role == LEAD if self.stated is None else self.stated


@dataclass(frozen=True)
class Evaluation(Named):
    """An evaluation of a component or activity, named by `of`."""

    of: str
    question: str
    method: str
    indicator: str | None
    frequency: str
    partner: str | None
    role: str
    use: str


@dataclass(frozen=True)
class Effort(Named):
    """An effort in motion beside the models."""

    kind: str | None
    level: str | None
    lead: str | None
    description: str
    url: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Link(Named):
    """A tie between an effort and a model, component or activity."""

    effort: str
    to: str
    how: str
    note: str


@dataclass(frozen=True)
class Scenario(Named):
    """A scenario, with the needs of each of its steps; empty where a step states none."""

    collaborative: str | None
    steps: Sequence[frozenset[str]]


@dataclass(frozen=True)
class Records:
    """All records of one kind each, in order of id."""

    models: Sequence[Model]
    components: Sequence[Component]
    activities: Sequence[Activity]
    roles: Sequence[Role]
    evaluations: Sequence[Evaluation]
    efforts: Sequence[Effort]
    links: Sequence[Link]
    scenarios: Sequence[Scenario]
    followed: frozenset[str]
    """Indicators of which a value is recorded."""
    needing: frozenset[str]
    """Roles that need a service, as the code list says."""


def read_records(register: Register) -> Records:
    """What the store holds of success models."""
    components = [_component(entry) for entry in register.of("ModelComponent")]
    by_iri = {component.iri: component for component in components}
    steps = register.grouped("JourneyStep", "ofScenario")
    return Records(
        models=[_model(entry) for entry in register.of("ChildSuccessModel")],
        components=components,
        activities=[_activity(entry, by_iri) for entry in register.of("ModelActivity")],
        roles=[_role(entry) for entry in register.of("ActivityRole")],
        evaluations=[_evaluation(entry) for entry in register.of("ModelEvaluation")],
        efforts=[_effort(entry) for entry in register.of("Effort")],
        links=[_link(entry) for entry in register.of("EffortLink")],
        scenarios=[
            Scenario(
                **_named(entry),
                collaborative=entry.ref("ofCollaborative"),
                steps=[frozenset(step.refs("forNeed")) for step in steps.get(entry.iri, [])],
            )
            for entry in register.of("JourneyScenario")
        ],
        followed=frozenset(
            iri
            for report in register.of("IndicatorReport")
            if report.code("reportKind") != TARGET
            for iri in report.refs("forIndicator")
        ),
        needing=_needing(register),
    )


def _needing(register: Register) -> frozenset[str]:
    query = f"""SELECT ?role WHERE {{ GRAPH {GRAPH_ONTOLOGY} {{
        ?role {nwd("needsService")} true ; <{SKOS}inScheme> <{CODE}model-role> }} }}"""
    rows: Iterable[Any] = select(register.store, query)
    return frozenset(role.value.rpartition("/")[2] for (role,) in rows)


def _named(entry: Entry) -> dict[str, str]:
    return {"iri": entry.iri, "id": entry.id, "name": entry.name}


def _words(entry: Entry, name: str = f"{DCTERMS}description") -> str:
    return entry.text(name) or ""


def _model(entry: Entry) -> Model:
    return Model(
        **_named(entry),
        collaborative=entry.ref("ofCollaborative"),
        summary=_words(entry),
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
    )


def _component(entry: Entry) -> Component:
    return Component(
        **_named(entry),
        model=entry.ref("ofModel") or "",
        description=_words(entry),
        scenarios=entry.refs("answersScenario"),
        needs=entry.refs("forNeed"),
        touchpoints=entry.refs("atTouchpoint"),
        life_stages=entry.codes("atLifeStage"),
        segments=entry.refs("forSegment"),
    )


def _activity(entry: Entry, components: dict[str, Component]) -> Activity:
    of = entry.ref("ofComponent") or ""
    component = components.get(of)
    return Activity(
        **_named(entry),
        component=of,
        strategy=_words(entry),
        kind=entry.code("activityKind"),
        needs=entry.refs("forNeed") or (component.needs if component else ()),
        touchpoints=entry.refs("atTouchpoint") or (component.touchpoints if component else ()),
        services=entry.refs("usesService"),
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
        status=entry.code("activityStatus") or "planned",
    )


def _role(entry: Entry) -> Role:
    return Role(
        **_named(entry),
        activity=entry.ref("ofActivity") or "",
        partner=entry.ref(f"{PROV}agent") or "",
        role=entry.code(f"{PROV}hadRole") or "",
        stated=entry.truth("isResponsible"),
        service=entry.ref("carriedBy"),
        words=_words(entry),
    )


def _evaluation(entry: Entry) -> Evaluation:
    return Evaluation(
        **_named(entry),
        of=entry.ref("evaluates") or "",
        question=_words(entry, "evaluationQuestion"),
        method=_words(entry, "evaluationMethod"),
        indicator=entry.ref("forIndicator"),
        frequency=_words(entry, "evaluationFrequency"),
        partner=entry.ref("responsiblePartner"),
        role=_words(entry, "responsibleRole"),
        use=_words(entry, "useOfResults"),
    )


def _effort(entry: Entry) -> Effort:
    return Effort(
        **_named(entry),
        kind=entry.code("effortKind"),
        level=entry.code("atLevel"),
        lead=entry.ref("responsiblePartner"),
        description=_words(entry),
        url=_words(entry, f"{SDO}url"),
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
    )


def _link(entry: Entry) -> Link:
    return Link(
        **_named(entry),
        effort=entry.ref("linksEffort") or "",
        to=entry.ref("linksTo") or "",
        how=entry.code("effortLinkKind") or "",
        note=_words(entry, f"{SKOS}note"),
    )
