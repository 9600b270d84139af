"""Maturity of the demonstration community: command, service, findings, picture and workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from served.command_line import read_csv, read_json, run_nwd

from service.demo import AS_OF
from service.pictures.maturity import render_maturity

DAY = ("--as-of", AS_OF.isoformat())
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def told(loaded_demo: Path) -> dict[str, Any]:
    """What the command prints."""
    found: dict[str, Any] = read_json("maturity", *DAY, "--no-save", data_dir=loaded_demo)
    return found


def test_the_command_tells_the_board(told: dict[str, Any]) -> None:
    looked = told["looked_at"]
    assert looked["collaborative"] == "alder-families-first"
    assert {m: a["id"] for m, a in looked["assessments"].items()} == {
        "self": "aff-self-2026",
        "reviewed": "aff-review-2026",
    }
    kinds = {(row["goal"], row["method"]): row["kind"] for row in told["differences"]}
    assert kinds["connecting-transformative-no-wrong-door", "self"] == "people higher"
    assert kinds["connecting-core-referrals", "self"] == "map higher"
    assert kinds["data-foundational-current", "self"] == "review higher"
    verdicts = {row["rule"]: row["verdict"] for row in told["rules"]}
    assert verdicts["referrals-from-child-welfare"] == "holds"
    assert verdicts["no-wrong-door"] == "fails"
    assert verdicts["kin-outside"] == "unknown"
    assert {row["record"] for row in told["problems"]} == {"aff-self-2027"}


def test_no_wrong_door_is_the_headline_of_coverage(told: dict[str, Any], loaded_demo: Path) -> None:
    headline = read_json("coverage", *DAY, "--no-save", data_dir=loaded_demo)["headline"]
    measured = next(row["measured"] for row in told["rules"] if row["rule"] == "no-wrong-door")
    assert measured["every_door"] == pytest.approx(headline["every_door"])


def test_lists_are_tables(loaded_demo: Path) -> None:
    rows = read_csv("maturity", *DAY, "--no-save", "--list", "grid", data_dir=loaded_demo)
    assert len(rows) == 40
    assert [row["area"] for row in rows if row["state"] == "no goals"] == [
        "service-array", "connecting", "family-voice",
    ]  # fmt: skip
    assert len({(row["area"], row["stage"]) for row in rows}) == 40


def test_a_place_or_collaborative_that_is_not_there_is_refused(loaded_demo: Path) -> None:
    for option, known in (("--place", "alder-county"), ("--collaborative", "alder-families-first")):
        refused = run_nwd("maturity", *DAY, option, "x", data_dir=loaded_demo, exit_code=1)
        assert f"no {option[2:]} 'x'; there are: {known}" in refused.stderr


def test_differences_are_kept_as_findings(own_demo: Path) -> None:
    run_nwd("maturity", *DAY, data_dir=own_demo)
    found = read_json("query", "run", "maturity/differences", data_dir=own_demo)
    told = {(row["goal_id"], row["method"], row["computed"]) for row in found}
    assert ("connecting-transformative-no-wrong-door", "self", "fails") in told
    assert len(told) == len(found) > 5


def test_the_picture_says_in_words_what_it_shows(told: dict[str, Any]) -> None:
    drawn = render_maturity(told)
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    described = root.findtext(f"{SVG}desc") or ""
    assert described.count("no goals.") == 3
    assert "Connecting families, Transformative innovations: self most, review some; by the map, " \
        "of 2 goals 1 fail, 1 are not known." in described  # fmt: skip
    cells = [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")]
    assert len(cells) == 40
    assert all(cell in described for cell in cells if cell)
    assert "<script" not in drawn


def test_names_in_the_picture_are_escaped() -> None:
    cell = {
        "area": "a", "area_name": "<b>&", "stage": "s", "stage_name": "\u202e\"'", "goals": 5,
        "self": "unknown", "reviewed": None, "computed_holds": 1, "computed_fails": 1,
        "computed_unknown": 2, "not_judged": 1,
    }  # fmt: skip
    goals = [{"area": "a", "stage": "s", "computed": v}
             for v in ("holds", "fails", "unknown", "unknown", None)]  # fmt: skip
    result = {
        "model": {"name": "</svg>"}, "looked_at": {"name": None, "assessments": {}},
        "parameters": {"as_of": "2026-11-21"}, "grid": [cell], "goals": goals, "differences": [],
    }  # fmt: skip
    root = ElementTree.fromstring(render_maturity(result))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert "<b>&" in texts
    assert "\u27131  \u27171  ?2  \u20131" in texts, "more goals than boxes are told as numbers"


def test_the_workbook_has_the_grid_and_its_lists(loaded_demo: Path, tmp_path: Path) -> None:
    path = tmp_path / "maturity.xlsx"
    run_nwd("export", "maturity-xlsx", "--out", path, *DAY, data_dir=loaded_demo)
    book = load_workbook(path)
    assert book.sheetnames == [
        "Grid", "Goals", "Differences", "Example strategies", "Not judged by the map", "Rules",
        "History", "Problems",
    ]  # fmt: skip
    grid = [[cell.value for cell in row] for row in book["Grid"].iter_rows()]
    (head,) = (row for row in grid if row[0] == "area")
    assert head[1:] == [
        "Baseline prerequisites", "Core building blocks", "Foundational innovations",
        "Transformative innovations", "Vision",
    ]  # fmt: skip
    areas = {row[0]: row[1:] for row in grid[grid.index(head) + 1 :]}
    assert len(areas) == 8
    assert areas["Family voice"][0] == "no goals"
    assert str(areas["Use of data"][0]).startswith("self: met (100% met)")
    assert book["Goals"].max_row == 74
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
