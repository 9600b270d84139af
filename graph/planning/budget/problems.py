"""What in the tables of budgets contradicts itself, told with the record's id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from graph.planning.budget.money import Money, times, told
from graph.planning.budget.records import Award, Budget, LineRow, Records, Restriction, SourceRow
from graph.planning.budget.years import Year, find_calendar_problems

SHARED = ("allows", "forbids")
"""Rules that need no share."""


class Problems:
    """Collects rows: `problem`, `kind` and `record` (what it is about), `budget`, `sentence`."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def add(
        self, problem: str, kind: str, record: str, sentence: str, budget: str | None = None
    ) -> None:
        row = {
            "problem": problem,
            "kind": kind,
            "record": record,
            "budget": record if kind == "budget" else budget,
            "sentence": sentence,
        }
        self._rows.append(row)

    def rows(self) -> list[dict[str, Any]]:
        """In order of budget, kind of problem and record; each once."""
        unique = {tuple(row.values()): row for row in self._rows}
        return sorted(
            unique.values(),
            key=lambda row: (row["budget"] or "", row["problem"], row["record"], row["sentence"]),
        )

    def outside(
        self,
        budget: Budget,
        kind: str,
        record: str,
        written: str,
        year: Year | None,
        years: Sequence[Year],
    ) -> None:
        """An amount whose year is not known, or none of the budget's."""
        if year is None:
            sentence = (
                f"{record}: {written!r} is no fiscal year of the table or may be several; the "
                "amount is not counted."
            )
            self.add("unknown-year", kind, record, sentence, budget.id)
        else:
            span = f"{years[0].name} to {years[-1].name}" if years else "not known"
            sentence = (
                f"{record}: {year.name} lies outside the years of {budget.name} ({span}); the "
                "amount is not counted."
            )
            self.add("outside-window", kind, record, sentence, budget.id)

    def check_lines(self, budget: Budget, rows: Sequence[LineRow]) -> None:
        """Amounts that are not quantity times unit cost, and lines that change what they are."""
        seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in rows:
            self._check_amount(budget, "budget line", row)
            seen[row.line]["category"].add(row.category)
            seen[row.line]["activity"].add(row.activity or row.component or "none")
            if row.raw_amount is None or row.quantity is None or row.unit_cost is None:
                continue
            product = times(row.unit_cost, row.quantity)
            if product != row.amount:
                self.add(
                    "amount-differs",
                    "budget line",
                    row.id,
                    f"{row.id}: quantity times unit cost is {product:,}, but the amount is "
                    f"{row.amount:,}; the amount counts.",
                    budget.id,
                )
        for line, facts in seen.items():
            for name, values in facts.items():
                if len(values) > 1:
                    self.add(
                        f"line-changes-{name}",
                        "budget line",
                        line,
                        f"Line {line} has {len(values)} different values of {name}; each row "
                        "counts where it says.",
                        budget.id,
                    )

    def _check_amount(self, budget: Budget, kind: str, row: LineRow | SourceRow) -> None:
        if row.raw_amount is not None and row.raw_amount != row.amount:
            self.add(
                "rounded-to-the-cent",
                kind,
                row.id,
                f"{row.id}: {row.raw_amount} is counted as {row.amount}.",
                budget.id,
            )

    def check_sources(
        self, budget: Budget, rows: Sequence[SourceRow], lines: Sequence[LineRow]
    ) -> None:
        """Sources of lines that there are not, and money in another currency."""
        names = {line.line for line in lines}
        of_years = {(line.line, line.year.iri) for line in lines if line.year is not None}
        for row in rows:
            self._check_amount(budget, row.kind, row)
            no_year = row.year is not None and (row.line, row.year.iri) not in of_years
            if row.line in names and row.year is not None and no_year:
                self.add(
                    "line-not-in-year",
                    row.kind,
                    row.id,
                    f"{row.id}: line {row.line} has no row in {row.year.name}; the money counts "
                    "for the year, but reaches no line.",
                    budget.id,
                )
            if row.line is not None and row.line not in names:
                self.add(
                    "unknown-line",
                    row.kind,
                    row.id,
                    f"{row.id}: {budget.name} has no line {row.line!r}; the money counts for the "
                    "year, but reaches no line.",
                    budget.id,
                )
            if row.line is not None and row.activity is not None:
                self.add(
                    "line-and-activity",
                    row.kind,
                    row.id,
                    f"{row.id}: names a line and an activity; the line counts.",
                    budget.id,
                )
            if row.currency != budget.currency:
                self.add(
                    "other-currency",
                    row.kind,
                    row.id,
                    f"{row.id}: is in {row.currency}, the budget in {budget.currency}; the two are "
                    "never added, so the balance of the year is open.",
                    budget.id,
                )

    def check_allocation(self, budget: Budget, row: SourceRow, stated: Sequence[SourceRow]) -> None:
        """An allocation to an activity beside the budget's own sources of the stream and year."""
        same = [each for each in stated if each.phase == row.phase] or stated
        mine = Money.of(each.amount for each in same)
        if same and not mine.unknown and row.amount is not None and row.amount > mine.known:
            self.add(
                "allocation-differs",
                "allocation",
                row.id,
                f"Allocation {row.id} gives {told(row.amount)} {row.phase} to an activity, more "
                f"than the budget has of the stream in that year ({told(mine.known)}); the "
                "budget's own rows count.",
                budget.id,
            )

    def check_models(
        self,
        records: Records,
        budget: Budget,
        lines: Sequence[LineRow],
        sources: Sequence[SourceRow],
    ) -> None:
        """Lines and sources for an activity of another success model than the budget's."""
        for kind, rows in (("budget line", lines), ("budget source", sources)):
            for row in rows:
                activity = records.activities.get(row.activity or "")
                model = activity.model if activity else None
                if activity and model and budget.model and model != budget.model:
                    self.add(
                        "other-model",
                        kind,
                        row.id,
                        f"{row.id}: {activity.name} is an activity of another model than that of "
                        f"{budget.name}; the amount counts all the same.",
                        budget.id,
                    )

    def check_phases(
        self,
        budget: Budget,
        doubtful: Sequence[SourceRow],
        phase: str,
    ) -> None:
        """Money planned or awarded for a use of which nothing stands at the phase that counts."""
        for row in doubtful:
            self.add(
                "other-phase-counts",
                row.kind,
                row.id,
                f"{row.id}: {told(row.amount) or 'an amount'} is {row.phase}, but of this stream "
                f"and year what is {phase} counts; it may be the same money or more of it, so that "
                "what is secured is known only from below.",
                budget.id,
            )

    def check_tables(self, records: Records) -> None:
        """Fiscal years, restrictions and awards, and rows of no budget."""
        for problem, record, sentence in find_calendar_problems(records.calendar):
            self.add(problem, "fiscal year", record, sentence)
        for restriction in records.restrictions:
            for problem, sentence in _restriction_problems(restriction):
                self.add(problem, "stream restriction", restriction.id, sentence)
        for award in records.awards:
            self._check_award(award)
        self._check_matches(records)
        known = {budget.iri for budget in records.budgets}
        for rows, kind in ((records.lines, "budget line"), (records.sources, "budget source")):
            for iri in sorted(rows.keys() - known):
                for row in rows[iri]:
                    sentence = f"{row.id}: its budget is not loaded; the amount is not counted."
                    self.add("no-budget", kind, row.id, sentence)

    def _check_matches(self, records: Records) -> None:
        """Streams with several rules of a match."""
        first: dict[str, Restriction] = {}
        for rule in records.restrictions:
            if rule.rule == "match" and first.setdefault(rule.stream, rule) is not rule:
                sentence = (
                    f"{rule.id}: {first[rule.stream].id} says already what match the stream asks "
                    "for; that rate counts, this one does not."
                )
                self.add("match-stated-twice", "stream restriction", rule.id, sentence)

    def _check_award(self, award: Award) -> None:
        if award.year is None:
            sentence = f"{award.id}: {award.written_year!r} is no fiscal year of the table."
            self.add("unknown-year", "stream award", award.id, sentence)


def _restriction_problems(restriction: Restriction) -> list[tuple[str, str]]:
    rule, share = restriction.rule, restriction.share
    found = []
    if rule in SHARED and share is not None:
        found.append(("share-not-used", f"{restriction.id}: {rule} takes no share."))
    if rule not in SHARED and share is None:
        found.append(("share-missing", f"{restriction.id}: {rule} says nothing without a share."))
    if rule in ("at-most", "at-least") and share is not None and share > 1:
        sentence = f"{restriction.id}: a share of {share} is more than all; 0.1 is ten percent."
        found.append(("share-above-one", sentence))
    if rule != "match" and not restriction.names_uses:
        found.append(("names-no-use", f"{restriction.id}: names nothing that {rule} is about."))
    return found
