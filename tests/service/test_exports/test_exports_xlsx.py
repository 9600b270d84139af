from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from graph.store import MemoryStore
from service.exports import ExportData, write_export, xlsx
from service.exports.content import workbook
from service.exports.content.tables import INTEGER, LONG, TEXT, Column, Table
from service.sheets import FILLS

SHEETS = [
    "read me", "summary", "partners", "services", "touchpoints", "doors", "pathways", "funding",
    "coverage", "gaps", "overlaps",
    "capacity", "capacity bottlenecks",
    "cliffs", "cliffs lost cells", "cliffs services", "cliffs voided matches",
    "cliffs concentration",
    "completion", "completion cohorts", "completion inconsistent",
    "equity", "equity segment places", "equity places", "equity worst off",
    "freshness", "freshness calls", "freshness sources", "freshness partners",
    "network", "network arcs", "network measures", "network response by sector",
    "recommend",
    "resilience", "resilience lost cells",
    "completeness", "parameters", "sites", "statements", "sources",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(county: ExportData, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("xlsx") / "book.xlsx"
    write_export("xlsx", county, path)
    return load_workbook(path)


def read_rows(sheet: Worksheet) -> list[dict[str, Any]]:
    header, *rows = [list(row) for row in sheet.iter_rows()]
    names = [str(cell.value) for cell in header]
    return [dict(zip(names, row, strict=True)) for row in rows]


def one(sheet: Worksheet, **wanted: Any) -> dict[str, Any]:
    found = [
        row
        for row in read_rows(sheet)
        if all(row[name.replace("_", " ")].value == value for name, value in wanted.items())
    ]
    assert len(found) == 1
    return found[0]


def test_the_sheets_in_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_every_table_can_be_filtered_under_a_frozen_header(book: Any) -> None:
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes == "B2"
        assert sheet.column_dimensions["A"].width > 8


def test_text_that_looks_like_a_formula_is_text(book: Any) -> None:
    partner = one(book["partners"], id="bank")["name"]
    service = one(book["services"], id="beds")
    for cell in (partner, service["name"], service["description"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
    assert partner.value.startswith("=HYPERLINK")


def test_no_formula_anywhere_in_the_file(county: ExportData, out: Path) -> None:
    write_export("xlsx", county, out)
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)


def test_characters_xml_does_not_allow_are_removed_and_noted(book: Any) -> None:
    assert one(book["services"], id="pantry")["name"].value == "Pantry "
    notes = [str(row[1].value) for row in book["read me"].iter_rows()]
    assert any("Control characters" in note for note in notes)


def test_numbers_dates_and_booleans(book: Any) -> None:
    pantry = one(book["services"], id="pantry")
    assert pantry["capacity"].value == 12
    assert pantry["verified on"].value == datetime(2026, 6, 1)
    assert pantry["verified on"].is_date
    assert pantry["voluntary"].value == "yes"
    funding = one(book["funding"], stream="WIC")
    assert funding["amount"].value == 120000.5
    assert funding["to"].value == "Pantry "


def test_status_is_told_by_colour_and_by_word(book: Any) -> None:
    cell = one(book["coverage"], touchpoint="Birth", need="Food", place="Alder")["any door"]
    assert cell.value == "covered"
    assert cell.fill.fgColor.rgb.endswith(FILLS["covered"])


def test_a_route_is_given_in_names(book: Any) -> None:
    row = one(book["coverage"], touchpoint="Birth", need="Food", place="Alder")
    assert row["route"].value is not None
    assert row["route"].value.startswith("Niños Clinic <b>")
    assert row["segment id"].value == "all"


def test_a_confidential_site_keeps_its_name_only(book: Any) -> None:
    row = one(book["sites"], id="hidden")
    assert row["confidential"].value == "yes"
    assert row["partner"].value == "Shelter"
    for name in ("address", "city", "state", "postal code", "latitude", "longitude", "place"):
        assert row[name].value is None
    assert one(book["sites"], id="main")["address"].value == "1 Main Street"


def test_an_address_quoted_elsewhere_is_withheld(book: Any) -> None:
    cell = one(book["partners"], id="shelter")["description"]
    assert cell.value == "Come to [address withheld] at night."


def _table(rows: list[tuple[Any, ...]], county: ExportData) -> Table:
    columns = [Column("name", TEXT, ""), Column("note", LONG, ""), Column("n", INTEGER, "")]
    return Table("many", "One row a thing.", columns, lambda: iter(rows), county.withheld)


def _write(monkeypatch: pytest.MonkeyPatch, county: ExportData, table: Table, out: Path) -> Any:
    data = ExportData(county.store, county.parameters, generated_at=county.generated_at)
    data.__dict__["tables"] = {table.name: table}
    data.__dict__["coverage"] = county.coverage
    xlsx.write(data, out)
    return load_workbook(io.BytesIO(out.read_bytes()))


def test_rows_beyond_one_sheet_go_to_the_next(
    monkeypatch: pytest.MonkeyPatch, county: ExportData, out: Path
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    rows = [(f"r{i}", None, i) for i in range(7)]
    book = _write(monkeypatch, county, _table(rows, county), out)
    assert book.sheetnames == ["read me", "many", "many 2", "many 3"]
    seen = [cell.value for name in book.sheetnames[1:] for cell in book[name]["A"][1:]]
    assert seen == [name for name, _, _ in rows]
    assert book["many 3"].auto_filter.ref == "A1:C2"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "#N/A", "=", "＝1"])
@pytest.mark.parametrize("place", [0, 1])
def test_risky_text_is_stored_as_text(
    monkeypatch: pytest.MonkeyPatch, county: ExportData, out: Path, text: str, place: int
) -> None:
    row = (text, None, 1) if place == 0 else ("a", text, 1)
    cell = _write(monkeypatch, county, _table([row], county), out)["many"].cell(2, place + 1)
    assert cell.value == text
    with zipfile.ZipFile(out) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in sheet
    assert 't="e"' not in sheet


def test_a_cell_too_long_for_a_workbook_is_cut_and_noted(
    monkeypatch: pytest.MonkeyPatch, county: ExportData, out: Path
) -> None:
    book = _write(monkeypatch, county, _table([("x" * 40_000, None, 10**20)], county), out)
    assert book["many"]["A2"].value.endswith("(cut)")
    assert len(book["many"]["A2"].value) == 32_767
    assert book["many"]["C2"].value == str(10**20)
    assert any("were cut" in str(row[1].value) for row in book["read me"].iter_rows())


def test_a_failure_half_way_leaves_no_open_file(
    county: ExportData, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield ("a", None, 1)
        raise ValueError("half way")

    table = Table("many", "", _table([], county).columns, rows, county.withheld)
    with pytest.raises(ValueError, match="half way"):
        _write(monkeypatch, county, table, out)
    assert not out.exists()


def test_a_store_without_sources_says_so(out: Path, empty: ExportData) -> None:
    assert isinstance(empty.store, MemoryStore)
    write_export("xlsx", empty, out)
    book = load_workbook(io.BytesIO(out.read_bytes()))
    assert book["coverage"].max_row == 1
    words = [str(row[1].value) for row in book["read me"].iter_rows()]
    assert any("not defined" in line for line in words)
