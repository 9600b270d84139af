"""One budget put together: its lines and sources by fiscal year, at the phase that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from graph.planning.budget.money import Money
from graph.planning.budget.records import Budget, LineRow, Records, SourceRow
from graph.planning.budget.years import Year

Use = tuple[str, str]
"""What money is for: (`line`, its short name), (`activity`, its IRI) or (`whole`, "")."""
WHOLE: Use = ("whole", "")


def use_of(row: SourceRow) -> Use:
    """What the money of a row is for."""
    if row.line is not None:
        return "line", row.line
    if row.activity is not None:
        return "activity", row.activity
    return WHOLE


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

    @property
    def doubtful(self) -> Sequence[SourceRow]:
        """Rows planned or awarded of a use of which nothing stands at the phase that counts.

        They may be the same money or more of it, so that they count as amounts not known.
        """
        if not self.is_secured:
            return []
        uses = {use_of(row) for row in self.counted}
        return [
            row
            for row in self.rows
            if row.phase in ("planned", "awarded")
            and row.phase != self.phase
            and use_of(row) not in uses
        ]

    def at(self, phase: str) -> Money:
        return Money.of(row.amount for row in self.rows if row.phase == phase)

    @property
    def money(self) -> Money:
        return self.at(self.phase) + Money.of(None for _ in self.doubtful)


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
