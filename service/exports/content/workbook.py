"""The sheets of a take-away workbook, and the one that explains them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from service.exports.content.read_me import (
    describe_completeness,
    describe_headline,
    describe_parameters,
    describe_reading,
    describe_run,
    describe_withheld,
)
from service.exports.content.tables import LONG, Table
from service.exports.contract import ExportData, write_atomically
from service.sheets import FILLS, MOST_ROWS, WIDTHS, Cells, writing_book


def write_workbook(data: ExportData, tables: Iterable[Table], path: Path, *, title: str) -> None:
    """Write a sheet a table, streaming row by row, after a sheet that explains them."""
    with (
        write_atomically(path) as part,
        part.open("wb") as out,
        writing_book(title, data.generated_at) as book,
    ):
        writer = _Writer(book, book.create_sheet("read me"), title)
        for table in tables:
            writer.write_table(table)
        writer.write_read_me(data)
        book.save(out)


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook, read_me: Any, title: str) -> None:
        self.book, self.read_me, self.title = book, read_me, title
        self.sheets: list[tuple[str, str, int]] = []
        self.cells = Cells(read_me)

    def write_table(self, table: Table) -> None:
        rows = table.read_rows()
        sheet, written, number = self._open(table, 1), 1, 1
        for row in rows:
            if written == MOST_ROWS:
                self._close(sheet, table, written)
                number += 1
                sheet, written = self._open(table, number), 1
            sheet.append(
                [
                    self.cells.value(sheet, column.kind, value)
                    for column, value in zip(table.columns, row, strict=True)
                ]
            )
            written += 1
        self._close(sheet, table, written)

    def write_read_me(self, data: ExportData) -> None:
        sheet, cells = self.read_me, self.cells
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width = 28
        sheet.column_dimensions["B"].width = 100
        sheet.append([cells.cell(sheet, self.title, cells.title)])
        for line in (describe_run(data), *describe_headline(data), describe_completeness(data)):
            self._line(line)
        self._line("Parameters: " + describe_parameters(data) + ".")
        self._heading("How to read it")
        for line in describe_reading():
            word = line.partition(":")[0]
            if word in FILLS:
                named = cells.cell(sheet, word, cells.statuses[word])
                sheet.append([named, cells.cell(sheet, line, cells.wrapped)])
            else:
                self._line(line)
        self._heading("Sheets")
        for name, grain, count in self.sheets:
            words = f"{grain} {count:,} rows."
            link = cells.cell(sheet, name, cells.link)
            link.hyperlink = Hyperlink(ref="", location=f"'{name}'!A1", display=name)
            sheet.append([link, cells.text(sheet, words, LONG)])
        self._heading("Notes")
        for line in (describe_withheld(data), *cells.describe()):
            self._line(line)

    def _line(self, text: str) -> None:
        self.read_me.append([None, self.cells.text(self.read_me, text, LONG)])

    def _heading(self, text: str) -> None:
        self.read_me.append([])
        self.read_me.append([self.cells.cell(self.read_me, text, self.cells.bold)])

    def _open(self, table: Table, number: int) -> Any:
        sheet = self.book.create_sheet(table.name if number == 1 else f"{table.name} {number}")
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        for place, column in enumerate(table.columns, start=1):
            width = max(WIDTHS[column.kind], min(len(column.name) + 4, 30))
            sheet.column_dimensions[get_column_letter(place)].width = width
        names = [column.name.replace("_", " ") for column in table.columns]
        sheet.append([self.cells.cell(sheet, name, self.cells.header) for name in names])
        return sheet

    def _close(self, sheet: Any, table: Table, written: int) -> None:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{last}{written}"
        self.sheets.append((sheet.title, table.grain, written - 1))
