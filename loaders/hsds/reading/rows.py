"""Rows of a text table, one by one, with quotation marks that are never closed mended.

An unclosed quotation mark swallows the rows after it into one cell. Where that shows (the file
ends, or the cell grows beyond MAX_CELL, within the cell; or the row has too many cells or an odd
number of marks, while its first two lines each have the right number of cells), the row is taken to
end with its line and the lines after it are read anew.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from graph.errors import SourceError
from loaders.hsds.reading.decoding import MAX_LINE
from loaders.hsds.remarks import Remarks
from loaders.source import Record

MAX_CELL = 16 * 1024**2
"""The most characters of one cell."""
_MOST_MENDED = 1_000


class Rows:
    """Iterates over (row, cells); the header is row 1. Raises SourceError for hopeless text."""

    def __init__(
        self, lines: Iterator[str], *, delimiter: str, file: str, table: str, remarks: Remarks
    ) -> None:
        self._lines, self._again = lines, deque[str]()
        self._held: list[str] = []
        self._delimiter, self._file, self._table = delimiter, file, table
        self._remarks, self._mended, self._row = remarks, 0, 0
        self._width: int | None = None

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        before = csv.field_size_limit(MAX_CELL)
        try:
            yield from self._rows()
        finally:
            csv.field_size_limit(before)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        reader = self._reader()
        while True:
            self._held, self._row, mended = [], self._row + 1, self._mended
            try:
                cells = next(reader, None)
            except csv.Error as error:
                if len(self._held) < 2:
                    raise self._hopeless(f"{error}") from error
                cells = self._mend(f"a cell is longer than {MAX_CELL:,} characters")
            else:
                if cells is None:
                    return
                if len(self._held) > 1 and (why := self._swallowed(cells)):
                    cells = self._mend(why)
                elif len(self._held) == 1 and self._is_open():
                    self._tell("the file ends within a cell")
            if self._mended > mended:
                reader = self._reader()
            self._width = len(cells) if self._width is None else self._width
            yield self._row, cells

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._fed(), delimiter=self._delimiter)

    def _fed(self) -> Iterator[str]:
        """The lines the csv reader asks for, remembered as long as its row is not whole."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            if len(line) >= MAX_LINE and line[-1:] not in ("\n", "\r"):
                raise self._hopeless(f"a line is longer than {MAX_LINE:,} characters")
            if "\0" in line:
                self._remarks.tally(
                    Record(self._table, {}, self._file, self._row),
                    "nul-bytes",
                    "the row holds NUL bytes, as a damaged or binary file does; they are left out",
                )
            self._held.append(line)
            yield line

    def _swallowed(self, cells: Sequence[str]) -> str | None:
        """Why a row of several lines is taken for one that swallowed the rows after it."""
        if self._is_open():
            return "a quotation mark is never closed"
        alone = len(self._cells(0)), len(self._cells(1))
        odd = len(cells) > (self._width or 0) or self._is_odd()
        if odd and self._width and self._width > 1 and alone == (self._width, self._width):
            return "a quotation mark is closed in a later row only"
        return None

    def _is_open(self) -> bool:
        """Whether the file ended within the row; csv then gives what it has."""
        return self._is_odd() and self._at_end()

    def _is_odd(self) -> bool:
        return sum(line.count('"') for line in self._held) % 2 == 1

    def _at_end(self) -> bool:
        if not self._again and (line := next(self._lines, None)) is not None:
            self._again.append(line)
        return not self._again

    def _cells(self, place: int) -> list[str]:
        """The cells of one of the row's lines, read alone."""
        found = next(csv.reader([self._held[place]], delimiter=self._delimiter), [])
        return [cell.rstrip("\r\n") for cell in found]

    def _mend(self, why: str) -> list[str]:
        """The cells of the row's first line; the lines after it are read anew."""
        self._mended += 1
        if self._mended > _MOST_MENDED:
            raise self._hopeless("quotation marks do not pair in more than 1,000 rows")
        self._tell(f"{why}; the row is taken to end with its line")
        self._again.extendleft(reversed(self._held[1:]))
        return self._cells(0)

    def _tell(self, message: str) -> None:
        record = Record(self._table, {}, self._file, self._row)
        self._remarks.tell(record, "unclosed-quote", message)

    def _hopeless(self, reason: str) -> SourceError:
        return SourceError(
            f"{reason}; a quotation mark may never be closed, or this is no table",
            path=self._file,
            row=self._row,
        )
