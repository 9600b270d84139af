"""Budgets on the demonstration community: command, HTTP, and the two files, to the cent."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from served.command_line import read_csv, read_json, run_nwd

from graph.parameters import CoverageParameters
from graph.store import EmbeddedStore
from loaders.load import load_source
from service.demo import AS_OF
from service.exports import write_export
from service.exports.contract import ExportData
from service.settings import Settings
from service.workspace import Workspace

DAY = ("--as-of", AS_OF.isoformat(), "--no-save")
LAUREL = Path(__file__).parents[1] / "data" / "planning" / "laurel"
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> ExportData:
    """What the files of the demonstration are made of."""
    workspace = Workspace(Settings(data_dir=loaded_demo))
    parameters = CoverageParameters(as_of=AS_OF)
    return ExportData(workspace.snapshot(), parameters, analyses=workspace)


@pytest.fixture(scope="module")
def result(data: ExportData) -> dict[str, Any]:
    return dict(data.analysis("budget"))


@pytest.fixture(scope="module")
def form(data: ExportData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "budget.xlsx"
    write_export("budget-xlsx", data, path)
    return path


@pytest.fixture(scope="module")
def laurel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of a community with fiscal years from October to September."""
    data_dir = tmp_path_factory.mktemp("laurel") / "nwd-data"
    load_source(EmbeddedStore(data_dir), LAUREL, source="laurel")
    return data_dir


def test_the_demonstration_has_what_its_flaws_make(result: dict[str, Any]) -> None:
    checks = {row["check"] for row in result["findings"]}
    assert checks == {
        "short-year", "unfunded-line", "ending-stream", "forbidden-use", "match-missing",
        "over-allocated-stream", "over-allocated-line", "indirect-above-cap",
        "activity-without-money", "money-without-activity",
    }  # fmt: skip
    assert {row["problem"] for row in result["problems"]} == {"amount-differs", "unknown-year"}
    states = [row["state"] for row in result["balance"]]
    assert states == ["over", "unknown", "unknown", "short", "short"]
    (told,) = result["budgets"]
    for by in ("year", "category", "activity", "line", "phase"):
        parts = [r for r in result["totals"] if (r["side"], r["by"]) == ("expenses", by)]
        assert sum(Decimal(r["amount"]) for r in parts) == Decimal(told["expenses"]), by


def test_a_budget_that_there_is_not_is_told(laurel: Path) -> None:
    refused = run_nwd("budget", "--budget", "nonsense", *DAY, data_dir=laurel, exit_code=1)
    assert "there are: mountain-budget" in refused.stderr
    asked = read_json("budget", "--budget", "mountain-budget", *DAY, data_dir=laurel)
    assert asked["parameters"]["budget"] == "mountain-budget"


def test_amounts_below_nothing_are_numbers_in_csv(laurel: Path) -> None:
    rows = read_csv("budget", "--list", "balance", *DAY, data_dir=laurel)
    assert [row["balance_most"] for row in rows] == ["0.00", "-43130.01", "0.00"]


def test_without_a_budget_the_command_says_what_to_fill_in(tmp_path: Path) -> None:
    source = tmp_path / "tables"
    source.mkdir()
    (source / "partners.csv").write_text("id,name\np,P\n", encoding="utf-8")
    load_source(EmbeddedStore(tmp_path / "data"), source, source="bare")
    assert "No budget is loaded" in run_nwd("budget", *DAY, data_dir=tmp_path / "data").stdout


# The form ---------------------------------------------------------------------------------


def cells(sheet: Any) -> Iterator[list[Any]]:
    for row in sheet.iter_rows(values_only=True):
        yield list(row)


def row_of(sheet: Any, title: str) -> list[Any]:
    return next(row for row in cells(sheet) if row[0] == title)


def amounts(row: list[Any]) -> list[Decimal]:
    return [Decimal(str(value)).quantize(CENT) for value in row[3:] if value is not None]


def test_sums_of_the_form_are_formulas_that_hold_the_sums_of_the_result(
    form: Path, result: dict[str, Any]
) -> None:
    values, formulas = load_workbook(form, data_only=True), load_workbook(form)
    (told,) = result["budgets"]
    years = result["balance"]
    for sheet, title, name in (
        ("Expenses", "Total expenses", "expenses"),
        ("Sources", "Total secured", "secured"),
        ("Sources", "Total requested", "requested"),
        ("Summary", "Expenses", "expenses"),
        ("Summary", "Secured", "secured"),
        ("Object classes", "Totals", "expenses"),
    ):
        expected = [Decimal(row[name]) for row in (*years, told)]
        assert amounts(row_of(values[sheet], title)) == expected, (sheet, title)
        written = row_of(formulas[sheet], title)[3:]
        assert all(str(cell).startswith("=ROUND(") for cell in written), (sheet, title)
    balance = amounts(row_of(values["Summary"], "Secured less expenses"))
    assert balance == [Decimal(r["secured"]) - Decimal(r["expenses"]) for r in (*years, told)]
    personnel = [r for r in result["categories"] if r["category"] == "personnel"]
    assert amounts(row_of(values["Object classes"], "Personnel"))[:-1] == [
        Decimal(row["amount"]) for row in personnel
    ]
    assert row_of(values["Expenses"], "  Counselor who calls on the same day")[5] == "not known"


def test_text_of_the_form_is_never_a_formula(form: Path) -> None:
    for sheet in load_workbook(form).worksheets:
        for row in cells(sheet):
            for value in row:
                if isinstance(value, str) and value.startswith("="):
                    assert re.fullmatch(r"=ROUND\(.+,2\)", value), (sheet.title, value)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_another_program_calculates_the_same_cents(form: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.xlsx"
    removed = strip_values(form, bare)
    assert removed > 100
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(bare)], check=True, capture_output=True, timeout=240)
    anew = load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    compared = 0
    written, formulas = load_workbook(form, data_only=True), load_workbook(form)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    kept = written[sheet.title][cell.coordinate].value
                    found = anew[sheet.title][cell.coordinate].value
                    assert isinstance(found, int | float), (sheet.title, cell.coordinate)
                    same = Decimal(str(found)).quantize(CENT) == Decimal(str(kept)).quantize(CENT)
                    assert same, (sheet.title, cell.coordinate, kept, found)
                    compared += 1
    assert compared == removed


def strip_values(path: Path, into: Path) -> int:
    """The workbook without the values beside its formulas; how many there were."""
    removed = 0
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(into, "w") as bare:
        for name in book.namelist():
            data = book.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, count = re.subn(r"(</f>)<v>[^<]*</v>", r"\1", data.decode())
                data, removed = text.encode(), removed + count
            bare.writestr(name, data)
    return removed


# The narrative ----------------------------------------------------------------------------


def test_the_document_holds_the_narrative(
    data: ExportData, tmp_path: Path, result: dict[str, Any]
) -> None:
    path = tmp_path / "narrative.docx"
    write_export("budget-docx", data, path)
    document = Document(str(path))
    paragraphs = {paragraph.text for paragraph in document.paragraphs}
    tables = [[[c.text for c in row.cells] for row in table.rows] for table in document.tables]
    expected = []
    for section in result["narrative"]:
        assert section["title"] in paragraphs
        for block in section["blocks"]:
            if block["kind"] == "table":
                expected.append([block["header"], *block["rows"]])
            else:
                assert set(block.get("items", [block.get("text")])) <= paragraphs
    assert tables == expected


# The second community ---------------------------------------------------------------------


def test_a_budget_with_october_years_by_hand(laurel: Path) -> None:
    told = read_json("budget", *DAY, data_dir=laurel)
    shown = [
        (row["fiscal_year"], row["starts_on"], row["expenses"], row["secured"], row["state"])
        for row in told["balance"]
    ]
    # Half of 71000.01 is 35500.005, which is 35500.01 to the cent; boxes 1999.99, charges 2000.
    assert shown == [
        ("2026-27", "2026-10-01", "39500.00", "39500.00", "balanced"),
        ("2027-28", "2027-10-01", "113130.01", "70000.00", "short"),
        ("2028-29", "2028-10-01", "0.00", "0.00", "unknown"),
    ]
    keys = {row["key"].removeprefix("mountain-budget>"): row for row in told["findings"]}
    assert {key: row["amount"] for key, row in keys.items()} == {
        "short-year>fy28": "43130.01",
        "unfunded-line>beds": "40000.00",
        "unfunded-line>nurse": "3130.01",
        "ending-stream>family-fund": "20000.00",
        "over-allocated-stream>title-v>fy27>awarded": "15500.01",
        "indirect-above-cap>fy27": "125.00",
    }
