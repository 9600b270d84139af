"""Workbook rows as plain records, with references resolved, for the coverage oracle.

Only well-formed rows are understood: a reference that leads nowhere raises KeyError.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
Sources = Mapping[str, Tables]
ShippedNeeds = Mapping[str, tuple[Collection[str], Collection[str]]]
"""Notation -> (notations of the broader needs, life stages)."""

Key = tuple[str, str]
"""(source, the source's own id); the source of shipped and reserved ids is empty."""

ALL: Key = ("", "all")
EVERYWHERE: Key = ("", "everywhere")

LIFE_STAGES = {
    "prenatal": (-280, 0),
    "newborn": (0, 28),
    "infant": (28, 365),
    "toddler": (365, 730),
    "preschool": (730, 1826),
}


@dataclass(frozen=True)
class Service:
    """A row of `services`; an unbounded side of the age range is infinite."""

    key: Key
    partner: Key
    needs: frozenset[Key]
    segments: frozenset[Key]
    from_day: float
    to_day: float
    places: frozenset[Key]
    sites: frozenset[Key]
    status: str
    verified_on: date | None
    places_partial: bool = False
    """Areas are stated beside those in `places`, which no table can say."""

    @property
    def has_age_range(self) -> bool:
        return math.isfinite(self.from_day) or math.isfinite(self.to_day)


@dataclass(frozen=True)
class Touchpoint:
    """A row of `touchpoints`; `stage` is None where it is unknown."""

    key: Key
    stage: str | None
    required_needs: tuple[Key, ...]


@dataclass(frozen=True)
class DoorRecord:
    """A row of `doors`."""

    touchpoint: Key
    at: Key
    places: frozenset[Key]
    status: str


@dataclass(frozen=True)
class Pathway:
    """A row of `referrals`; `number` tells rows apart, `name` is the id shown."""

    number: int
    name: str
    sender: Key
    receiver: Key
    mode: str
    needs: frozenset[Key]
    segments: frozenset[Key]
    status: str
    claimed_by: str
    verified_on: date | None


@dataclass(frozen=True)
class Statement:
    """A row of `completeness`."""

    subject: Key
    topic: str
    value: str
    as_of: date | None


@dataclass(frozen=True)
class Question:
    """A required cell."""

    touchpoint: Key
    need: Key
    segment: Key
    place: Key
    weight: Fraction


@dataclass(frozen=True)
class Community:
    """All loaded sources together."""

    partners: tuple[Key, ...]
    services: Mapping[Key, Service]
    touchpoints: Mapping[Key, Touchpoint]
    doors: tuple[DoorRecord, ...]
    pathways: tuple[Pathway, ...]
    statements: tuple[Statement, ...]
    segments: tuple[Key, ...]
    places: Mapping[Key, frozenset[Key]]
    """Declared place -> the places it is part of."""
    needs: Mapping[Key, frozenset[Key]]
    """Need, shipped or loaded -> its broader needs."""
    need_stages: Mapping[Key, frozenset[str]]
    site_places: Mapping[Key, Key | None]
    requirements: tuple[Question, ...]

    def partner_of(self, node: Key) -> Key:
        """The partner itself, or the partner of a service."""
        return self.services[node].partner if node in self.services else node

    def services_of(self, partner: Key) -> list[Service]:
        return [service for service in self.services.values() if service.partner == partner]


def upwards(start: Key, parents: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """The start and everything above it."""
    seen, ahead = {start}, [start]
    while ahead:
        for parent in parents.get(ahead.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                ahead.append(parent)
    return seen


def parse_age(text: str, *, end: bool) -> float:
    """Days from birth (SEMANTICS 1); a blank bound is infinite.

    >>> parse_age("6 weeks", end=False), parse_age("3 months", end=True)
    (42.0, 91.0)
    >>> parse_age("newborn", end=False), parse_age("newborn", end=True)
    (0.0, 28.0)
    """
    text = text.strip()
    if not text:
        return math.inf if end else -math.inf
    if text in LIFE_STAGES:
        return float(LIFE_STAGES[text][1 if end else 0])
    number, unit = re.fullmatch(r"(-?\d+)\s*([a-z]*)", text).groups()  # type: ignore[union-attr]
    days = {
        "": Fraction(1),
        "day": Fraction(1),
        "week": Fraction(7),
        "month": Fraction("30.4375"),
        "year": Fraction("365.25"),
    }
    return float(math.floor(days[unit.removesuffix("s")] * int(number)))


def split(cell: str) -> list[str]:
    """The parts of a list cell, each once, in order."""
    parts = (part.strip() for part in cell.split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def parse_date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
