"""The workbook: every table on a sheet that can be filtered, with a sheet that explains it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from service.exports.content.read_me import (
    FILE_TITLE,
    describe_completeness,
    describe_headline,
    describe_parameters,
    describe_reading,
    describe_run,
    describe_withheld,
)
from service.exports.content.records import Value
from service.exports.content.tables import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    MOMENT,
    NUMBER,
    SHARE,
    STATUS,
    TEXT,
    Column,
    Row,
    Table,
)
from service.exports.content.text import strip_illegal
from service.exports.contract import ExportData, write_atomically
from service.formulas import is_formula_like

NAME = "xlsx"
TITLE = "Workbook for planners: every table, ready to filter"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"

MOST_ROWS = 1_048_576
"""Rows of one sheet, the header among them; further rows go to further sheets."""
LONGEST_CELL = 32_767
LARGEST = 10**15
"""Excel keeps 15 digits; a longer number is written as text."""
CUT = " … (cut)"
WIDTHS: Mapping[str, int] = {
    TEXT: 26, LONG: 60, INTEGER: 12, NUMBER: 12, SHARE: 12,
    DATE: 13, MOMENT: 20, BOOLEAN: 13, STATUS: 12,
}  # fmt: skip
FILLS = {"covered": "CDEBDD", "unknown": "FFEFC2", "gap": "F6CFC4"}
FORMATS = {SHARE: "0.0%", DATE: "yyyy-mm-dd", MOMENT: "yyyy-mm-dd hh:mm", NUMBER: "#,##0.######"}
EPOCH = date(1900, 3, 1)
"""Before this day Excel's calendar is wrong; such dates are written as text."""


def write(data: ExportData, path: Path) -> None:
    """Write the workbook, streaming row by row."""
    with write_atomically(path) as part, part.open("wb") as out:
        book = Workbook(write_only=True)
        book.properties.title = FILE_TITLE
        book.properties.creator = "nowrongdoor"
        book.properties.created = data.generated_at.astimezone(UTC).replace(tzinfo=None)
        book.properties.modified = book.properties.created
        try:
            writer = _Writer(book, book.create_sheet("read me"))
            for table in data.tables.values():
                writer.write_table(table)
            writer.write_read_me(data)
            book.save(out)
        finally:
            # After a failure, the sheets' own temporary files are still open.
            for sheet in book.worksheets:
                if not sheet.closed:
                    sheet.close()


class _Writer:
    """Writes the sheets of one workbook, and counts what had to be changed on the way."""

    def __init__(self, book: Workbook, read_me: Any) -> None:
        self.book, self.read_me = book, read_me
        self.sheets: list[tuple[str, str, int]] = []
        self.changes: Counter[str] = Counter()
        # Cells copy the style of one made beforehand: styling each afresh takes far longer.
        self.header = self._style(font=_font(bold=True), fill=_fill("E3E8EE"), wrap=True)
        self.quoted = self._style(quoted=True)
        self.wrapped = self._style(wrap=True)
        self.wrapped_quoted = self._style(wrap=True, quoted=True)
        self.title = self._style(font=_font(bold=True, size=16))
        self.bold = self._style(font=_font(bold=True))
        self.link = self._style(font=_font(color="005B94", underline="single"))
        self.statuses = {word: self._style(fill=_fill(fill)) for word, fill in FILLS.items()}
        self.numbers = {kind: self._style(number_format=f) for kind, f in FORMATS.items()}

    def write_table(self, table: Table) -> None:
        rows = table.read_rows()
        sheet, written, number = self._open(table, 1), 1, 1
        for row in rows:
            if written == MOST_ROWS:
                self._close(sheet, table, written)
                number += 1
                sheet, written = self._open(table, number), 1
            sheet.append(list(self._cells(sheet, table.columns, row)))
            written += 1
        self._close(sheet, table, written)

    def write_read_me(self, data: ExportData) -> None:
        sheet = self.read_me
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width = 28
        sheet.column_dimensions["B"].width = 100
        sheet.append([self._cell(sheet, FILE_TITLE, self.title)])
        for line in (describe_run(data), *describe_headline(data), describe_completeness(data)):
            self._line(line)
        self._line("Parameters: " + describe_parameters(data) + ".")
        self._heading("How to read it")
        for line in describe_reading():
            word = line.partition(":")[0]
            if word in FILLS:
                cells = [self._cell(sheet, word, self.statuses[word])]
                sheet.append([*cells, self._cell(sheet, line, self.wrapped)])
            else:
                self._line(line)
        self._heading("Sheets")
        for name, grain, count in self.sheets:
            words = f"{grain} {count:,} rows."
            link = self._cell(sheet, name, self.link)
            link.hyperlink = Hyperlink(ref="", location=f"'{name}'!A1", display=name)
            sheet.append([link, self._text(sheet, words, LONG)])
        self._heading("Notes")
        for line in (describe_withheld(data), *self._notes()):
            self._line(line)

    def _notes(self) -> Iterator[str]:
        yield "Text that a spreadsheet might run as a formula is stored as text, not as a formula."
        yield "Several values in one cell are separated by a semicolon."
        if self.changes["illegal"]:
            yield (
                f"Control characters that a workbook cannot hold were removed from "
                f"{self.changes['illegal']:,} cells."
            )
        if self.changes["cut"]:
            yield f"{self.changes['cut']:,} cells were cut at {LONGEST_CELL:,} characters."

    def _line(self, text: str) -> None:
        self.read_me.append([None, self._text(self.read_me, text, LONG)])

    def _heading(self, text: str) -> None:
        self.read_me.append([])
        self.read_me.append([self._cell(self.read_me, text, self.bold)])

    def _open(self, table: Table, number: int) -> Any:
        sheet = self.book.create_sheet(table.name if number == 1 else f"{table.name} {number}")
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        for place, column in enumerate(table.columns, start=1):
            width = max(WIDTHS[column.kind], min(len(column.name) + 4, 30))
            sheet.column_dimensions[get_column_letter(place)].width = width
        names = [column.name.replace("_", " ") for column in table.columns]
        sheet.append([self._cell(sheet, name, self.header) for name in names])
        return sheet

    def _close(self, sheet: Any, table: Table, written: int) -> None:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{last}{written}"
        self.sheets.append((sheet.title, table.grain, written - 1))

    def _cells(self, sheet: Any, columns: Sequence[Column], row: Row) -> Iterator[Any]:
        for column, value in zip(columns, row, strict=True):
            yield self._value(sheet, column.kind, value)

    def _value(self, sheet: Any, kind: str, value: Value) -> Any:
        if value is None:
            return None
        if isinstance(value, str):
            style = self.statuses.get(value) if kind == STATUS else None
            return self._cell(sheet, value, style) if style else self._text(sheet, value, kind)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        if isinstance(value, date) and date(value.year, value.month, value.day) < EPOCH:
            return value.isoformat()
        if isinstance(value, int | Decimal) and not -LARGEST < value < LARGEST:
            return self._text(sheet, str(value), kind)
        style = self.numbers.get(kind)
        return self._cell(sheet, value, style) if style else value

    def _text(self, sheet: Any, value: str, kind: str) -> Any:
        text = strip_illegal(value)
        if text != value:
            self.changes["illegal"] += 1
        if len(text) > LONGEST_CELL:
            self.changes["cut"] += 1
            text = text[: LONGEST_CELL - len(CUT)] + CUT
        risky = is_formula_like(text)
        wraps = kind == LONG and len(text) > WIDTHS[LONG]
        if not wraps and not risky and text not in ERROR_CODES:
            return text
        styles = (self.wrapped, self.wrapped_quoted) if wraps else (None, self.quoted)
        cell = self._cell(sheet, text, styles[risky])
        cell.data_type = "s"
        return cell

    def _cell(self, sheet: Any, value: Any, style: Any) -> Any:
        cell: Any = WriteOnlyCell(sheet, value)
        if style is not None:
            cell._style = copy(style)
        return cell

    def _style(
        self,
        *,
        font: Font | None = None,
        fill: PatternFill | None = None,
        number_format: str | None = None,
        wrap: bool = False,
        quoted: bool = False,
    ) -> Any:
        cell: Any = WriteOnlyCell(self.read_me)
        if font:
            cell.font = font
        if fill:
            cell.fill = fill
        if number_format:
            cell.number_format = number_format
        if wrap:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if quoted:
            cell.quotePrefix = True
        return cell._style


def _font(**look: Any) -> Font:
    return Font(**{"name": "Calibri", "size": 11, **look})


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)
