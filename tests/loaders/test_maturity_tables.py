"""Bad input in the tables of maturity: told with table, row and column, and nothing else lost."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.source import Issue, LoadContext
from loaders.workbook.source import build, read_tables

Tables = dict[str, list[dict[str, Any]]]
ASSESSED = {"id": "mine", "model": "gpl-prevention", "as_of": "2026-09-01", "method": "self"}
RATED = {
    "assessment": "mine",
    "goal": "connecting-core-navigation",
    "rating": "met",
    "findings": "gaps/wic>rent>all>linn",
}
GOAL = {
    "id": "own",
    "model": "gpl-prevention",
    "area": "data",
    "stage": "core",
    "name": "Our own",
    "rule": "indicators-current",
}
STAGE = {"id": "own", "model": "gpl-prevention", "name": "Between", "rank": "2"}
GOOD: Tables = {
    "assessments": [ASSESSED],
    "goal_ratings": [RATED],
    "maturity_goals": [GOAL],
    "maturity_stages": [STAGE],
}


def read(tables: Tables) -> tuple[list[Issue], dict[str, int]]:
    """What is wrong, and how many rows of each table load."""
    context = LoadContext("mine")
    reading = read_tables(tables, context)
    list(build(reading, context))
    errors = [issue for issue in reading.issues if issue.severity == "error"]
    return errors, reading.details["loaded"]


def test_what_is_right_loads() -> None:
    assert read(GOOD) == ([], dict.fromkeys(GOOD, 1))


@pytest.mark.parametrize(
    ("table", "changes", "column", "message"),
    [
        ("assessments", {"model": "gpl"}, "model", "names no maturity model"),
        ("assessments", {"as_of": "soon"}, "as_of", "is not a date"),
        ("assessments", {"method": "guessed"}, "method", "write self or reviewed"),
        ("goal_ratings", {"rating": "nearly"}, "rating", "not-started, planned, some, most, met"),
        ("goal_ratings", {"goal": "connecting-core-navigatoin"}, "goal", "names no maturity goal"),
        ("goal_ratings", {"assessment": "yours"}, "assessment", "names no assessment"),
        ("goal_ratings", {"findings": "gaps"}, "findings", "its kind and key"),
        ("maturity_goals", {"id": "data-core-insight"}, "id", "on the shipped list already"),
        ("maturity_goals", {"judges_whole": "partly"}, "judges_whole", "yes, no"),
        ("maturity_stages", {"rank": "0"}, "rank", "below 1"),
        ("maturity_stages", {"rank": ""}, "rank", "blank"),
    ],
)
def test_a_bad_row_is_told_and_the_others_load(
    table: str, changes: dict[str, str], column: str, message: str
) -> None:
    other = {"goal": "data-core-insight"} if table == "goal_ratings" else {"id": "other"}
    rows = [*GOOD[table], {**GOOD[table][0], **other, **changes}]
    errors, loaded = read({**GOOD, table: rows})
    assert [(issue.sheet, issue.row, issue.column) for issue in errors] == [(table, 3, column)]
    assert message in errors[0].message
    assert loaded == dict.fromkeys(GOOD, 1)


def test_a_goal_is_rated_once_in_an_assessment() -> None:
    errors, loaded = read({**GOOD, "goal_ratings": [RATED, {**RATED, "rating": "some"}]})
    assert [(issue.sheet, issue.row) for issue in errors] == [("goal_ratings", 3)]
    assert loaded["goal_ratings"] == 1
