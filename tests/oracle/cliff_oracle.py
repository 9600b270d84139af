"""Funding as SEMANTICS 8 and docs/analysis/cliffs.md set it out, in the plainest way.

Bounds over amounts and rates of exchange that are not known are found by trying: next to nothing,
as much as the others, and far more, for each of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from communities.changed_tables import own
from communities.funding import UNKNOWN_AMOUNT
from oracle.plain_records import Sources

TINY, HUGE = Fraction(1, 10**12), Fraction(10**12)
RANKS = {"awarded": 0, "planned": 1, "spent": 2}
CLOSED = ("inactive", "defunct", "temporarily closed")

Ending = Mapping[str, Fraction]
Lines = list[tuple[str, str, Fraction | None]]
"""(stream, currency, amount or None) of one recipient."""


class FundingOracle:
    """Money of one community; ids are unique over its sources."""

    def __init__(self, sources: Sources, fiscal_year: int) -> None:
        tables = list(sources.values())
        self.services = {r["id"]: r for t in tables for r in t.get("services", ())}
        self.streams = {r["id"]: r for t in tables for r in t.get("funding_streams", ())}
        self.fiscal_year = fiscal_year
        allocations: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for table in tables:
            for row in table.get("allocations", ()):
                if row["phase"] in RANKS:
                    allocations[own(row["to"])].append(row)
        self.lines = {to: self._lines(rows) for to, rows in allocations.items()}
        self.open = [i for i, row in self.services.items() if row["status"] not in CLOSED]

    def _lines(self, rows: list[Mapping[str, str]]) -> Lines:
        by_year: dict[int | None, list[Mapping[str, str]]] = defaultdict(list)
        for row in rows:
            found = re.search(r"\d{4}", row["fiscal_year"])
            by_year[int(found[0]) if found else None].append(row)
        counted = {year: lines for year, of in by_year.items() if (lines := _count(of))}
        years = [year for year in counted if year is not None]
        past = [year for year in years if year <= self.fiscal_year]
        if past:
            return counted[max(past)]
        return counted[min(years)] if years else counted.get(None, [])

    def budget(self, service: str) -> Lines:
        """What the service rests on: its own money, or its partner's."""
        partner = own(self.services[service]["partner"])
        return self.lines.get(service) or self.lines.get(partner) or []

    def remaining(self, service: str, ending: Ending) -> list[Fraction]:
        """The share that remains, for each way the unknown may turn out; none without money."""
        return [
            1 - sum((ending.get(s, 0) * a for s, a in amounts), Fraction(0)) / total
            for amounts in _possible_amounts(self.budget(service))
            if (total := sum((a for _, a in amounts), Fraction(0)))
        ]

    def lost_services(self, ending: Ending, threshold: Fraction) -> tuple[set[str], set[str]]:
        """Services below the threshold for certain, and possibly."""
        certain, possible = set(), set()
        for service in self.open:
            below = [share < threshold for share in self.remaining(service, ending)]
            if below and all(below):
                certain.add(service)
            if any(below):
                possible.add(service)
        return certain, possible

    def money(self, streams: set[str]) -> dict[str, Fraction]:
        """Known counted amounts of the streams by currency."""
        found: dict[str, Fraction] = defaultdict(Fraction)
        for lines in self.lines.values():
            for stream, currency, amount in lines:
                if stream in streams and amount is not None:
                    found[currency] += amount
        return dict(found)

    def concentration(self, services: set[str]) -> Fraction | None:
        """HHI of the funders of what these services rest on; None where it cannot be told."""
        recipients = {
            service if self.lines.get(service) else own(self.services[service]["partner"])
            for service in services
            if self.budget(service)
        }
        lines = [line for recipient in recipients for line in self.lines[recipient]]
        funders: dict[str, Fraction] = defaultdict(Fraction)
        for stream, _, amount in lines:
            if amount is None or not self.streams[stream]["funder"]:
                return None
            funders[self.streams[stream]["funder"]] += amount
        if not lines or len({currency for _, currency, _ in lines}) > 1:
            return None
        total = sum(funders.values())
        return sum(((each / total) ** 2 for each in funders.values()), Fraction(0))


def _count(rows: list[Mapping[str, str]]) -> Lines:
    lines: Lines = []
    for stream in sorted({own(row["stream"]) for row in rows}):
        of_stream = [row for row in rows if own(row["stream"]) == stream]
        best = min(RANKS[row["phase"]] for row in of_stream)
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for row in of_stream:
            if RANKS[row["phase"]] == best:
                currency = row["currency"] or "USD"
                if row["amount"] == UNKNOWN_AMOUNT:
                    lines.append((stream, currency, None))
                else:
                    sums[currency] += Fraction(row["amount"])
        lines += [(stream, currency, total) for currency, total in sums.items() if total]
    return lines


def _possible_amounts(lines: Lines) -> list[list[tuple[str, Fraction]]]:
    """Amounts in one currency, for every rate of exchange and unknown amount that is tried."""
    currencies = sorted({currency for _, currency, amount in lines if amount is not None})
    unknown = sorted({stream for stream, _, amount in lines if amount is None})
    found = []
    for rates in product(*([(TINY, Fraction(1), HUGE)] * max(0, len(currencies) - 1))):
        rate = dict(zip(currencies, (Fraction(1), *rates), strict=bool(currencies)))
        known = [(s, a * rate[c]) for s, c, a in lines if a is not None]
        for amounts in product(*([(Fraction(0), TINY, Fraction(1), HUGE)] * len(unknown))):
            found.append([*known, *zip(unknown, amounts, strict=True)])
    return found


def ending_streams(
    streams: Mapping[str, Any], by: str, renewal: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Stream -> share that ends, of those that end by a day (ISO)."""
    return {
        stream: 1 - renewal.get(stream, Fraction(0))
        for stream, row in streams.items()
        if row["ends_on"] and row["ends_on"] <= by
    }
