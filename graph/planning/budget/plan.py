"""One budget put together: its lines and its sources by fiscal year, at the phase that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from graph.planning.budget.money import Money
from graph.planning.budget.problems import Problems
from graph.planning.budget.records import PHASES, Budget, LineRow, Records, SourceRow
from graph.planning.budget.settling import choose_phase
from graph.planning.budget.years import Year

Use = tuple[str, str]
"""What money is for: (`line`, its short name), (`activity`, its IRI) or (`whole`, "")."""
WHOLE: Use = ("whole", "")


@dataclass(frozen=True)
class Line:
    """A line in a year; `rows` has one row a phase."""

    name: str
    year: Year
    rows: Mapping[str, LineRow]
    phase: str

    @property
    def row(self) -> LineRow:
        """The row of the phase that counts."""
        return self.rows[self.phase]

    @property
    def money(self) -> Money:
        return Money.of([self.row.amount])

    @property
    def basis(self) -> LineRow:
        """The row that says how the amount was found, that of the phase that counts first."""
        rows = [self.row, *self.rows.values()]
        return next((row for row in rows if row.quantity is not None), self.row)

    @property
    def note(self) -> str | None:
        """The note of the phase that counts, else of another."""
        rows = [self.row, *self.rows.values()]
        return next((row.note for row in rows if row.note is not None), None)

    def at(self, phase: str) -> Money:
        return Money.of([self.rows[phase].amount] if phase in self.rows else [])


@dataclass(frozen=True)
class Source:
    """Money of a stream in a year that is counted together: of one currency, match and use.

    `rows` are those of every phase, `phase` the one that counts.
    """

    stream: str
    year: Year
    currency: str
    match_for: str | None
    in_kind: bool
    rows: Sequence[SourceRow]
    phase: str

    @property
    def counted(self) -> Sequence[SourceRow]:
        return [row for row in self.rows if row.phase == self.phase]

    @property
    def is_secured(self) -> bool:
        """Whether it is more than requested."""
        return self.phase != "requested"

    def at(self, phase: str) -> Money:
        return Money.of(row.amount for row in self.rows if row.phase == phase)

    @property
    def money(self) -> Money:
        return self.at(self.phase)


@dataclass(frozen=True)
class Plan:
    """A budget with what falls into its years."""

    records: Records
    budget: Budget
    as_of: date
    years: Sequence[Year]
    lines: Sequence[Line]
    sources: Sequence[Source]
    outside: Sequence[LineRow] = field(default_factory=tuple)
    """Rows of lines whose year is none of the budget's."""

    @cached_property
    def lines_of(self) -> Mapping[str, Sequence[Line]]:
        """By the IRI of the year."""
        return _by_year(self.years, self.lines)

    @cached_property
    def sources_of(self) -> Mapping[str, Sequence[Source]]:
        """By the IRI of the year."""
        return _by_year(self.years, self.sources)

    @cached_property
    def activity_iris(self) -> Sequence[str]:
        """Activities of the model, and those that lines and sources name, in order of id."""
        known = self.records.activities
        of_model = {
            iri for iri, a in known.items() if a.model is not None and a.model == self.budget.model
        }
        named = {line.row.activity for line in self.lines}
        named |= {row.activity for source in self.sources for row in source.counted}
        found = of_model | {iri for iri in named if iri is not None}
        return sorted(found, key=lambda iri: (self.records.register.id(iri), iri))

    def is_same_currency(self, source: Source) -> bool:
        return source.currency == self.budget.currency


Item = TypeVar("Item", Line, Source)


def _by_year(years: Sequence[Year], items: Sequence[Item]) -> dict[str, Sequence[Item]]:
    found: dict[str, list[Item]] = {year.iri: [] for year in years}
    for item in items:
        found[item.year.iri].append(item)
    return dict(found)


def build_plan(records: Records, budget: Budget, as_of: date, problems: Problems) -> Plan:
    """Put a budget together; what contradicts itself goes to `problems`."""
    years = _window(records, budget, problems)
    inside = {year.iri for year in years}
    rows = records.lines.get(budget.iri, ())
    problems.check_lines(budget, rows)
    kept, outside = [], []
    for row in rows:
        if row.year is None or row.year.iri not in inside:
            outside.append(row)
            problems.outside(budget, "budget line", row.id, row.written_year, row.year, years)
        else:
            kept.append(row)
    sources = _choose_sources(records, budget, years, problems)
    problems.check_sources(budget, sources, {row.line for row in rows})
    chosen = _build_sources(sources, as_of, {row.line: row.activity for row in kept})
    for source in chosen:
        problems.check_phases(budget, source.rows, source.counted, source.phase)
    return Plan(
        records=records,
        budget=budget,
        as_of=as_of,
        years=years,
        lines=_build_lines(kept, as_of, problems),
        sources=chosen,
        outside=tuple(outside),
    )


def _window(records: Records, budget: Budget, problems: Problems) -> Sequence[Year]:
    first = records.calendar.find(budget.first_year, budget.source)
    if first is None:
        problems.add(
            "unknown-year",
            "budget",
            budget.id,
            f"{budget.name} begins in {budget.first_year!r}, which is no fiscal year of the table "
            "or may be several: none of its amounts can be laid on the calendar.",
        )
        return ()
    years = records.calendar.window(first, budget.years)
    if len(years) < budget.years:
        problems.add(
            "years-missing",
            "budget",
            budget.id,
            f"{budget.name} covers {budget.years} fiscal years from {first.name} on, but the table "
            f"of fiscal years ends with {years[-1].name}.",
        )
    return years


def _build_lines(rows: Sequence[LineRow], as_of: date, problems: Problems) -> list[Line]:
    found: dict[tuple[date, str, str], dict[str, LineRow]] = defaultdict(dict)
    years: dict[str, Year] = {}
    for row in rows:
        assert row.year is not None
        years[row.year.iri] = row.year
        phases = found[row.year.starts_on, row.year.iri, row.line]
        if row.phase in phases:
            problems.add(
                "stated-twice",
                "budget line",
                row.id,
                f"Line {row.line} is stated twice as {row.phase} for {row.year.name}; "
                f"{phases[row.phase].id} counts, {row.id} does not.",
            )
        else:
            phases[row.phase] = row
    lines = []
    for (_, iri, name), phases in sorted(found.items()):
        ordered = {phase: phases[phase] for phase in PHASES if phase in phases}
        chosen = choose_phase(ordered, is_over=years[iri].is_over(as_of))
        lines.append(Line(name, years[iri], ordered, chosen))
    return lines


def _choose_sources(
    records: Records, budget: Budget, years: Sequence[Year], problems: Problems
) -> list[SourceRow]:
    """The budget's own sources, and allocations to activities of its model beside them.

    An allocation counts where the budget has no source of the same stream and year; otherwise the
    budget's own rows say what the stream gives, and a difference is told.
    """
    inside = {year.iri for year in years}
    found: list[SourceRow] = []
    for row in records.sources.get(budget.iri, ()):
        if row.year is None or row.year.iri not in inside:
            problems.outside(budget, "budget source", row.id, row.written_year, row.year, years)
        else:
            found.append(row)
    own: dict[tuple[str, str], list[SourceRow]] = defaultdict(list)
    for row in found:
        assert row.year is not None
        own[row.stream, row.year.iri].append(row)
    for row in select_allocations(records, budget):
        if row.year is None:
            problems.outside(budget, "allocation", row.id, row.written_year, None, years)
        elif row.year.iri in inside:
            stated = own.get((row.stream, row.year.iri))
            if stated is None:
                found.append(row)
            else:
                problems.check_allocation(budget, row, stated)
    return found


def select_allocations(records: Records, budget: Budget) -> list[SourceRow]:
    """Allocations to activities of the budget's model."""
    if budget.model is None:
        return []
    return [
        row
        for row in records.allocations
        if row.activity is not None and records.activities[row.activity].model == budget.model
    ]


def _build_sources(
    rows: Sequence[SourceRow], as_of: date, activity_of: Mapping[str, str | None]
) -> list[Source]:
    found: dict[tuple[date, str, str, str, str, bool], list[SourceRow]] = defaultdict(list)
    years: dict[str, Year] = {}
    for row in rows:
        assert row.year is not None
        years[row.year.iri] = row.year
        key = (
            row.year.starts_on, row.year.iri, row.stream, row.currency, row.match_for or "",
            row.in_kind,
        )  # fmt: skip
        found[key].append(row)
    sources = []
    for (_, iri, stream, currency, match_for, in_kind), same in sorted(
        found.items(), key=lambda item: item[0]
    ):
        for alike in _split_by_use(same, activity_of):
            phase = choose_phase({row.phase for row in alike}, is_over=years[iri].is_over(as_of))
            ordered = sorted(alike, key=lambda row: (PHASES.index(row.phase), row.kind, row.id))
            source = Source(
                stream, years[iri], currency, match_for or None, in_kind, tuple(ordered), phase
            )
            sources.append(source)
    return sources


def _split_by_use(
    rows: Sequence[SourceRow], activity_of: Mapping[str, str | None]
) -> Sequence[Sequence[SourceRow]]:
    """Rows that may be the same money at different phases.

    Rows of one use are. Where one use lies in another (a line in its activity, any in the whole
    budget), all rows may be, so that one phase counts for all of them.
    """
    by_use: dict[Use, list[SourceRow]] = defaultdict(list)
    for row in rows:
        by_use[use_of(row)].append(row)
    holding = {activity_of.get(name) for kind, name in by_use if kind == "line"}
    nested = any(kind == "activity" and name in holding for kind, name in by_use)
    if nested or (WHOLE in by_use and len(by_use) > 1):
        return [rows]
    return [by_use[use] for use in sorted(by_use)]


def use_of(row: SourceRow) -> Use:
    """What the money of a row is for."""
    if row.line is not None:
        return "line", row.line
    if row.activity is not None:
        return "activity", row.activity
    return WHOLE
