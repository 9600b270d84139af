"""Fiscal years on the calendar, and which of them a year written beside an amount is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from graph.register import Register

SHORTEST, LONGEST = 360, 372
"""Days that a fiscal year has, give or take a few: some end on the last Saturday of a month."""


@dataclass(frozen=True)
class Year:
    """A fiscal year, from its first to its last day."""

    iri: str
    id: str
    name: str
    aliases: tuple[str, ...]
    source: str
    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def is_over(self, as_of: date) -> bool:
        return self.ends_on < as_of


@dataclass(frozen=True)
class Calendar:
    """The fiscal years of every source, in order of their first days."""

    years: Mapping[str, Sequence[Year]]
    """By source."""
    words: Mapping[tuple[str, str], Sequence[Year]]
    """(source, the year as written, folded) -> the years that it may be."""

    def find(self, written: str, source: str) -> Year | None:
        """The year meant; None where none or several may be.

        The years of the record's own source come first; if it has none at all, those of the one
        source that has any.
        """
        if source not in self.years and len(self.years) == 1:
            source = next(iter(self.years))
        found = self.words.get((source, fold(written)), ())
        return found[0] if len(found) == 1 else None

    def window(self, first: Year, count: int) -> Sequence[Year]:
        """A year and those that follow it in its source; fewer where the table ends before."""
        years = self.years[first.source]
        start = years.index(first)
        return years[start : start + count]


def fold(written: str) -> str:
    """A year as written, without what makes no difference.

    >>> fold(" FY 2026–27 ") == fold("fy 2026-27")
    True
    """
    return " ".join(written.casefold().replace("–", "-").replace("/", "-").split())


def read_calendar(register: Register) -> Calendar:
    """The fiscal years that are loaded and have both days."""
    years: dict[str, list[Year]] = defaultdict(list)
    words: dict[tuple[str, str], list[Year]] = defaultdict(list)
    for entry in register.of("FiscalYear"):
        starts, ends = entry.day("startsOn"), entry.day("endsOn")
        if starts is None or ends is None or ends < starts:
            continue
        aliases = tuple(entry.texts("yearAlias"))
        year = Year(entry.iri, entry.id, entry.name, aliases, entry.source, starts, ends)
        years[entry.source].append(year)
        for word in sorted({fold(text) for text in (entry.id, entry.name, *aliases)}):
            words[entry.source, word].append(year)
    ordered = {
        source: sorted(found, key=lambda year: (year.starts_on, year.ends_on, year.id))
        for source, found in sorted(years.items())
    }
    return Calendar(ordered, words)


def find_calendar_problems(calendar: Calendar) -> list[tuple[str, str, str]]:
    """(problem, id of the record, sentence) of years that overlap, leave a hole or share a name."""
    found = []
    for years in calendar.years.values():
        for first, second in pairwise(years):
            gap = (second.starts_on - first.ends_on).days - 1
            if gap < 0:
                sentence = (
                    f"{first.name} ends on {first.ends_on}, but {second.name} begins on "
                    f"{second.starts_on}: the two overlap."
                )
                found.append(("years-overlap", second.id, sentence))
            elif gap > 0:
                day = first.ends_on + timedelta(1)
                sentence = (
                    f"No fiscal year holds {day} to {second.starts_on - timedelta(1)}, between "
                    f"{first.name} and {second.name}."
                )
                found.append(("years-leave-a-hole", second.id, sentence))
        for year in years:
            if not SHORTEST <= year.days <= LONGEST:
                sentence = f"{year.name} has {year.days} days, which is no year."
                found.append(("not-a-year-long", year.id, sentence))
    for (_, word), years in sorted(calendar.words.items()):
        if len(years) > 1:
            names = " and ".join(year.id for year in years)
            sentence = f"{word!r} may be {names}: amounts with this year belong to neither."
            found.append(("ambiguous-year", years[0].id, sentence))
    return found
