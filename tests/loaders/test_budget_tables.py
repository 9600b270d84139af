"""Tables of budgets: what is refused, and how sheet, row and column are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from communities.budgets import BASE, JULY, line, source

from loaders.load import build_dataset

Row = dict[str, str]


def issues(**tables: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | None, int | None, Any]]:
    _, reports = build_dataset({"sample": {**BASE, **tables}})
    return [
        (issue.code, issue.sheet, issue.row, issue.column)
        for issue in reports["sample"].issues
        if issue.severity == "error"
    ]


GOOD = line("a", "5")


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("budget_lines", {**GOOD, "amount": "five"}, ("wrong-type", "amount")),
        ("budget_lines", {**GOOD, "amount": "-5"}, ("out-of-range", "amount")),
        ("budget_lines", {**GOOD, "category": "wages"}, ("unlisted-word", "category")),
        ("budget_lines", {**GOOD, "phase": "hoped for"}, ("unlisted-word", "phase")),
        ("budget_lines", {**GOOD, "budget": "none"}, ("dangling-reference", "budget")),
        ("budget_lines", {**GOOD, "activity": "welcome"}, ("dangling-reference", "activity")),
        ("budget_lines", {**GOOD, "line": ""}, ("blank-required", "line")),
        ("budget_sources", source("nobody", "5"), ("dangling-reference", "stream")),
        ("budget_sources", {**source("levy", "5"), "in_kind": "maybe"}, ("wrong-type", "in_kind")),
        ("fiscal_years", {**JULY[0], "starts_on": "07/13/2026x"}, ("wrong-type", "starts_on")),
        ("fiscal_years", {**JULY[0], "starts_on": "2026-07-01", "ends_on": "2025-06-30"},
         ("wrong-order", "starts_on")),
        ("stream_restrictions", {"id": "r", "stream": "levy", "rule": "never"},
         ("unlisted-word", "rule")),
        ("stream_restrictions", {"id": "r", "stream": "levy", "rule": "at-most", "share": "10%"},
         ("wrong-type", "share")),
        ("budgets", {"id": "b", "name": "B", "first_year": "2026-27", "years": "0"},
         ("out-of-range", "years")),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_its_place(table: str, row: Row, told: tuple[str, str]) -> None:
    code, column = told
    found = issues(**{table: [row]})
    assert (code, table, 2, column) in found, found


def test_the_same_line_year_and_phase_twice_is_refused() -> None:
    found = issues(budget_lines=[GOOD, {**GOOD, "amount": "6"}])
    assert [(code, sheet, row) for code, sheet, row, _ in found] == [
        ("repeated-key", "budget_lines", 3)
    ]
