"""What a rule takes and gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from graph.planning.maturity.truth import Bounds, Truth, verdict

Row = Mapping[str, Any]
"""A row of a rule's query by column, with what `graph.planning.maturity.evidence` adds to it."""
MATERIAL = ("basic-needs", "economic-security", "housing")
"""Needs that goods, money or a home meet."""
WELL_BEING = ("family-support",)
DRIVERS = (
    "behavioral-health",
    "substance-use-treatment",
    "domestic-violence-support",
    "housing",
    "basic-needs",
    "economic-security",
)
"""Needs that most often stand behind involvement with child welfare: the shipped model names
mental health, substance use and material needs; violence at home and housing are among the
drivers that its strategies speak of. A community sets its own."""


@dataclass(frozen=True)
class Limit:
    """A threshold of a rule, which can be set."""

    name: str
    default: Decimal
    meaning: str


@dataclass(frozen=True)
class TouchpointCover:
    """Coverage of the required cells of one touchpoint within the scope."""

    iri: str
    id: str
    name: str
    kind: str | None
    weight: Decimal
    every_door: Bounds
    """Weight of its cells covered from every door: least and most."""
    any_door: Bounds


@dataclass(frozen=True)
class Setting:
    """What a rule is told beside its rows."""

    as_of: date
    drivers: Sequence[str] = DRIVERS
    services_listed: Truth = None
    """Whether it is stated that every service of the scope is recorded."""
    senders_declared: Truth = None
    """Whether every partner has declared its referrals."""
    touchpoints: Sequence[TouchpointCover] = ()
    collaborative: str | None = None
    """Id of the collaborative that is looked at."""
    floor: int = 11
    """Shares of families are made of no fewer."""


@dataclass(frozen=True)
class Evidence:
    """A record that a judgement rests on, and whether it speaks for the goal."""

    id: str
    iri: str
    name: str
    speaks: Truth


@dataclass(frozen=True)
class Judgement:
    """What a rule finds."""

    fact: Truth
    sentence: str
    evidence: Sequence[Evidence] = ()
    measured: Mapping[str, Bounds | None] = field(default_factory=dict)
    """What was measured, by the limit it is held against."""

    @property
    def verdict(self) -> str:
        return verdict(self.fact)


class Rule(Protocol):
    """A module of `graph.planning.maturity.rules`."""

    QUESTION: str
    """What it asks of the map."""
    QUERY: str
    """The named query whose rows it looks at."""
    LIMITS: Sequence[Limit]

    def judge(
        self, rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]
    ) -> Judgement:
        """Judge from the rows of the query."""


def collect(pairs: Iterable[tuple[Row, Truth]], prefix: str) -> tuple[Evidence, ...]:
    """Evidence of rows that speak for the goal or may; those for certain first.

    `prefix` is that of the columns `<prefix>_id`, `<prefix>_iri` and, where there is one,
    `<prefix>_name`. A record counts once, with the best it says.
    """
    found: dict[str, Evidence] = {}
    for row, speaks in pairs:
        iri = row[f"{prefix}_iri"]
        if iri is None or speaks is False:
            continue
        one = Evidence(row[f"{prefix}_id"] or iri, iri, row.get(f"{prefix}_name") or "", speaks)
        if iri not in found or speaks:
            found[iri] = one
    return tuple(sorted(found.values(), key=lambda each: (each.speaks is None, each.id)))


def percent(bounds: Bounds | None) -> str:
    """A share in words.

    >>> percent((Decimal("0.5"), Decimal(1))), percent((Decimal("0.25"), Decimal("0.25")))
    ('between 50 and 100 percent', '25 percent')
    """
    if bounds is None or bounds[1] is None:
        return "a share that nobody can tell"
    low, high = (f"{each * 100:.1f}".removesuffix(".0") for each in bounds if each is not None)
    return f"{low} percent" if low == high else f"between {low} and {high} percent"


def number(bounds: Bounds) -> str:
    """A count in words.

    >>> number((Decimal(2), None)), number((Decimal(0), Decimal(3)))
    ('2 or more', '0 to 3')
    """
    low, high = bounds
    if high is None:
        return f"{low} or more"
    return f"{low}" if low == high else f"{low} to {high}"


def say(fact: Truth, holds: str, fails: str, unknown: str) -> str:
    """The sentence for the value."""
    return unknown if fact is None else holds if fact else fails
