"""Rows of a sheet to records: cells parsed, bad rows reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from loaders.shipped import Shipped
from loaders.source import Progress, Record
from loaders.workbook.cells import UNREAD, CellError, Notice, Notices, cell_parser
from loaders.workbook.definition import Column, Table
from loaders.workbook.headings import Heading, match_headings
from loaders.workbook.reading import BadRow, RawRow, RawTable, TableReading, is_blank, width

NOTE_MARK = "note:"
"""A row whose first cell begins so explains the columns and is skipped."""
PROGRESS_EVERY = 5_000


def read_rows(table: Table, raw: RawTable, shipped: Shipped, progress: Progress) -> TableReading:
    """Records and issues of one sheet."""
    reading = TableReading(table, raw.file, raw.sheet)
    rows = iter(raw.rows)
    first, header = next((row for row in rows if not _is_blank_row(row)), (0, ()))
    if isinstance(header, BadRow):
        reading.report(
            "error", header.code, f"the headings cannot be read: {header.message}", row=first
        )
        return reading
    if not header:
        return reading
    headings = match_headings(table, first, header, shipped, reading)
    if headings is None:
        reading.rows_read = sum(1 for _ in _data_rows(rows))
        return reading
    reading.columns = tuple(dict.fromkeys(heading.column.name for heading in headings))
    defaults = _defaults(table, shipped)
    wide, stray = width(header), 0
    for number, cells in _data_rows(rows):
        reading.rows_read += 1
        if isinstance(cells, BadRow):
            reading.report("error", cells.code, cells.message, row=number)
            reading.refused.append(Record(table.name, {}, reading.file, number))
            continue
        beyond = len(cells) > wide and not is_blank(cells[wide:])
        if beyond and raw.ragged_is_wrong:
            _refuse_ragged(number, cells, wide, reading)
            continue
        stray += beyond
        _read_row(number, cells, headings, defaults, reading)
        if reading.rows_read % PROGRESS_EVERY == 0:
            progress(f"reading {table.name}", reading.rows_read, None)
    if stray:
        message = f"{stray:,} rows have cells to the right of the headings, which were not read"
        reading.report("warning", "no-heading", message, row=first)
    return reading


def _data_rows(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    """Rows that say something: blank ones and notes left out."""
    for row in rows:
        if _is_blank_row(row):
            continue
        first = None if isinstance(row[1], BadRow) else row[1][0]
        if isinstance(first, str) and first.lstrip()[: len(NOTE_MARK)].casefold() == NOTE_MARK:
            continue
        yield row


def _is_blank_row(row: RawRow) -> bool:
    return not isinstance(row[1], BadRow) and is_blank(row[1])


def _defaults(table: Table, shipped: Shipped) -> dict[str, Any]:
    return {
        column.name: cell_parser(column, shipped)(column.when_blank, [])
        for column in table.columns
        if column.when_blank is not None
    }


def _read_row(
    number: int,
    cells: Sequence[Any],
    headings: Sequence[Heading],
    defaults: dict[str, Any],
    reading: TableReading,
) -> None:
    values: dict[str, Any] = {}
    told: list[tuple[Column, Any, CellError | Notice]] = []
    notices: Notices = []
    for heading in headings:
        cell = cells[heading.place] if heading.place < len(cells) else None
        if cell is None or cell == "":
            continue
        try:
            value = heading.parse(cell, notices)
        except CellError as error:
            told.append((heading.column, cell, error))
            value = UNREAD
        if value is not None or (heading.column.absent and not is_blank([cell])):
            values[heading.column.name] = value
        if notices:
            told += [(heading.column, cell, notice) for notice in notices]
            notices.clear()
    row = _Row(number, values, reading)
    for column, cell, problem in told:
        row.report_cell(column, cell, problem)
    row.report_blank(headings)
    row.report_disorder()
    reading.filled.update(values.keys())
    values.update((name, value) for name, value in defaults.items() if name not in values)
    record = Record(reading.table.name, values, reading.file, number)
    (reading.refused if row.refused else reading.records).append(record)


@dataclass
class _Row:
    """A row whose cells have been read, and whether it has to be refused."""

    number: int
    values: dict[str, Any]
    reading: TableReading
    refused: bool = False

    def report_cell(self, column: Column, cell: Any, problem: CellError | Notice) -> None:
        value = problem.value or str(cell)
        if isinstance(problem, CellError):
            self._refuse(problem.code, f"{column.name} {problem}", column=column.name, value=value)
            return
        message = f"{column.name} {problem.message}"
        self._report("warning", problem.code, message, column=column.name, value=value)

    def report_blank(self, headings: Sequence[Heading]) -> None:
        """Refuse the row for required cells that are blank."""
        required = (heading.column for heading in headings if heading.column.required)
        for column in required:
            if column.name in self.values:
                continue
            code = "blank-id" if column.is_identifier else "blank-required"
            right = [*([column.example] if column.example else []), *column.absent]
            hint = f", such as {' or '.join(right)}" if right else ""
            message = f"{column.name} is blank and must be given{hint}"
            self._refuse(code, message, column=column.name)

    def report_disorder(self) -> None:
        """Refuse the row for pairs of values that come the wrong way round."""
        for pair in self.reading.table.ordered:
            first = self.values.get(pair.first, UNREAD)
            then = self.values.get(pair.then, UNREAD)
            if first is UNREAD or then is UNREAD:
                continue
            if first < then or (pair.equal and first == then):
                continue
            relation = "after" if pair.equal else "at or after"
            message = f"{pair.first} ({first}) is {relation} {pair.then} ({then})"
            self._refuse(
                "wrong-order", f"{message}; it must be before", column=pair.first, value=str(first)
            )

    def _refuse(self, code: str, message: str, *, column: str, value: str | None = None) -> None:
        self.refused = True
        self._report("error", code, message, column=column, value=value)

    def _report(
        self, severity: str, code: str, message: str, *, column: str, value: str | None
    ) -> None:
        name = self.values.get("id")
        self.reading.report(
            severity,
            code,
            message,
            row=self.number,
            column=column,
            value=value,
            record=name if isinstance(name, str) else None,
        )


def _refuse_ragged(number: int, cells: Sequence[Any], wide: int, reading: TableReading) -> None:
    message = (
        f"the row has {width(cells):,} cells under {wide:,} headings; "
        "put quotation marks around text that holds the separator"
    )
    extra = next(place for place in range(wide, len(cells)) if not is_blank([cells[place]]))
    where = f"column {extra + 1}"
    value = str(cells[extra])
    reading.report("error", "too-many-cells", message, row=number, column=where, value=value)
    reading.refused.append(Record(reading.table.name, {}, reading.file, number))
