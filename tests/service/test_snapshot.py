"""`nwd snapshot` on the demonstration and on another community: command, HTTP, exports."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.store import EmbeddedStore
from loaders.load import load_source
from loaders.workbook.definition import read_definition
from service.app import create_app
from service.demo import AS_OF
from service.pictures.snapshot import render_snapshot
from service.settings import Settings
from service.workspace import Workspace

LAUREL = Path(__file__).parents[1] / "data" / "planning" / "laurel"
GROUPS = ("community", "snapshot")
DAY = ("--as-of", AS_OF.isoformat())
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def laurel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of the snapshots of another state; not to be written to."""
    folder = tmp_path_factory.mktemp("snapshot")
    (folder / "laurel").mkdir()
    for table in read_definition().tables:
        file = LAUREL / f"{table.name}.csv"
        if file.exists() and (table.group in GROUPS or table.name == "collaboratives"):
            shutil.copy(file, folder / "laurel")
    data_dir = folder / "nwd-data"
    report = load_source(EmbeddedStore(data_dir), folder / "laurel", source="laurel")
    assert [issue for issue in report.issues if issue.severity == "error"] == []
    return data_dir


@pytest.fixture(scope="module")
def demo(loaded_demo: Path) -> dict[str, Any]:
    result: dict[str, Any] = read_json("snapshot", *DAY, "--no-save", data_dir=loaded_demo)
    return result


def keys(result: dict[str, Any]) -> set[str]:
    return {row["key"] for row in result["findings"]}


class TestDemonstration:
    def test_its_flaws_are_found(self, demo: dict[str, Any]) -> None:
        assert {(p["kind"], p["record"]) for p in demo["problems"]} == {
            ("score-and-none", "alder-2026>answered-in-a-month"),
            ("off-the-scale", "north-fork-2026>learn-the-others"),
            ("other-dimension", "alder-2026-one-page"),
        }

    def test_what_there_is_to_talk_about(self, demo: dict[str, Any]) -> None:
        assert {
            "disagreement>alder-families-first>one-page-monthly",
            "decline>alder-families-first>coaching",
            "opportunity>alder-families-first>alder-2026-tribe",
        } <= keys(demo)

    def test_counted_by_hand(self, demo: dict[str, Any]) -> None:
        """Scores of coaching: 2 2 2 2 2 1 and one who does not know; 2 once more."""
        (row,) = (
            row
            for row in demo["questions"]
            if (row["snapshot"], row["question"]) == ("alder-2026", "coaching")
        )
        assert (row["scores"], row["not_known"], row["median"]) == (7, 1, 2)
        assert row["score"] == pytest.approx(13 / 7, abs=1e-4)
        assert row["given"] == [{"score": 1.0, "count": 1}, {"score": 2.0, "count": 6}]

    def test_no_result_names_a_respondent(self, demo: dict[str, Any]) -> None:
        told = {name: rows for name, rows in demo.items() if name != "problems"}
        assert "hub-director" not in str(told)
        assert "nurse-supervisor" not in str(told)


@pytest.mark.slow
class TestHttp:
    def test_all_but_comments_is_told(self, client: Client, demo: dict[str, Any]) -> None:
        told = client.get("/api/snapshot").json()
        for name in ("dimensions", "questions", "changes", "findings", "snapshots", "notes"):
            assert told[name] == demo[name], name
        assert demo["comments"] != []
        assert told["comments"] == []

    def test_the_picture_and_an_unknown_snapshot(self, client: Client) -> None:
        picture = client.get("/api/export/snapshot-svg?snapshot=alder-2026")
        assert picture.status_code == 200
        assert picture.headers["content-type"].startswith("image/svg+xml")
        problem = client.get("/api/snapshot?snapshot=x")
        assert problem.status_code == 404
        assert "alder-2025" in problem.json()["detail"]


class TestAnotherCommunity:
    def test_two_editions_share_three_questions(self, laurel: Path) -> None:
        rows = read_csv("snapshot", *DAY, "--no-save", "--list", "changes", data_dir=laurel)
        told = {row["question"]: row["verdict"] for row in rows}
        assert told == {
            "table-seats": "worse",
            "plain-words": "within-spread",
            "staff-leave": "within-spread",
        }

    def test_four_respondents_are_too_few(self, laurel: Path) -> None:
        result = read_json(
            "snapshot", *DAY, "--snapshot", "mica-2026", "--no-save", data_dir=laurel
        )
        assert [row["score"] for row in result["dimensions"]] == [None] * 3
        assert [row["reading"] for row in result["questions"]] == ["unknown"] * 4

    def test_the_command_tells_the_rules(self, laurel: Path) -> None:
        shown = run_nwd("snapshot", *DAY, "--no-save", data_dir=laurel).stdout
        assert "Disagreement: a spread of 60%" in shown
        assert "Family voice" in shown

    def test_an_unknown_snapshot_names_those_there_are(self, laurel: Path) -> None:
        failed = run_nwd("snapshot", "--snapshot", "x", data_dir=laurel, exit_code=1)
        assert "mica-2026, soc-2025, soc-2026" in failed.stderr

    @pytest.mark.slow
    def test_http_tells_the_same(self, laurel: Path) -> None:
        settings = Settings(data_dir=laurel, as_of=AS_OF, query_timeout=60)
        client = Client(create_app(Workspace(settings)))
        told = client.get("/api/snapshot?snapshot=soc-2026").json()
        mine = read_json("snapshot", *DAY, "--snapshot", "soc-2026", "--no-save", data_dir=laurel)
        for name in ("dimensions", "questions", "changes", "findings", "snapshots"):
            assert told[name] == mine[name], name
        assert client.get("/api/export/snapshot-svg?snapshot=soc-2026").status_code == 200

    def test_findings_are_cited_and_gone_after_the_next_snapshot(
        self, laurel: Path, tmp_path: Path
    ) -> None:
        own = Path(shutil.copytree(laurel, tmp_path / "own"))
        run_nwd("snapshot", *DAY, data_dir=own)
        asked = ("query", "run", "snapshot/findings", "--format", "csv")
        assert "table-seats" in run_nwd(*asked, data_dir=own).stdout
        run_nwd("snapshot", "--as-of", "2026-01-01", data_dir=own)
        assert "table-seats" not in run_nwd(*asked, data_dir=own).stdout


class TestPicture:
    def test_it_is_well_formed_named_and_without_scripts(self, demo: dict[str, Any]) -> None:
        drawn = render_snapshot(demo, name="one")
        root = ElementTree.fromstring(drawn)
        assert root.get("role") == "img"
        names = (root.get("aria-labelledby") or "").split()
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert sorted(names) == sorted(filter(None, ids)) == ["one-desc", "one-title"]
        tags = {node.tag.removeprefix(SVG) for node in root.iter()}
        assert tags == {"svg", "title", "desc", "rect", "line", "text", "circle", "path"}
        assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]

    def test_as_many_circles_as_places_where_scores_were_given(self, demo: dict[str, Any]) -> None:
        root = ElementTree.fromstring(render_snapshot(demo))
        legends = len(demo["snapshots"])
        given = sum(len(row["given"] or ()) for row in demo["questions"])
        assert len(root.findall(f"{SVG}circle")) == given + legends
        means = sum(row["score"] is not None for row in demo["questions"] + demo["dimensions"])
        assert len(root.findall(f"{SVG}path")) == means + legends

    def test_names_are_escaped(self, demo: dict[str, Any]) -> None:
        evil = '<script>alert("x")</script> & "'
        told = {**demo, "snapshots": [{**demo["snapshots"][0], "name": evil, "sentence": evil}]}
        root = ElementTree.fromstring(render_snapshot(told))
        assert evil in {node.text for node in root.iter(f"{SVG}text")}

    def test_nothing_recorded_is_said(self) -> None:
        empty = {"snapshots": [], "dimensions": [], "questions": [], "parameters": {"floor": 5}}
        assert "No snapshot is recorded." in render_snapshot(empty)


class TestWorkbook:
    def test_a_form_that_is_filled_in_loads(self, laurel: Path, tmp_path: Path) -> None:
        path = tmp_path / "snapshot.xlsx"
        run_nwd("export", "snapshot-xlsx", *DAY, "--set", "snapshot=soc-2026", "--out", str(path),
                data_dir=laurel)  # fmt: skip
        book = load_workbook(path)
        assert book.sheetnames[:2] == ["read me", "form"]
        form = book["form"]
        heads = {cell.value: place for place, cell in enumerate(form[1], start=1)}
        asked = [
            row for row in range(2, form.max_row + 1) if form.cell(row, heads["question"]).value
        ]
        assert [form.cell(row, heads["question"]).value for row in asked] == [
            "table-seats",
            "plain-words",
            "waits-known",
            "staff-leave",
        ]
        assert len(form.data_validations.dataValidation) == len(asked) + 1
        for row in asked:
            form.cell(row, heads["snapshot"]).value = "soc-2026"
            form.cell(row, heads["respondent"]).value = "newcomer"
            form.cell(row, heads["score"]).value = 3
        for name in book.sheetnames:
            if name != "form":
                del book[name]
        form.title = "answers"
        for file in sorted((laurel.parent / "laurel").glob("*.csv")):
            if file.stem != "answers":
                with file.open(newline="", encoding="utf-8") as rows:
                    sheet = book.create_sheet(file.stem)
                    for cells in csv.reader(rows):
                        sheet.append(cells)
        book.save(path)
        own = tmp_path / "own"
        report = load_source(EmbeddedStore(own), path, source="laurel")
        assert [issue.message for issue in report.issues if issue.severity == "error"] == []
        result = read_json("snapshot", *DAY, "--no-save", data_dir=own)
        told = {row["snapshot"]: (row["respondents"], row["scores"]) for row in result["snapshots"]}
        assert told["soc-2026"] == (1, 4)

    def test_results_stand_beside_the_form(self, loaded_demo: Path, tmp_path: Path) -> None:
        path = tmp_path / "snapshot.xlsx"
        run_nwd("export", "snapshot-xlsx", *DAY, "--out", str(path), data_dir=loaded_demo)
        book = load_workbook(path)
        assert {"Dimensions", "Questions", "Priorities", "To talk about and to decide"} <= set(
            book.sheetnames
        )
        assert book["Questions"].max_row == 1 + 3 * 16
        cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "hub-director" not in cells
