"""Collaboratives from the workbook to the command, the export and the picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.store.querying import select
from loaders.load import build_dataset
from service.demo import AS_OF
from service.pictures.peers import render_peers

DAY = ("--as-of", AS_OF.isoformat())
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def result(loaded_demo: Path) -> dict[str, Any]:
    told: dict[str, Any] = read_json("collaboratives", *DAY, "--no-save", data_dir=loaded_demo)
    return told


def test_what_the_demonstration_lacks_is_found(result: dict[str, Any]) -> None:
    told = {
        (row["collaborative"], row["voice"]): row["verdict"] for row in result["representation"]
    }
    assert told["alder-families-first", "youth"] == "missing"
    assert told["alder-families-first", "transportation"] == "missing"
    # Who spoke for young parents left in March, and the library comes in January.
    assert told["alder-families-first", "young-parents"] == "missing"
    assert told["alder-families-first", "library-recreation"] == "missing"
    assert told["willow-bend-circle", "housing"] == "unknown"
    # One seat there names nobody: it may be a young person's, and no partner's sector.
    assert told["north-fork-partners", "youth"] == "unknown"
    assert told["north-fork-partners", "housing"] == "missing"
    problems = {(row["record"], row["problem"]) for row in result["problems"]}
    assert {
        ("aff-hearthside-again", "overlap"),
        ("aff-food-share", "before-the-collaborative"),
        ("nfp-nobody", "nobody"),
        ("nfp-rides", "no-indicator"),
        ("wbc-asks-bylaws", "given-or-not"),
    } == problems


def test_outcomes_of_the_demonstration(result: dict[str, Any]) -> None:
    status = {row["outcome"]: (row["status"], row["reason"]) for row in result["outcomes"]}
    assert status == {
        "aff-early-care": ("behind", None),
        "aff-nurse-visit": ("behind", None),
        "aff-parents-lead": ("unknown", "no-indicator"),
        "aff-reading": ("unknown", "no-value-since"),
        "aff-screen-to-care": ("unknown", "small"),
        "aff-wic-card": ("missed", None),
        "nfp-rides": ("unknown", "no-indicator"),
    }
    beside = {
        row["period_end"]: row for row in result["progress"] if row["segment"] == "spanish-speaking"
    }
    # 17 of 28 beside 39 of 51 of the reference.
    assert beside["2026-03-31"]["ratio"] == pytest.approx([17 * 51 / (28 * 39)] * 2)
    assert beside["2026-03-31"]["standing"] == "worse"
    # Told in the last quarter, the reference's would give the others' away: 76 of 105 in all.
    assert beside["2026-09-30"]["comparison_reason"] == "reference-not-told"
    hidden = [row for row in result["progress"] if row["segment"] == "young-parents"]
    assert hidden
    assert all(row["reason"] == "small" and row["value"] is None for row in hidden)


def test_what_others_lack_names_services_and_agreements(result: dict[str, Any]) -> None:
    doulas = next(row for row in result["solved"] if row["need"] == "doula-support")
    assert doulas["example"] == "willow-bend-circle"
    assert doulas["services"] == ["willow-bend-health"]
    assert doulas["agreements"] == ["agreement with the Tribe 2025"]
    assert "willow-bend-circle" not in doulas["lacking_in"]


def test_the_command_tells_csv_and_names_collaboratives(loaded_demo: Path) -> None:
    chosen = ("--collaborative", "north-fork-partners", "--list", "readiness", "--no-save")
    rows = read_csv("collaboratives", *DAY, *chosen, "--format", "csv", data_dir=loaded_demo)
    assert {row["collaborative"] for row in rows} == {"north-fork-partners"}
    refused = run_nwd(
        "collaboratives", "--collaborative", "nobody", data_dir=loaded_demo, exit_code=1
    )
    assert "alder-families-first, north-fork-partners, willow-bend-circle" in refused.stderr


@pytest.mark.slow
def test_http_asks_the_same(client: Client, result: dict[str, Any]) -> None:
    answer = client.get("/api/collaboratives?collaborative=willow-bend-circle&family_share=0.5")
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["collaboratives"]
    told = {each["collaborative"]: each for each in result["collaboratives"]}
    assert row["every_door"] == told["willow-bend-circle"]["every_door"]
    assert client.get("/api/collaboratives?collaborative=nobody").status_code == 404
    assert client.get("/api/collaboratives?floor=2").status_code == 422


def test_the_workbook_is_the_report(
    loaded_demo: Path, result: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    run_nwd("export", "collaboratives-xlsx", "--out", path, *DAY, data_dir=loaded_demo)
    book = load_workbook(path)
    assert book.sheetnames[:3] == ["read me", "state report", "checks"]
    report = list(book["state report"].iter_rows(values_only=True))
    assert [row[0] for row in report[1:]] == [row["name"] for row in result["collaboratives"]]
    assert report[1][2] == result["collaboratives"][0]["every_door"][0]
    checks = list(book["checks"].iter_rows(values_only=True))
    assert len(checks[0]) == 1 + len({row["criterion"] for row in result["readiness"]})
    assert {cell for row in checks[1:] for cell in row[1:]} == {"holds", "fails", "unknown"}
    assert book["members"].max_row == 1 + len(result["members"])


def test_the_picture_says_what_it_shows(result: dict[str, Any]) -> None:
    drawn = ET.fromstring(render_peers(result))
    assert drawn.get("role") == "img"
    told = drawn.findtext(f"{SVG}desc")
    assert told is not None
    assert "Willow Bend Family Circle helped North Fork Family Partners" in told
    arrows = drawn.findall(f"{SVG}path[@marker-end]")
    dashed = [arrow for arrow in arrows if arrow.get("stroke-dasharray")]
    given = sum(bool(row["given"]) for row in result["peers"])
    assert len(arrows) - len(dashed) - 1 == given
    # Two rings a collaborative that waits too long, and one of the legend.
    waiting = sum(bool(row["unanswered"]) for row in result["collaboratives"])
    assert len(drawn.findall(f"{SVG}circle[@fill='none']")) == waiting + 1


def test_hostile_names_stay_text_in_the_picture() -> None:
    name = "</text><script>alert(1)</script>&\"'"
    row = {"collaborative": "a", "name": name, "unanswered": 1}
    link = {
        "helper": "a", "helped": "b", "given": 1, "rank": None, "sentence": f"{name}.",
    }  # fmt: skip
    text = render_peers({"as_of": "2026-07-01", "collaboratives": [row], "peers": [link]})
    drawn = ET.fromstring(text)
    assert not drawn.findall(f".//{SVG}script")
    assert "<script" not in text
    empty = ET.fromstring(render_peers({"as_of": "2026-07-01", "collaboratives": [], "peers": []}))
    assert "No help among collaboratives" in str(empty.findtext(f"{SVG}desc"))


def test_many_names_stand_along_the_spokes() -> None:
    rows = [
        {"collaborative": f"c{n:02d}", "name": f"Name {n}", "unanswered": n == 1} for n in range(30)
    ]
    could = {"given": 0, "rank": 1, "sentence": "It could."}
    peers = [
        {"helper": "c00", "helped": "c01", **could},
        {"helper": "c00", "helped": "c02", **could},
    ]
    drawn = ET.fromstring(
        render_peers({"as_of": "2026-07-01", "collaboratives": rows, "peers": peers})
    )
    assert len(drawn.findall(f"{SVG}g[@transform]")) == 30
    # One dash to who waits, and one in the legend.
    assert len(drawn.findall(f"{SVG}path[@stroke-dasharray]")) == 2


def test_rows_that_do_not_fit_are_told_with_sheet_row_and_column(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "collaboratives.csv").write_text(
        "id,name,kind,part_of,staff\na,A,local,,0.5\nb,B,national,,\nc,C,local,nowhere,-1\n"
    )
    (folder / "members.csv").write_text(
        "id,collaborative,partner,role,seats,starts_on,ends_on\n"
        "m1,a,,boss,1,,\n"
        "m2,zz,,member,1,,\n"
        "m3,a,,member,-1,,\n"
        "m4,a,,member,1,2026-02-01,2026-01-01\n"
        "m5,a,,member,2,2026-01-01,2026-01-01\n"
    )
    (folder / "assistance.csv").write_text(
        "id,asked_by,topic,asked_on,given_on\nr1,a,bylaws,2026-05-01,2026-04-01\nr2,a,cake,,\n"
    )
    store, reports = build_dataset({"plan": folder})
    told = {
        (Path(issue.file).stem, issue.row, issue.column)
        for issue in reports["plan"].issues
        if issue.severity == "error"
    }
    assert {
        ("collaboratives", 3, "kind"),
        ("collaboratives", 4, "staff"),
        ("members", 2, "role"),
        ("members", 3, "collaborative"),
        ("members", 4, "seats"),
        ("assistance", 3, "topic"),
    } <= told
    assert any(sheet == "members" and row == 5 for sheet, row, _ in told)
    assert any(sheet == "assistance" and row == 2 for sheet, row, _ in told)
    kept = select(store, "SELECT ?s { ?s a <http://www.w3.org/ns/org#Membership> }")
    assert len(list(kept)) == 1
