"""Putting a budget together: its years, its lines and its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from graph.planning.budget.plan import Line, Plan
from graph.planning.budget.problems import Problems
from graph.planning.budget.records import PHASES, Budget, LineRow, Records
from graph.planning.budget.settling import choose_phase
from graph.planning.budget.sources import build_sources, choose_sources
from graph.planning.budget.years import Year


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
    sources = choose_sources(records, budget, years, problems)
    problems.check_sources(budget, sources, rows)
    problems.check_models(records, budget, rows, sources)
    chosen = build_sources(sources, as_of, {row.line: row.activity for row in kept})
    for source in chosen:
        problems.check_phases(budget, source.doubtful, source.phase)
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
