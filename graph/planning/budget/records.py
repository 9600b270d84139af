"""Budgets and what belongs to them, as plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from graph.planning.budget.years import Calendar, Year
from graph.register import Register

PHASES = ("requested", "planned", "awarded", "spent")
"""Phases, the most settled last."""


@dataclass(frozen=True)
class Budget:
    """A budget; `years` is how many fiscal years it covers."""

    iri: str
    id: str
    name: str
    source: str
    model: str | None
    collaborative: str | None
    first_year: str
    years: int
    currency: str
    indirect_cap: Decimal | None
    description: str | None


@dataclass(frozen=True)
class LineRow:
    """One row of a budget's lines; `amount` is None where it is not known."""

    id: str
    budget: str
    line: str
    name: str
    activity: str | None
    component: str | None
    category: str
    written_year: str
    year: Year | None
    phase: str
    amount: Decimal | None
    raw_amount: Decimal | None
    quantity: Decimal | None
    unit: str | None
    unit_cost: Decimal | None
    note: str | None


@dataclass(frozen=True)
class SourceRow:
    """Money of a stream for a budget, or allocated to an activity of its model.

    `line` and `activity` are both None where it is for the whole budget.
    """

    id: str
    kind: str
    """`budget source` or `allocation`."""
    budget: str | None
    stream: str
    line: str | None
    activity: str | None
    written_year: str
    year: Year | None
    phase: str
    amount: Decimal | None
    raw_amount: Decimal | None
    currency: str
    match_for: str | None
    in_kind: bool
    note: str | None


@dataclass(frozen=True)
class Stream:
    """A funding stream."""

    iri: str
    id: str
    name: str
    level: str | None
    blend: str | None
    ends_on: date | None
    matched_by: Sequence[str]
    restrictions: str | None


@dataclass(frozen=True)
class Award:
    """What a stream has to give in a year."""

    id: str
    stream: str
    written_year: str
    year: Year | None
    amount: Decimal | None
    currency: str


@dataclass(frozen=True)
class Restriction:
    """A rule on what a stream may pay for; empty kinds say nothing."""

    id: str
    stream: str
    rule: str
    categories: frozenset[str]
    activities: frozenset[str]
    needs: frozenset[str]
    places: frozenset[str]
    segments: frozenset[str]
    share: Decimal | None
    note: str | None

    @property
    def names_uses(self) -> bool:
        return bool(
            self.categories or self.activities or self.needs or self.places or self.segments
        )


@dataclass(frozen=True)
class Activity:
    """An activity of a success model, with what the services it is done with meet and serve."""

    iri: str
    id: str
    name: str
    model: str | None
    is_over: bool
    """Whether it is done or was given up."""
    services: Sequence[str]
    needs: frozenset[str]
    places: frozenset[str]
    segments: frozenset[str]


@dataclass(frozen=True)
class Records:
    """All that budgets are computed from."""

    register: Register
    calendar: Calendar
    budgets: Sequence[Budget]
    lines: Mapping[str, Sequence[LineRow]]
    """By budget."""
    sources: Mapping[str, Sequence[SourceRow]]
    """By budget."""
    allocations: Sequence[SourceRow]
    """To any recipient; `activity` is set where that is an activity."""
    streams: Mapping[str, Stream]
    awards: Sequence[Award]
    restrictions: Sequence[Restriction]
    activities: Mapping[str, Activity]
    above: Mapping[str, frozenset[str]]
    """Needs and places -> themselves and all that they lie in."""
