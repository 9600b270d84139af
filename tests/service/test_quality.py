"""The data-quality report: the same from the command, the service, the page and the files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from served.asgi_client import Client
from served.chromium import Visit, started_browser
from served.command_line import read_csv, read_json, run_nwd
from served.server import running_server

from service.app import create_app
from service.settings import Settings
from service.workspace import Workspace

TANGLED = Path(__file__).parents[1] / "data" / "hsds" / "tangled"
HOSTILE = "=cmd|' /C calc'!A0<script>window.hacked=1</script>" + "W" * 60


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two directories: a tangled one, and one whose words are attacks."""
    data_dir = tmp_path_factory.mktemp("quality") / "nwd-data"
    run_nwd("load", TANGLED, "--source", "tangled", data_dir=data_dir)
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "organizations.csv").write_text(
        f'id,name,"{HOSTILE}"\no1,"{HOSTILE}",x\n', encoding="utf-8"
    )
    (folder / "services.csv").write_text(
        f'id,organization_id,name,status\ns1,"{HOSTILE}","{HOSTILE}","{HOSTILE}"\n', "utf-8"
    )
    run_nwd("load", folder, "--source", "hostile", data_dir=data_dir)
    return data_dir


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Client:
    return Client(create_app(Workspace(Settings(data_dir=data_dir, query_timeout=60))))


def test_command_service_and_file_say_the_same(
    data_dir: Path, service: Client, tmp_path: Path
) -> None:
    told = read_json("quality", "tangled", data_dir=data_dir)
    answer = service.get("/api/quality/tangled")
    assert answer.status_code == 200
    assert answer.json() == told
    book, sheet = tmp_path / "report.xlsx", tmp_path / "report.json"
    for file in (book, sheet):
        run_nwd("check", TANGLED, "--source", "tangled", "--report", file, data_dir=data_dir)
    assert json.loads(sheet.read_text("utf-8"))["quality"] == told
    found = load_workbook(book)
    cells = [[cell.value for cell in row] for row in found["Summary"].iter_rows()]
    measures = {row[0]: row[2:4] for row in cells if row[0] and "with" in str(row[0])}
    for one in told["measures"]:
        assert measures[one["meaning"]] == [one["count"], one["out_of"]]
    start = next(n for n, row in enumerate(cells) if row[:3] == ["table", "file", "read"])
    tables = [row for row in cells[start + 1 :] if row[2] is not None]
    for row, one in zip(tables, told["tables"], strict=True):
        assert row[:3] == [one["table"], one["file"], one["read"]]
        assert sum(cell for cell in row[3:] if isinstance(cell, int)) == row[2]
    kinds = list(found["Issues by kind"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3]) for row in kinds] == [
        (one["code"], one["count"]) for one in told["issues"]
    ]


def test_the_workbook_is_ready_to_work_with(tmp_path: Path) -> None:
    book = tmp_path / "report.xlsx"
    run_nwd("check", TANGLED, "--report", book, data_dir=tmp_path / "none")
    found = load_workbook(book)
    assert found.sheetnames == [
        "Summary",
        "Issues by kind",
        "Issues",
        "Dangling keys",
        "Columns",
        "Services without needs",
        "Services without ages",
        "Services without areas",
        "Services without verified",
    ]
    for sheet in found.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.dimensions.rpartition(':')[2]}"
    issues = list(found["Issues"].iter_rows(min_row=2, values_only=True))
    assert ("what_service.csv", "service", 3, "status", "paused", "s2") in {
        row[3:9] for row in issues
    }
    without = list(found["Services without verified"].iter_rows(min_row=2, values_only=True))
    assert ("s2", "what_service.csv", 3) in {(row[0], row[2], row[3]) for row in without}


def test_no_cell_of_a_report_is_a_formula(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "organizations.csv").write_text("id,name\no1,x\n", encoding="utf-8")
    (folder / "services.csv").write_text(
        "id,organization_id,name,status\n=s1,o1,=1+1,=2+2\n", encoding="utf-8"
    )
    for name in ("r.xlsx", "r.csv"):
        run_nwd("check", folder, "--report", tmp_path / name, data_dir=tmp_path / "none")
    for sheet in load_workbook(tmp_path / "r.xlsx").worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row), sheet.title
    with (tmp_path / "r.csv").open(newline="", encoding="utf-8") as file:
        values = {row["value"] for row in csv.DictReader(file)}
    assert "'=2+2" in values


def test_a_page_is_one_file_and_an_odd_suffix_is_refused(tmp_path: Path) -> None:
    run_nwd("check", TANGLED, "--report", tmp_path / "r.html", data_dir=tmp_path / "none")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "27 rows were read" in page
    assert "Services without a day of verification" in page
    assert "<script" not in page
    assert "http" not in page
    failed = run_nwd("check", TANGLED, "--report", tmp_path / "r.pdf", exit_code=1)
    assert failed.stderr.count("\n") == 1
    assert ".xlsx, .json, .html or .csv" in failed.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "r.html"]


def test_a_strict_check_that_fails_leaves_its_report(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    run_nwd("check", TANGLED, "--strict", "--report", file, exit_code=1)
    told = json.loads(file.read_text("utf-8"))
    assert told["quality"]["rows"]["read"] == 27
    assert told["generation"] is None


def test_the_table_ends_a_load_and_a_check(tmp_path: Path) -> None:
    checked = run_nwd("check", TANGLED, "--source", "t", data_dir=tmp_path / "data").stdout
    loaded = run_nwd("load", TANGLED, "--source", "t", data_dir=tmp_path / "data").stdout
    for text in (checked, loaded):
        assert "27 rows were read: 12 of 27 (44%) are loaded as they stand" in text
        assert "What became of the rows" in text
        assert "services with needs coded" in text
    assert checked[checked.index("27 rows") :] == loaded[loaded.index("27 rows") :]


def test_lists(data_dir: Path, service: Client) -> None:
    rows = service.get("/api/quality").json()
    assert [row["source"] for row in rows] == ["hostile", "tangled"]
    assert rows == read_json("quality", data_dir=data_dir)
    (found,) = [row for row in read_csv("quality", data_dir=data_dir) if row["source"] == "tangled"]
    assert (found["read"], found["refused"], found["services"]) == ("27", "2", "3")
    figures = read_csv("quality", "tangled", data_dir=data_dir)
    (ages,) = [row for row in figures if row["figure"] == "services with ages"]
    assert (ages["count"], ages["of"]) == ("2", "3")
    assert service.get("/api/quality/nothing").status_code == 404
    assert service.get("/api/quality?nonsense=1").status_code == 422
    assert "hostile, tangled" in run_nwd("quality", "no", data_dir=data_dir, exit_code=1).stderr


def test_the_page_in_a_browser(data_dir: Path) -> None:
    with started_browser() as browser, running_server(data_dir) as address:
        visit = Visit(
            browser, address, java_script_enabled=True, viewport={"width": 320, "height": 700}
        )
        page = visit.open("/")
        page.locator(".menu summary", has_text="Data and queries").click()
        page.get_by_role("link", name="How good the data is").click()
        page.get_by_role("link", name="tangled").click()
        expect(page.get_by_role("heading", name="Data quality of tangled")).to_be_visible()
        expect(page.get_by_text("27 rows were read")).to_be_visible()
        for summary in page.locator("main summary").all():
            summary.click()
        assert visit.sideways() == 0
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") in ("A", "SUMMARY")
        visit.open("/quality/hostile")
        for summary in page.locator("main summary").all():
            summary.click()
        assert visit.sideways() == 0
        assert page.evaluate("window.hacked") is None
        assert HOSTILE[:20] in page.locator("main").inner_text()
        page.emulate_media(media="print")
        assert len(page.pdf(format="A4")) > 10_000
        visit.check_quiet()


def test_the_page_of_an_empty_store(empty_client: Client) -> None:
    assert "Nothing is loaded yet" in empty_client.get("/quality").text
    assert empty_client.get("/api/quality").status_code == 503


def test_the_screen_shows_the_worst_of_each_kind_and_points_to_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "wide"
    folder.mkdir()
    extra = [f"x{number}" for number in range(30)]
    (folder / "services.csv").write_text(
        f"id,organization_id,name,email,{','.join(extra)}\n"
        f"s1,gone,Clinic,a@example.org{',1' * 30}\ns2,gone,Bank,wrong{',1' * 30}\n"
        f"s1,gone,Other,a@example.org{',1' * 30}\n",
        "utf-8",
    )
    (folder / "organizations.csv").write_text("id,name\no1,Nursery\n", "utf-8")
    said = run_nwd("check", folder, data_dir=tmp_path / "none")
    lines = said.stderr.splitlines()
    told = [line for line in lines if line.startswith(("error", "warning"))]
    assert len(told) == 10
    assert sum("already used" in line for line in told) == 1
    assert any("no organization has this id" in line for line in told)
    assert any("not an e-mail address" in line for line in told)
    assert "more issues; --report FILE.xlsx lists all" in said.stderr
    assert "service.x0" in said.stderr
    assert "and 24 more" in said.stderr
    assert "3 rows read" not in said.stderr
    assert "4 rows read" in said.stderr
