"""The blank workbook a planner fills in, made from the definition of the tables."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from graph.errors import BadParameter
from loaders.shipped import Shipped, read_shipped
from loaders.workbook.definition import Column, Definition, Group, Table, read_definition
from loaders.workbook.rows import NOTE_MARK
from loaders.workbook.sheets import SPREADSHEETS
from loaders.workbook.wording import describe_values

COMMUNITY = "community"
"""The group of tables that everything else refers to."""
READ_ME = "read me"
LISTS = "lists"
ROWS_WITH_HELP = 5_000
"""Rows that get drop-downs and text format; more can be filled in all the same."""
FIRST_ROW = 3
"""Row 1 holds the headings, row 2 the notes."""

_HEAD_FILL = PatternFill("solid", start_color="1F4E5F")
_REQUIRED_FILL = PatternFill("solid", start_color="9A3412")
_HEAD_FONT = Font(bold=True, color="FFFFFF")
_NOTE_FONT = Font(italic=True, color="595959")
_WRAP = Alignment(wrap_text=True, vertical="top")
_TEXT_FORMAT = "@"
_DATE_FORMAT = "yyyy-mm-dd"

_WELCOME = (
    "What this is",
    "Fill in what you know about who serves families before birth and in the first years, and how "
    "families are passed on. The product then shows from which touchpoint which need can be met, "
    "and where a family would be lost.",
    "",
    "How to fill it in",
    "One sheet is one table, one row is one thing. Headings with * must be filled; leave any other "
    "cell blank when you do not know. A blank is never taken for a no.",
    "Begin with partners, services and touchpoints, then doors and referrals. The other sheets can "
    "wait, and a sheet that stays empty does no harm.",
    "An id is a short name of your choice. Other sheets point to it, so write it the same way "
    "everywhere. Ids of partners, services and touchpoints must all differ.",
    "Several values in one cell are separated by a semicolon: food; diapers",
    "Write dates as 2026-03-14 and ages as days from birth, 6 weeks, 18 months, 3 years or the "
    "name of a life stage.",
    "The words all (families) and everywhere (places) have a fixed meaning and cannot be ids.",
    "Rows that begin with note: are skipped, such as the second row of each sheet.",
    "Rest the pointer on a heading to read what belongs there. The sheet lists holds the words to "
    "choose from.",
    "",
    "What does not belong here",
    "No names, dates or other details of families or children, and no private contacts. Mark "
    "the address of a shelter as confidential on the sheet sites.",
    "",
    "What happens then",
    "Save the file and load it. A row with a mistake is left out and reported with its sheet, row "
    "and column and with what would be right; all other rows are loaded. Load it again after "
    "mending: it takes the place of what was loaded before.",
    "",
    "The sheets",
)


def write_template(path: Path, groups: Collection[str] = (COMMUNITY,)) -> None:
    """Write the blank workbook: an `.xlsx`, or a folder of `.csv` when the path has no such suffix.

    It has the tables of these groups. A file of that name is replaced; in a folder only files of
    the tables' names are. Raises BadParameter for a group that there is not.
    """
    definition, shipped = _select_groups(read_definition(), groups), read_shipped()
    if path.suffix.casefold() not in SPREADSHEETS:
        _write_folder(path, definition)
        return
    _write_book(path, definition, shipped, {})


def write_filled(
    path: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], notes: Sequence[str] = ()
) -> None:
    """Write an `.xlsx` with the tables that have rows, filled in; cells by table and column.

    `notes` stand first in its read-me.
    """
    tables = [table for table in read_definition().tables if table.name in rows]
    group = Group("filled", "", "", tuple(tables))
    definition = Definition(read_definition().title, (group,))
    _write_book(path, definition, read_shipped(), rows, notes)


def _write_book(
    path: Path,
    definition: Definition,
    shipped: Shipped,
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    notes: Sequence[str] = (),
) -> None:
    book = Workbook()
    _write_read_me(book, definition, notes)
    ranges = _write_lists(book, definition, shipped)
    for place, table in enumerate(definition.tables, start=1):
        sheet = _write_table(
            book, table, place=place, definition=definition, shipped=shipped, ranges=ranges
        )
        _write_rows(sheet, table, rows.get(table.name, ()))
    book.save(path)


def _write_rows(sheet: Any, table: Table, rows: Iterable[Mapping[str, str]]) -> None:
    """Rows below the notes, as text that no spreadsheet runs or turns into something else."""
    for number, row in enumerate(rows, start=FIRST_ROW):
        for place, column in enumerate(table.columns, start=1):
            if column.name in row:
                cell = sheet.cell(row=number, column=place)
                cell.value, cell.data_type = row[column.name], "s"


def _select_groups(definition: Definition, groups: Collection[str]) -> Definition:
    known = [group.name for group in definition.groups]
    for name in groups:
        if name not in known:
            expected = f"one of {', '.join(known)}"
            raise BadParameter(
                f"there is no group of tables {name!r}: expected {expected}",
                query="",
                name="tables",
                value=name,
                expected=expected,
            )
    chosen = [group for group in definition.groups if group.name in groups]
    return Definition(definition.title, tuple(chosen))


def _write_folder(path: Path, definition: Definition) -> None:
    path.mkdir(parents=True, exist_ok=True)
    for table in definition.tables:
        file = path / f"{table.name}.csv"
        with file.open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream).writerow(_heading(column) for column in table.columns)


def _heading(column: Column) -> str:
    return f"{column.name}*" if column.required else column.name


def _write_read_me(book: Workbook, definition: Definition, notes: Sequence[str]) -> None:
    sheet: Any = book.active
    sheet.title = READ_ME
    sheet.column_dimensions["A"].width = 110
    sheet["A1"] = definition.title
    sheet["A1"].font = Font(bold=True, size=16)
    before = (*notes, "") if notes else ()
    lines = [*before, *_WELCOME, *(f"{table.name}: {table.note}" for table in definition.tables)]
    for number, line in enumerate(lines, start=3):
        cell = sheet.cell(row=number, column=1, value=line)
        cell.alignment = _WRAP
        if line and len(line) < 30:
            cell.font = Font(bold=True)


def _write_lists(book: Workbook, definition: Definition, shipped: Shipped) -> dict[str, str]:
    """Write every list that a column uses; gives the range of each for drop-downs."""
    sheet = book.create_sheet(LISTS)
    sheet.freeze_panes = "A2"
    ranges = {}
    for place, (scheme, extra) in enumerate(_used_lists(definition).items()):
        words, labels = 2 * place + 1, 2 * place + 2
        _style_heading(sheet.cell(row=1, column=words, value=scheme), required=False)
        _style_heading(sheet.cell(row=1, column=labels, value="meaning"), required=False)
        entries = [*shipped.code_lists[scheme].labels.items(), *((w, "Not known") for w in extra)]
        for row, (word, label) in enumerate(entries, start=2):
            sheet.cell(row=row, column=words, value=word)
            sheet.cell(row=row, column=labels, value=label).font = _NOTE_FONT
        letter = get_column_letter(words)
        ranges[scheme] = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(entries) + 1}"
        for column, width in ((words, 28), (labels, 34)):
            sheet.column_dimensions[get_column_letter(column)].width = width
    return ranges


def _used_lists(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Schemes in the order of use, with words for "not known" that a column adds to one."""
    used: dict[str, tuple[str, ...]] = {}
    for table in definition.tables:
        if table.shipped_as:
            used.setdefault(table.shipped_as, ())
        for column in table.columns:
            scheme = column.codes or column.suggests
            if scheme:
                used[scheme] = tuple(dict.fromkeys((*used.get(scheme, ()), *column.absent)))
    return used


def _write_table(
    book: Workbook,
    table: Table,
    *,
    place: int,
    definition: Definition,
    shipped: Shipped,
    ranges: dict[str, str],
) -> Any:
    sheet: Any = book.create_sheet(table.name, index=place)
    sheet.freeze_panes = sheet.cell(row=FIRST_ROW, column=2)
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        head = sheet.cell(row=1, column=number, value=_heading(column))
        _style_heading(head, required=column.required)
        values = describe_values(column, read_definition(), shipped)
        head.comment = _comment(column, values)
        hint = f"{NOTE_MARK} {values}" if number == 1 else values
        note = sheet.cell(row=2, column=number, value=hint)
        note.font, note.alignment = _NOTE_FONT, _WRAP
        sheet.column_dimensions[letter].width = max(14, min(len(column.name) + 6, 30))
        cells = f"{letter}{FIRST_ROW}:{letter}{ROWS_WITH_HELP}"
        help_ = _validation(column, values, definition, ranges)
        if help_ is not None:
            help_.add(cells)
            sheet.add_data_validation(help_)
        _format_column(sheet, number, column)
    sheet.row_dimensions[2].height = 60
    return sheet


def _style_heading(cell: Any, *, required: bool) -> None:
    cell.font = _HEAD_FONT
    cell.fill = _REQUIRED_FILL if required else _HEAD_FILL


def _comment(column: Column, values: str) -> Comment:
    text = f"{column.note}\n\nWrite {values}."
    text += f"\nExample: {column.example}" if column.example else ""
    text += "\nMust be filled." if column.required else ""
    return Comment(text, "nowrongdoor", width=320, height=160)


def _validation(
    column: Column, values: str, definition: Definition, ranges: dict[str, str]
) -> DataValidation | None:
    """A drop-down; it never forbids other entries where several values or other ids may stand."""
    formula = _choices(column, definition, ranges)
    if formula is None:
        return None
    strict = bool(column.codes) and not column.many
    help_ = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=strict)
    help_.errorStyle = "warning"
    help_.error = "This word is not on the list."
    help_.errorTitle = column.name
    help_.showInputMessage = True
    help_.promptTitle = column.name[:32]
    help_.prompt = ("Choose one, or write several with ;" if column.many else values)[:255]
    return help_


def _choices(column: Column, definition: Definition, ranges: dict[str, str]) -> str | None:
    scheme = column.codes or column.suggests
    if scheme:
        return ranges[scheme]
    if column.datatype == "boolean":
        return '"yes,no"'
    if not column.refers_to:
        return None
    tables = [definition.by_kind[kind] for kind in column.refers_to if kind in definition.by_kind]
    if len(tables) < len(column.refers_to):
        return None
    shipped = next((table.shipped_as for table in tables if table.shipped_as), None)
    if shipped:
        return ranges[shipped]
    if len(tables) == 1 and tables[0].has_ids:
        letter = get_column_letter([c.name for c in tables[0].columns].index("id") + 1)
        sheet = quote_sheetname(tables[0].name)
        return f"{sheet}!${letter}${FIRST_ROW}:${letter}${ROWS_WITH_HELP}"
    return None


def _format_column(sheet: Any, number: int, column: Column) -> None:
    """Keep the spreadsheet from taking ids and codes for numbers, and from reordering dates."""
    if column.datatype == "date":
        style = _DATE_FORMAT
    elif column.datatype == "string" or column.age or column.suppressed:
        style = _TEXT_FORMAT
    else:
        return
    sheet.column_dimensions[get_column_letter(number)].number_format = style
