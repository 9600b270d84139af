"""Files as people's programs write them: encodings, separators, spreadsheets, zips."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyoxigraph import Literal, NamedNode

from loaders.load import LoadReport, build_dataset
from ontology.terms import SKOS, mint

PARTNERS = "id,name,verified_on\np,Peña's pantry,2026-03-14\n"


def load(path: Path) -> tuple[LoadReport, dict[str, str]]:
    """The report, and the names of the partners by id."""
    store, reports = build_dataset({"one": path})
    names = {}
    for quad in store.store.quads_for_pattern(None, NamedNode(SKOS + "prefLabel"), None, None):
        prefix = mint("one", "partner", "").value
        if str(quad.subject).startswith(f"<{prefix}") and isinstance(quad.object, Literal):
            names[str(quad.subject)[len(prefix) + 1 : -1]] = quad.object.value
    return reports["one"], names


def codes(report: LoadReport) -> list[str]:
    return [issue.code for issue in report.issues]


def write_sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("encoding", "warnings"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-32", []),
        ("cp1252", ["encoding"]),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, warnings: list[str]) -> None:
    (tmp_path / "partners.csv").write_bytes(PARTNERS.encode(encoding))
    report, names = load(tmp_path)
    assert names == {"p": "Peña's pantry"}
    assert codes(report) == warnings
    for issue in report.issues:
        assert (issue.file, issue.row, issue.severity) == ("partners.csv", 2, "warning")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, end: str) -> None:
    lines = ['id,name,"sector"', 'p,"a ""name"", of ; sorts",health', "", "q,Q,"]
    text = end.join(lines).replace('"a ""name"", of ; sorts"', "@").replace(",", separator)
    (tmp_path / "partners.csv").write_text(
        text.replace("@", '"a ""name"", of ; sorts"'), newline=""
    )
    report, names = load(tmp_path)
    assert names == {"p": 'a "name", of ; sorts', "q": "Q"}
    assert codes(report) == []


def test_a_line_that_names_the_separator_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "partners.csv").write_text("sep=;\nid;name\np;P, Q\n")
    assert load(tmp_path)[1] == {"p": "P, Q"}


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'id,name,verified_on\n\np,"two\nlines",\n,,\nq,Q,soon\n'
    (tmp_path / "partners.csv").write_text(text)
    report, names = load(tmp_path)
    assert names == {"p": "two\nlines"}
    assert [(issue.row, issue.column) for issue in report.issues] == [(5, "verified_on")]


def test_a_file_with_the_name_of_a_table_alone_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "Partners.csv").write_text(PARTNERS)
    assert load(tmp_path / "Partners.csv")[1] == {"p": "Peña's pantry"}


@pytest.mark.parametrize("folder", ["", "our data/"])
def test_a_zip_of_tables(tmp_path: Path, folder: str) -> None:
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{folder}partners.csv", PARTNERS)
        archive.writestr(f"{folder}about us.txt", "hello")
        archive.writestr("__MACOSX/._partners.csv", b"\x00\x05")
    report, names = load(path)
    assert names == {"p": "Peña's pantry"}
    assert codes(report) == []


def test_other_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "partners.csv").write_text(PARTNERS)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "servces.csv").write_text("id,name\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "doors.csv").write_text("")
    report, _ = load(tmp_path)
    assert [(issue.file, issue.code) for issue in report.issues] == [
        ("doors.csv", "empty-file"),
        ("empty.csv", "empty-file"),
        ("servces.csv", "unknown-table"),
    ]
    assert "services may be meant" in report.issues[2].message


def test_what_a_spreadsheet_makes_of_cells(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "ours.xlsx",
        {
            "Partners": [
                ["ID*", "Name *", "verified on", None, None],
                [101, "One", datetime(2026, 3, 14), None, None],
                [102.0, "\u00a0Two ", date(2026, 3, 14)],
                [None, None, None],
                ["  ", "", None],
                [True, "Three", "2026-03-14"],
            ],
            "services": [
                ["id", "name", "partner", "voluntary", "capacity", "from_age", "cost"],
                ["s", "S", "101", True, 40.0, 0, datetime(2026, 3, 14)],
                ["r", "R", 102, "x", "40", "6 weeks", 5],
                ["e", "#REF!", 101, None, None, None, None],
            ],
            "Sheet3": [],
        },
    )
    report, names = load(path)
    assert names == {"101": "One", "102": "Two", "TRUE": "Three"}
    assert [(i.code, i.sheet, i.row, i.column) for i in report.issues] == [
        ("date-in-text", "services", 2, "cost"),
        ("error-value", "services", 4, "name"),
    ]
    assert report.loaded == {"partners": 3, "services": 2}


def test_formulas_without_a_saved_result_are_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["id", "name", "phone"], ["p", '="a"&"b"', None], ["q", "Q", None]]
    report, names = load(write_sheets(tmp_path / "ours.xlsx", {"partners": rows}))
    assert names == {"q": "Q"}
    assert [(i.code, i.row, i.column) for i in report.issues] == [
        ("formula-without-value", 2, "name")
    ]


def test_rows_beyond_the_size_a_sheet_claims_are_read(tmp_path: Path) -> None:
    good = write_sheets(tmp_path / "good.xlsx", {"partners": [["id", "name"], ["p", "P"]]})
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b'<dimension ref="A1:B2"' in content
                content = content.replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"')
            new.writestr(name, content)
    assert load(bad)[1] == {"p": "P"}


def test_words_beside_the_table_are_a_warning(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["id", "name"], ["p", "P", None, "call them"], ["q", "Q"]]
    report, names = load(write_sheets(tmp_path / "ours.xlsx", {"partners": rows}))
    assert names == {"p": "P", "q": "Q"}
    assert [(issue.code, issue.severity) for issue in report.issues] == [("no-heading", "warning")]
