"""Indicators and observations as the store has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeVar

from graph.register import Entry, Register
from ontology.terms import DCTERMS, SKOS, nwd

ALL_FAMILIES = nwd("allFamilies").value
EVERYWHERE = nwd("everywhere").value
SCALES = {"percent": 100, "per-thousand": 1000, "count": 0, "days": 1, "mean": 1}
"""Unit -> what numerator by denominator is multiplied by; 0 where it is the numerator itself."""
PARTS = frozenset({"percent", "per-thousand"})
"""Units of which the numerator counts some of the denominator."""

Better = Literal["higher", "lower"]
T = TypeVar("T")


@dataclass(frozen=True)
class Indicator:
    """What is measured; None where it is not stated."""

    iri: str
    id: str
    name: str
    unit: str | None
    better: Better | None
    counts_families: bool
    collaboratives: tuple[str, ...]
    outcome: str | None
    frequency: str | None
    baseline_points: int | None
    numerator_means: str | None
    denominator_means: str | None
    description: str | None


@dataclass(frozen=True)
class Observation:
    """A value as stored. `unread` names what stands where a number or a day should.

    `segment` is None for all families, `place` for everywhere the indicator is about.
    """

    iri: str
    id: str
    source: str
    indicator: str
    start: date | None
    end: date | None
    segment: str | None
    place: str | None
    kind: str
    value: Decimal | None
    numerator: int | None
    numerator_below: int | None
    denominator: int | None
    denominator_below: int | None
    is_withheld: bool
    note: str | None
    unread: tuple[str, ...]


def read_indicators(register: Register) -> dict[str, Indicator]:
    """Every indicator by its IRI, in order of id."""
    return {entry.iri: _indicator(entry) for entry in register.of("Indicator")}


def read_observations(register: Register) -> list[Observation]:
    """Every value of an indicator, in order of id. What cannot be read is None."""
    return [_observation(entry) for entry in register.of("IndicatorReport")]


def _indicator(entry: Entry) -> Indicator:
    better = entry.code("betterDirection")
    return Indicator(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        unit=entry.code("indicatorUnit"),
        better="higher" if better == "higher" else "lower" if better == "lower" else None,
        # Only who says that it counts no people has small numbers told.
        counts_families=entry.truth("countsFamilies") is not False,
        collaboratives=entry.refs("ofCollaborative"),
        outcome=entry.text("communityOutcome"),
        frequency=entry.code("frequency"),
        baseline_points=_number(entry, "baselinePoints", int, []),
        numerator_means=entry.text("numeratorMeans"),
        denominator_means=entry.text("denominatorMeans"),
        description=entry.text(f"{DCTERMS}description"),
    )


def _observation(entry: Entry) -> Observation:
    unread: list[str] = []
    segment, place = entry.ref("forSegment"), entry.ref("forPlace")
    return Observation(
        iri=entry.iri,
        id=entry.id,
        source=entry.source,
        indicator=entry.ref("forIndicator") or "",
        start=_number(entry, "periodStart", date.fromisoformat, unread),
        end=_number(entry, "periodEnd", date.fromisoformat, unread),
        segment=None if segment == ALL_FAMILIES else segment,
        place=None if place == EVERYWHERE else place,
        kind=entry.code("reportKind") or "actual",
        value=_number(entry, "measuredValue", read_decimal, unread),
        numerator=_number(entry, "numerator", int, unread),
        numerator_below=_number(entry, "numeratorSuppressedBelow", int, unread),
        denominator=_number(entry, "denominator", int, unread),
        denominator_below=_number(entry, "denominatorSuppressedBelow", int, unread),
        is_withheld=entry.truth("isWithheld") is True,
        note=entry.text(f"{SKOS}note"),
        unread=tuple(unread),
    )


def read_decimal(text: str) -> Decimal | None:
    """The number that a text states; None where it states none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _number(
    entry: Entry, name: str, read: Callable[[str], T | None], unread: list[str]
) -> T | None:
    text = entry.text(name)
    if text is None:
        return None
    try:
        found = read(text)
    except ValueError:
        found = None
    if found is None:
        unread.append(name)
    return found
