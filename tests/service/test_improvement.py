"""Improvement from the workbook to the command, the web, the pictures and the take-away files."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.errors import SourceError
from graph.parameters import CoverageParameters
from graph.planning.run_charts import Point, compute_run_chart
from graph.store import MemoryStore
from loaders.load import build_dataset, build_store
from service.analyses import select_analysis
from service.demo import AS_OF
from service.exports.contract import ExportData
from service.exports.improvement_html import write as write_html
from service.exports.improvement_xlsx import sheet_names
from service.exports.improvement_xlsx import write as write_xlsx
from service.pictures.run_chart import draw_run_chart, nice_ticks

DAY = ("--as-of", AS_OF.isoformat())
SVG = "{http://www.w3.org/2000/svg}"
NETWORK = "first-ninety-days"


@pytest.fixture(scope="module")
def printed(loaded_demo: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_json("improvement", *DAY, "--no-save", data_dir=loaded_demo)
    return found


def data_of(store: MemoryStore) -> ExportData:
    return ExportData(
        store,
        CoverageParameters(as_of=AS_OF),
        generated_at=datetime(2026, 11, 21, tzinfo=UTC),
        of="improvement",
    )


# The demonstration


def test_the_demonstration_shows_what_it_was_made_for(printed: dict[str, Any]) -> None:
    rows = {each["indicator"]: each for each in printed["indicators"]}
    assert (rows["days-to-first-call"]["verdict"], rows["days-to-first-call"]["direction"]) == (
        "signal",
        "better",
    )
    assert rows["er-visits-babies"]["direction"] == "worse"
    assert rows["nurse-visit-14-days"]["shift"] == "42.8 to 63.5, better"
    assert rows["wic-by-30-days"]["verdict"] == "no-signal"
    assert rows["screen-to-care"]["suppressed"] == 11
    assert rows["early-prenatal-care"]["verdict"] == "too-few-points"
    assert rows["mood-screened"]["missing"] == 2
    bounds = {(each["id"], each["bound"]) for each in printed["bounds"]}
    assert {("team-mood", "team-size"), ("team-wic-card", "team-size")} <= bounds
    assert (NETWORK, "sessions") in bounds
    (adopted,) = [each["cycle"] for each in printed["cycles"] if each["adopted_without_data"]]
    assert adopted == "fc-same-day-2"
    assert printed["proof_point"][0]["holds"] == "unknown"


def test_command_and_web_tell_the_same(printed: dict[str, Any], client: Client) -> None:
    assert client.get("/api/improvement").json() == printed


def test_the_service_does_not_go_below_its_floor(client: Client) -> None:
    answer = client.get("/api/improvement?floor=0")
    assert answer.status_code == 422
    assert "at least 11" in answer.text


def test_a_list_is_a_csv(loaded_demo: Path) -> None:
    rows = read_csv("improvement", *DAY, "--no-save", "--list", "points", data_dir=loaded_demo)
    small = [row for row in rows if row["state"] == "suppressed"]
    assert len(small) > 10
    assert {row["value"] for row in small} == {""}


def test_an_unknown_network_names_those_there_are(loaded_demo: Path) -> None:
    said = run_nwd(
        "improvement", "--network", "none", "--no-save", data_dir=loaded_demo, exit_code=1
    )
    assert NETWORK in said.stderr


def test_signals_are_kept_and_can_be_asked_for(own_demo: Path) -> None:
    run_nwd("improvement", *DAY, data_dir=own_demo)
    rows = read_csv("query", "run", "improvement/run-chart-signals", data_dir=own_demo)
    assert {(row["indicator_id"], row["direction"]) for row in rows} == {
        ("days-to-first-call", "better"),
        ("er-visits-babies", "worse"),
    }


# Take-away files


def test_every_chart_of_a_network_is_on_the_page(client: Client, printed: dict[str, Any]) -> None:
    answer = client.get(f"/api/export/improvement-html?network={NETWORK}")
    assert answer.status_code == 200
    charts = [each for each in printed["charts"] if each["is_whole"]]
    watched = set(printed["networks"][0]["indicators"])
    text = html.unescape(answer.text)
    for chart in charts:
        assert (f"<h3>{chart['title']}</h3>" in text) == (chart["indicator"] in watched)
    assert "<script" not in answer.text
    assert "prefers-color-scheme:dark" in answer.text
    assert "@media print" in answer.text


def test_the_picture_of_all_is_well_formed(client: Client, printed: dict[str, Any]) -> None:
    answer = client.get("/api/export/run-charts-svg")
    tree = ElementTree.fromstring(answer.content)
    titles = [each.text for each in tree.iter(f"{SVG}title")]
    assert all(f"Run chart: {chart['title']}" in titles for chart in printed["charts"])


def test_the_workbook_draws_its_own_charts(loaded_demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "improvement.xlsx"
    run_nwd(
        "export", "improvement-xlsx", *DAY, "--set", f"network={NETWORK}", "--out", str(out),
        data_dir=loaded_demo,
    )  # fmt: skip
    book = load_workbook(out)
    sheet = book["mood-screened"]
    (drawn,) = charts_of(sheet)
    assert drawn.display_blanks == "gap"
    values = [sheet.cell(row, 2).value for row in range(6, 6 + 18)]
    assert values.count(None) == 3, "two missing and one suppressed"
    assert 0 not in values
    assert len(charts_of(book["nurse-visit-14-days"])) == 1


def charts_of(sheet: Any) -> list[Any]:
    return list(sheet._charts)


def test_names_cannot_break_the_files(tmp_path: Path) -> None:
    name = '=1+1<script>alert("x")</script>&\'[a]'
    store = build_store(
        {
            "one": {
                "indicators": [{"id": "i/[1]", "name": name, "unit": "percent"}],
                "observations": [
                    {"indicator": "i/[1]", "period_start": "2026-01-01", "value": "50"}
                ],
                "annotations": [{"indicator": "i/[1]", "date": "2026-01-01", "text": name}],
            }
        }
    )
    write_html(data_of(store), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script" not in page
    write_xlsx(data_of(store), tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    assert book["Indicators"]["A5"].value == name
    assert book["Indicators"]["A5"].data_type == "s"


def test_nothing_recorded_gives_files_that_say_so(tmp_path: Path) -> None:
    empty = MemoryStore([])
    write_html(data_of(empty), tmp_path / "page.html")
    assert "no values of indicators" in (tmp_path / "page.html").read_text(encoding="utf-8")
    write_xlsx(data_of(empty), tmp_path / "book.xlsx")
    assert load_workbook(tmp_path / "book.xlsx").sheetnames[0] == "Indicators"


def test_sheet_names_differ_whatever_the_ids() -> None:
    names = sheet_names(["teams", "Teams", "a>b", "a-b", "y" * 50, "y" * 60])
    assert len({each.casefold() for each in names}) == 6
    assert max(map(len, names)) <= 31


# The picture


def draw(*values: float | None, **more: Any) -> str:
    points = [
        Point(date(2026, month, 1), None, "suppressed")
        if value is None
        else Point(date(2026, month, 1), Decimal(str(value)))
        for month, value in enumerate(values, start=1)
    ]
    chart = compute_run_chart(points)
    words = {"id": "i", "title": "Visited", "unit_text": "%", "sentence": "It is so."}
    return draw_run_chart({**words, "annotations": [], "targets": [], **chart, **more})


def test_a_suppressed_value_has_no_place_on_the_scale_and_breaks_the_line() -> None:
    tree = ElementTree.fromstring(draw(40, 50, None, 60, 70))
    assert len(list(tree.iter(f"{SVG}circle"))) == 4
    assert len(list(tree.iter(f"{SVG}polyline"))) == 2
    assert any("too few families" in (each.text or "") for each in tree.iter(f"{SVG}title"))


def test_the_picture_says_in_words_what_it_shows() -> None:
    tree = ElementTree.fromstring(draw(40, 50, title="A & B <c>"))
    assert tree.get("role") == "img"
    title, desc = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Run chart: A & B <c>"
    assert desc is not None
    assert desc.text is not None
    assert "2 values" in desc.text


def test_no_values_give_a_picture_that_says_so() -> None:
    assert "There are no values to show." in draw()


@pytest.mark.parametrize("values", [[0.0], [0, 0.001], [1e6, 3e6], [-5, 5], [41, 58.5, 67.2]])
def test_ticks_hold_the_values_between_them(values: list[float]) -> None:
    ticks = nice_ticks(values)
    assert ticks[0] <= min(values)
    assert ticks[-1] >= max(values)
    assert 2 <= len(ticks) <= 7
    assert ticks == sorted(ticks)


# Bad input

INDICATOR = {"id": "i", "name": "I"}


def told(**tables: Any) -> list[tuple[str, str | None, int | None, str | None]]:
    _, reports = build_dataset({"one": {"indicators": [INDICATOR], **tables}})
    return [(each.code, each.sheet, each.row, each.column) for each in reports["one"].issues]


def test_a_rephasing_without_a_cause_is_refused() -> None:
    rows = [{"indicator": "i", "from": "2026-01-01", "cause": ""}]
    assert told(rephasings=rows) == [("blank-required", "rephasings", 2, "cause")]


@pytest.mark.parametrize(
    ("table", "row", "code", "column"),
    [
        ("observations", {"numerator": "few"}, "wrong-type", "numerator"),
        ("observations", {"denominator": "-3"}, "out-of-range", "denominator"),
        ("observations", {"numerator": "<0"}, "wrong-type", "numerator"),
        ("observations", {"value": "half"}, "wrong-type", "value"),
        ("observations", {"kind": "guess"}, "unlisted-word", "kind"),
        ("observations", {"indicator": "j"}, "dangling-reference", "indicator"),
        ("observations", {"period_end": "2025-01-01"}, "wrong-order", "period_start"),
        ("pdsa_cycles", {"id": "c", "name": "C", "decision": "maybe"}, "unlisted-word", "decision"),
        ("pdsa_cycles", {"id": "c", "name": "C", "answers": "x"}, "wrong-type", "answers"),
        ("team_roles", {"team": "t", "role": "nurse"}, "dangling-reference", "team"),
    ],
)
def test_bad_rows_are_told_with_sheet_row_and_column(
    table: str, row: dict[str, str], code: str, column: str
) -> None:
    whole = {"indicator": "i", "period_start": "2026-01-01"} if table == "observations" else {}
    assert told(**{table: [{**whole, **row}]}) == [(code, table, 2, column)]


def test_a_chain_of_tests_that_leads_back_to_itself_is_refused() -> None:
    rows = [{"id": "a", "name": "A", "follows": "b"}, {"id": "b", "name": "B", "follows": "a"}]
    with pytest.raises(SourceError, match="circle"):
        told(pdsa_cycles=rows)


def test_the_analysis_is_described_whole() -> None:
    module = select_analysis("improvement")
    for listed in module.LISTS:
        names = {column.name for column in listed.columns}
        assert set(listed.read) <= names


def test_what_the_service_gives_away_holds_no_count_that_tells_a_small_one(client: Client) -> None:
    """23 of 33 parents would tell that ten were not asked."""
    answer = client.get("/api/queries/improvement/indicator-values?from_date=2026-08-01&limit=500")
    assert answer.status_code == 200, answer.text
    (row,) = [
        row
        for row in answer.json()["rows"]
        if (row["indicator_id"], row["period_start"]) == ("mood-screened", "2026-08-01")
    ]
    assert row["numerator"] is None
    assert row["denominator"] == 33
    assert row["withheld"] is True
