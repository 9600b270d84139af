"""A workbook: the table, ready to filter, and a second sheet that says what it is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from service.tables.contract import Answered

if TYPE_CHECKING:
    from service.sheets import Cells

# openpyxl is imported where it is used: a process that only lists the formats need not wait for it.

NAME = "xlsx"
TITLE = "workbook for Excel, with a sheet about the table"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IS_FILE = True

CHUNK = 1 << 20
KINDS = {
    "list": "long text",
    "integer": "integer",
    "decimal": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "moment",
}
"""The look of a column of each type; those not here are text."""
LONGEST_NAME = 31
"""Letters of a sheet's name."""


def render(answered: Answered) -> Iterator[bytes]:
    """The workbook; where the rows do not fit one sheet, more follow it."""
    from service.sheets import Cells, writing_book

    with writing_book(answered.query.summary, answered.asked_at) as book, io.BytesIO() as out:
        first = book.create_sheet(_sheet_name(answered, 1))
        about = book.create_sheet("about")
        cells = Cells(about)
        _write_rows(answered, book, first, cells)
        _write_about(answered, about, cells)
        book.save(out)
        out.seek(0)
        while chunk := out.read(CHUNK):
            yield chunk


def _sheet_name(answered: Answered, number: int) -> str:
    name = answered.query.name.partition("/")[2]
    further = "" if number == 1 else f" {number}"
    return f"{name[: LONGEST_NAME - len(further)]}{further}"


def _write_rows(answered: Answered, book: Any, first: Any, cells: Cells) -> None:
    from service.sheets import MOST_ROWS

    kinds = [KINDS.get(column.type, "text") for column in answered.query.columns]
    sheet, written, number = first, 1, 1
    _open(answered, sheet, kinds, cells)
    for row in answered.page:
        if written == MOST_ROWS:
            _close(sheet, len(kinds), written)
            number += 1
            sheet, written = book.create_sheet(_sheet_name(answered, number)), 1
            _open(answered, sheet, kinds, cells)
        sheet.append([cells.value(sheet, *pair) for pair in zip(kinds, row, strict=True)])
        written += 1
    _close(sheet, len(kinds), written)


def _open(answered: Answered, sheet: Any, kinds: list[str], cells: Cells) -> None:
    from openpyxl.utils import get_column_letter

    from service.sheets import WIDTHS

    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    names = [column.name for column in answered.query.columns]
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True), start=1):
        width = max(WIDTHS[kind], min(len(name) + 4, 30))
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([cells.cell(sheet, name, cells.header) for name in names])


def _close(sheet: Any, columns: int, written: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{written}"


def _write_about(answered: Answered, sheet: Any, cells: Cells) -> None:
    query, generation = answered.query, answered.generation
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 100
    sheet.append([cells.cell(sheet, query.summary, cells.title)])
    lines = [
        ("question", query.question),
        ("rows", f"{answered.page.count:,}, {query.grain}"),
        ("query", query.name),
        *((f"parameter {name}", value) for name, value in answered.parameters.items()),
        ("generation", f"{generation.number}, {generation.published_at.isoformat()}"),
        ("asked at", answered.asked_at.isoformat(timespec="seconds")),
        ("source of the question", query.source),
        *(("note", line) for line in cells.describe()),
    ]
    if answered.page.truncated:
        lines.insert(2, ("not all", "more rows follow: they were left out, as was asked"))
    for name, value in lines:
        sheet.append([cells.cell(sheet, name, cells.bold), cells.text(sheet, value, "long text")])
    sheet.append([])
    sheet.append([cells.cell(sheet, name, cells.header) for name in ("column", "meaning", "unit")])
    for column in query.columns:
        sheet.append(
            [column.name, cells.text(sheet, column.meaning, "long text"), column.unit or None]
        )
