"""The blank workbook: what it holds, and that a filled one loads."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graph.errors import BadParameter, SourceError
from loaders.load import build_dataset, check_source
from loaders.shipped import read_shipped
from loaders.workbook.definition import Table, read_definition
from loaders.workbook.template import FIRST_ROW, LISTS, READ_ME, write_template

VALLEY = Path(__file__).parents[1] / "data" / "workbook" / "valley"
TABLES = read_definition().tables


GROUPS = read_definition().groups


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.xlsx"
    write_template(path)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """The blank workbook with the tables of every group; only to be looked at."""
    path = tmp_path_factory.mktemp("template") / "whole.xlsx"
    write_template(path, [group.name for group in GROUPS])
    return openpyxl.load_workbook(path)


def test_sheets_in_order(blank: Path, whole: openpyxl.Workbook) -> None:
    names = openpyxl.load_workbook(blank).sheetnames
    assert names == [READ_ME, *(table.name for table in GROUPS[0].tables), LISTS]
    assert whole.sheetnames == [READ_ME, *(table.name for table in TABLES), LISTS]


def test_a_group_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="no group of tables 'plans': expected one of community"):
        write_template(tmp_path / "x.xlsx", ["plans"])


def test_references_to_tables_that_are_not_there_have_no_drop_down(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_template(path, ["plan"])
    book = openpyxl.load_workbook(path)
    for table in GROUPS[0].tables:
        assert table.name not in book.sheetnames
    for sheet in book:
        for help_ in sheet.data_validations.dataValidation:
            named = help_.formula1.partition("!")[0].strip("'")
            assert named.startswith('"') or named in book.sheetnames


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_heading_a_note_and_a_hint(
    whole: openpyxl.Workbook, table: Table
) -> None:
    sheet = whole[table.name]
    assert [cell.value for cell in sheet[1]] == [
        column.name + "*" * column.required for column in table.columns
    ]
    for heading, hint, column in zip(sheet[1], sheet[2], table.columns, strict=True):
        assert heading.comment is not None
        assert heading.comment.text.startswith(column.note)
        assert hint.value
    assert str(sheet["A2"].value).startswith("note: ")
    assert sheet.freeze_panes == f"B{FIRST_ROW}"


def test_drop_downs_are_short_or_point_to_a_sheet(whole: openpyxl.Workbook) -> None:
    book: Any = whole
    listed = book[LISTS]
    for table in TABLES:
        helped = {}
        for help_ in book[table.name].data_validations.dataValidation:
            assert len(help_.formula1) <= 255
            assert len(help_.prompt or "") <= 255
            (cells,) = help_.sqref.ranges
            helped[table.columns[cells.min_col - 1].name] = help_
        for column in table.columns:
            wanted = column.codes or column.suggests or column.datatype == "boolean"
            assert (column.name in helped) or not wanted
            if column.codes:
                help_ = helped[column.name]
                assert help_.showErrorMessage is not column.many
                cells = listed[help_.formula1.partition("!")[2].replace("$", "")]
                words = [cell.value for (cell,) in cells]
                shipped = list(read_shipped().code_lists[column.codes].labels)
                assert words[: len(shipped)] == shipped
                assert set(column.absent) <= set(words)


def test_the_lists_hold_every_shipped_need(blank: Path) -> None:
    sheet = openpyxl.load_workbook(blank)[LISTS]
    found = {cell.value for row in sheet.iter_rows() for cell in row}
    for scheme in ("need", "life-stage", "touchpoint-kind", "sector"):
        assert set(read_shipped().code_lists[scheme].labels) <= found


def test_the_read_me_names_every_sheet(whole: openpyxl.Workbook) -> None:
    sheet: Any = whole[READ_ME]
    text = "\n".join(str(row[0].value or "") for row in sheet.iter_rows())
    for table in TABLES:
        assert f"\n{table.name}: {table.note}" in text


def test_a_blank_template_has_nothing_to_load_and_no_issue(blank: Path) -> None:
    with pytest.raises(SourceError, match="nothing could be loaded; it has no rows"):
        check_source(None, blank)
    _, reports = build_dataset({"one": blank})
    assert reports["one"].issues == ()


def test_a_filled_template_loads_as_the_same_rows_from_text(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    for file in VALLEY.glob("*.csv"):
        sheet: Any = book[file.stem]
        headings = [str(cell.value).rstrip("*") for cell in sheet[1]]
        with file.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream), start=FIRST_ROW):
                for place, heading in enumerate(headings, start=1):
                    sheet.cell(row=number, column=place, value=row.get(heading) or None)
    filled = blank.with_name("filled.xlsx")
    book.save(filled)
    _, reports = build_dataset({"one": filled})
    _, plain = build_dataset({"one": VALLEY})
    assert reports["one"].issues == ()
    assert reports["one"].loaded == plain["one"].loaded
    assert reports["one"].triples == plain["one"].triples


def test_a_folder_of_blank_tables(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "blank"
    write_template(folder, [group.name for group in GROUPS])
    assert {file.stem for file in folder.iterdir()} == {table.name for table in TABLES}
    for table in TABLES:
        with (folder / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            (headings,) = list(csv.reader(stream))
        assert len(headings) == len(table.columns)
    _, reports = build_dataset({"one": folder})
    assert reports["one"].issues == ()
