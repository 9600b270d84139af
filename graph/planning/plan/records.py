"""Plans and all that belongs to them, as plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


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
    """Partners that for certain have no service that is open."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """The own id of whatever is referred to, by IRI."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Its name."""
