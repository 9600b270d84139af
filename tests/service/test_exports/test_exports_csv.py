from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.exports import ExportData, write_export
from service.exports.csv import render_cell
from service.formulas import FORMULA_STARTS


@pytest.fixture
def archive(county: ExportData, out: Path) -> zipfile.ZipFile:
    write_export("csv", county, out)
    return zipfile.ZipFile(io.BytesIO(out.read_bytes()))


def read_table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_file_a_table_with_metadata_and_a_read_me(
    archive: zipfile.ZipFile, county: ExportData
) -> None:
    names = archive.namelist()
    assert names[:2] == ["read-me.txt", "csv-metadata.json"]
    assert names[2:] == [f"{name}.csv" for name in county.tables]


def test_the_metadata_describes_every_column(archive: zipfile.ZipFile) -> None:
    metadata = json.loads(archive.read("csv-metadata.json"))
    assert metadata["@context"] == "http://www.w3.org/ns/csvw"
    for table in metadata["tables"]:
        columns = table["tableSchema"]["columns"]
        text = archive.read(table["url"]).decode("utf-8-sig")
        header = next(csv.reader(io.StringIO(text, newline="")))
        assert [column["name"] for column in columns] == header
        assert all(column["dc:description"] for column in columns)


def test_excel_finds_the_encoding_and_the_line_ends(archive: zipfile.ZipFile) -> None:
    raw = archive.read("partners.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert "Niños Clinic <b>" in [row["name"] for row in read_table(archive, "partners")]


def test_formulas_get_an_apostrophe_and_the_read_me_says_so(archive: zipfile.ZipFile) -> None:
    names = {row["id"]: row["name"] for row in read_table(archive, "partners")}
    assert names["bank"].startswith("'=HYPERLINK")
    assert "apostrophe" in archive.read("read-me.txt").decode()


def test_the_read_me_states_run_parameters_and_completeness(archive: zipfile.ZipFile) -> None:
    text = archive.read("read-me.txt").decode()
    assert "Made 2026-11-21 09:30 UTC" in text
    assert "handoffs 1, mode warm, as_of 2026-11-21" in text
    assert "of 3 partners have stated their referrals" in text
    assert "1 site is confidential" in text


def test_coverage_says_what_to_verify_with_whom(archive: zipfile.ZipFile) -> None:
    for row in read_table(archive, "coverage"):
        if row["any_door"] == "unknown" and row["gap_type"] != "no-doors-listed":
            assert row["verify"]
            assert row["possible_route"]


@given(st.text())
def test_no_cell_can_run_and_every_cell_can_be_restored(text: str) -> None:
    cell = render_cell(text)
    assert not cell.startswith(FORMULA_STARTS)
    text = text.replace("\0", "")
    assert cell == text or cell == f"'{text}"
    assert len({render_cell("=a"), render_cell("'=a"), render_cell("''=a")}) == 3


@pytest.mark.parametrize(
    ("value", "cell"), [(-5, "-5"), (-0.5, "-0.5"), (None, ""), (False, "no"), ("-5", "'-5")]
)
def test_only_text_is_changed(value: str | float | None, cell: str) -> None:
    assert render_cell(value) == cell
