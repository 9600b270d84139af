"""The money a service rests on: counted amounts of one fiscal year, by stream.

Which amounts count: not those only requested; of one stream and year those awarded before those
planned before those spent, never two of these added up; of the years the latest that is not after
the fiscal year asked, else the earliest later one. A service without any takes its partner's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.projection import BLANK_DAY, Projection

PHASES = ("awarded", "planned", "spent")
"""Phases that count, the strongest first."""


@dataclass(frozen=True)
class Part:
    """Money of one stream in one currency; `amount` is None where it is not known.

    `stream` is -1 where the allocation names none that is loaded. Known amounts are above 0.
    """

    stream: int
    currency: str | None
    amount: Fraction | None


@dataclass(frozen=True)
class Budget:
    """What one recipient gets in the fiscal year that counts.

    `year` is None where no fiscal year could be read.
    """

    year: int | None
    parts: tuple[Part, ...]

    @property
    def is_known(self) -> bool:
        """Whether the shares of its streams are known: all amounts, in one stated currency."""
        currencies = {part.currency for part in self.parts}
        amounts = all(part.amount is not None for part in self.parts)
        return amounts and len(currencies) == 1 and None not in currencies


@dataclass(frozen=True)
class Budgets:
    """Budgets by recipient; None where nothing counted is allocated to it."""

    service: list[Budget | None]
    partner: list[Budget | None]
    net: Projection

    def of_service(self, service: int) -> tuple[Budget | None, bool]:
        """The budget a service rests on, and whether it is its own (else its partner's)."""
        own = self.service[service]
        partner = int(self.net.service.partner[service])
        if own is not None or partner < 0:
            return own, True
        return self.partner[partner], False


def fiscal_year_of(day: date, starts: int) -> int:
    """The fiscal year of a day, named by the calendar year in which it ends.

    `starts` is the month in which a fiscal year begins.

    >>> fiscal_year_of(date(2026, 11, 21), 1), fiscal_year_of(date(2026, 11, 21), 10)
    (2026, 2027)
    """
    return day.year + int(starts > 1 and day.month >= starts)


def build_budgets(net: Projection, fiscal_year: int) -> Budgets:
    """The budget of every service and partner."""
    funding = net.funding
    rows: dict[tuple[str, int], dict[int | None, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row, phase in enumerate(funding.phase):
        if phase not in PHASES:
            continue
        year = int(funding.year[row])
        for kind, position in (
            ("service", int(funding.service[row])),
            ("partner", int(funding.partner[row])),
        ):
            if position >= 0:
                rows[kind, position][None if year == BLANK_DAY else year].append(row)
    budgets: dict[str, list[Budget | None]] = {
        "service": [None] * len(net.services),
        "partner": [None] * len(net.partners),
    }
    for (kind, position), years in rows.items():
        budgets[kind][position] = _budget(net, years, fiscal_year)
    return Budgets(budgets["service"], budgets["partner"], net)


def _budget(net: Projection, years: dict[int | None, list[int]], fiscal_year: int) -> Budget | None:
    readable = [year for year in years if year is not None]
    past = sorted((year for year in readable if year <= fiscal_year), reverse=True)
    later = sorted(year for year in readable if year > fiscal_year)
    for year in (*past, *later, None):
        parts = _parts(net, years.get(year, []))
        if parts:
            return Budget(year, parts)
    return None


def _parts(net: Projection, rows: list[int]) -> tuple[Part, ...]:
    """The counted money of one recipient and year; sums that are not above 0 are no money."""
    funding = net.funding
    strongest: dict[int, int] = {}
    for row in rows:
        stream, rank = int(funding.stream[row]), PHASES.index(str(funding.phase[row]))
        strongest[stream] = min(strongest.get(stream, rank), rank)
    known: dict[tuple[int, str | None], Fraction] = defaultdict(Fraction)
    unknown: set[tuple[int, str | None]] = set()
    for row in rows:
        stream, currency = int(funding.stream[row]), funding.currency[row]
        if PHASES.index(str(funding.phase[row])) != strongest[stream]:
            continue
        amount = float(funding.amount[row])
        if math.isnan(amount):
            unknown.add((stream, currency))
        else:
            known[stream, currency] += Fraction(repr(amount))
    parts = [Part(*key, amount) for key, amount in known.items() if amount > 0]
    parts += [Part(*key, None) for key in unknown]
    return tuple(
        sorted(parts, key=lambda part: (part.stream, part.currency or "", part.amount is None))
    )
