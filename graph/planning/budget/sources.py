"""Which rows are sources of a budget, and which of them are counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from graph.planning.budget.plan import WHOLE, Source, Use, use_of
from graph.planning.budget.problems import Problems
from graph.planning.budget.records import PHASES, Budget, Records, SourceRow
from graph.planning.budget.settling import choose_phase
from graph.planning.budget.years import Year


def choose_sources(
    records: Records, budget: Budget, years: Sequence[Year], problems: Problems
) -> list[SourceRow]:
    """The budget's own sources, and allocations to activities of its model beside them.

    An allocation counts where the budget has no source of the same stream and year, or has only
    asked for one while the allocation is more than asked for; otherwise the budget's own rows say
    what the stream gives, and an allocation that is larger is told.
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
            settled = stated is not None and any(each.phase != "requested" for each in stated)
            if stated is None or (row.phase != "requested" and not settled):
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


def build_sources(
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
    budget), the rows of both may be, so that one phase counts for all of them.
    """
    uses = {use_of(row) for row in rows}
    groups: dict[Use, list[SourceRow]] = defaultdict(list)
    for row in rows:
        use = use_of(row)
        holding: Use = ("activity", activity_of.get(use[1]) or "")
        if WHOLE in uses:
            use = WHOLE
        elif use[0] == "line" and holding in uses:
            use = holding
        groups[use].append(row)
    return [groups[use] for use in sorted(groups)]
