"""The tables of plans: what a bad row is told, and what becomes of a good one."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graph.errors import SourceError
from graph.planning.plan import read_plan_records
from graph.store import EmbeddedStore
from loaders.load import build_dataset, load_source
from ontology.findings import cite_finding

Row = dict[str, str]
TABLES: dict[str, list[Row]] = {
    "partners": [{"id": "wic", "name": "WIC"}],
    "plans": [{"id": "p", "name": "Plan", "starts_on": "2026-07-01", "ends_on": "2027-06-30"}],
    "plan_team": [
        {"plan": "p", "role": "lead", "partner": "wic", "duties": "oversight; data"},
        {"plan": "p", "role": "parent", "partner": "", "duties": "family-voice"},
        {"plan": "p", "role": "parent", "partner": "", "duties": "planning"},
    ],
    "plan_priorities": [{"id": "pri", "plan": "p", "name": "First", "rank": "1"}],
    "objectives": [
        {"id": "o", "priority": "pri", "statement": "Change", "baseline": "0.1", "target": "0.30"}
    ],
    "actions": [
        {"id": "a", "name": "A", "objective": "o", "partner": "wic", "target_date": "2026-12-15"},
        {
            "id": "b",
            "name": "B",
            "objective": "o",
            "depends_on": "a",
            "answers": "gaps/wic>rent>all>linn; cliffs/90>1.0>stream>title-v",
            "cost": "1,200.50",
        },
    ],
    "support_requests": [{"id": "s", "supports": "a", "kind": "training", "from": "The Academy"}],
    "progress_notes": [{"action": "a", "as_of": "2026-10-15", "share_done": "0.4"}],
}


def changed(table: str, row: int, **cells: str) -> dict[str, list[Row]]:
    tables = {name: [dict(each) for each in rows] for name, rows in TABLES.items()}
    tables[table][row].update(cells)
    return tables


def issues(tables: dict[str, list[Row]]) -> list[tuple[Any, ...]]:
    _, reports = build_dataset({"county": tables})
    return [
        (each.code, each.sheet, each.row, each.column, each.message)
        for each in reports["county"].issues
        if each.severity == "error"
    ]


def test_good_rows_become_records() -> None:
    store, reports = build_dataset({"county": TABLES})
    assert [issue for issue in reports["county"].issues if issue.severity == "error"] == []
    records = read_plan_records(store)
    assert [seat.role for seat in records.seats] == ["lead", "parent", "parent"]
    first, second = records.actions
    assert second.depends_on == (first.iri,)
    assert second.answers == tuple(
        sorted(
            cite_finding(name).value
            for name in ("gaps/wic>rent>all>linn", "cliffs/90>1.0>stream>title-v")
        )
    )
    assert second.cost == Decimal("1200.5")
    assert str(records.objectives[0].baseline) == "0.1"
    assert records.names[records.support[0].giver or ""] == "The Academy"
    assert (records.notes[0].action, str(records.notes[0].share_done)) == (first.iri, "0.4")


@pytest.mark.parametrize(
    ("tables", "code", "where", "words"),
    [
        (
            changed("plans", 0, ends_on="2026-07-01"),
            "wrong-order",
            ("plans", 2, "starts_on"),
            "it must be before",
        ),
        (
            changed("plan_priorities", 0, plan="plan-p"),
            "dangling-reference",
            ("plan_priorities", 2, "plan"),
            "plan names no plan",
        ),
        (
            changed("plan_team", 0, duties="oversight; baking"),
            "unlisted-word",
            ("plan_team", 2, "duties"),
            "family-voice",
        ),
        (
            changed("objectives", 0, target="most"),
            "wrong-type",
            ("objectives", 2, "target"),
            "number",
        ),
        (
            changed("actions", 1, target_date="2026-01-01", starts_on="2026-02-01"),
            "wrong-order",
            ("actions", 3, "starts_on"),
            "is after target_date",
        ),
        (
            changed("actions", 1, done_on="2026-01-01", starts_on="2026-02-01"),
            "wrong-order",
            ("actions", 3, "starts_on"),
            "is after done_on",
        ),
        (
            changed("actions", 1, partner="wic-office"),
            "dangling-reference",
            ("actions", 3, "partner"),
            "partner names no partner",
        ),
        (
            changed("actions", 1, answers="the gap of food"),
            "wrong-type",
            ("actions", 3, "answers"),
            "write its kind and key",
        ),
        (
            changed("actions", 1, status="nearly"),
            "unlisted-word",
            ("actions", 3, "status"),
            "not-started",
        ),
        (
            changed("actions", 1, check_every_days="0"),
            "out-of-range",
            ("actions", 3, "check_every_days"),
            "1",
        ),
        (
            changed("actions", 1, objective=""),
            "blank-required",
            ("actions", 3, "objective"),
            "must be given",
        ),
        (
            changed("support_requests", 0, supports="wic"),
            "dangling-reference",
            ("support_requests", 2, "supports"),
            "it is the id of a partner",
        ),
        (
            changed("support_requests", 0, asked_on="2026-10-02", given_on="2026-10-01"),
            "wrong-order",
            ("support_requests", 2, "asked_on"),
            "is after given_on",
        ),
        (
            changed("progress_notes", 0, share_done="40"),
            "out-of-range",
            ("progress_notes", 2, "share_done"),
            "1",
        ),
    ],
)
def test_a_bad_row_is_told_with_its_place(
    tables: dict[str, list[Row]], code: str, where: tuple[Any, ...], words: str
) -> None:
    found = issues(tables)
    assert [each for each in found if each[0] == code and each[1:4] == where], found
    (message,) = [each[4] for each in found if each[0] == code and each[1:4] == where]
    assert words in message


def test_what_points_to_a_refused_action_is_refused_too() -> None:
    found = issues(changed("actions", 0, target_date="in spring"))
    assert [each[:4] for each in found] == [
        (found[0][0], "actions", 2, "target_date"),
        ("refused-reference", "actions", 3, "depends_on"),
        ("refused-reference", "support_requests", 2, "supports"),
        ("refused-reference", "progress_notes", 2, "action"),
    ]


def test_a_second_note_of_a_day_is_refused() -> None:
    tables = changed("progress_notes", 0)
    tables["progress_notes"].append({"action": "a", "as_of": "2026-10-15", "share_done": "0.9"})
    (found,) = issues(tables)
    assert found[:4] == ("repeated-key", "progress_notes", 3, "action")


def test_actions_that_wait_for_one_another_stop_the_load(tmp_path: Path) -> None:
    for name, rows in changed("actions", 0, depends_on="b").items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    store = EmbeddedStore(tmp_path / "store")
    with pytest.raises(SourceError, match="depends_on leads in a circle") as caught:
        load_source(store, tmp_path, source="county")
    assert (caught.value.row, caught.value.column) == (2, "depends_on")
