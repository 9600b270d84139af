"""What is read of one table: records, refused rows and issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from loaders.source import Issue, Record
from loaders.workbook.definition import Table

SHOWN_CHARACTERS = 80
"""How much of a value an issue shows."""


@dataclass(frozen=True)
class BadRow:
    """Stands for cells that cannot be told apart; the code and message of the row's issue."""

    code: str
    message: str


@dataclass(frozen=True)
class BadValue:
    """Stands in a cell for something that is no value; the code and message of its issue."""

    code: str
    message: str
    shown: str

    def __str__(self) -> str:
        return self.shown


RawRow = tuple[int, Sequence[Any] | BadRow]
"""The row as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True)
class RawTable:
    """A sheet or file as it stands, headings first."""

    name: str
    file: str
    sheet: str | None
    rows: Iterable[RawRow]
    ragged_is_wrong: bool = False
    """Whether cells beyond the headings mean that a row is broken, as in delimited text."""


@dataclass
class TableReading:
    """What was read of one table."""

    table: Table
    file: str
    sheet: str | None
    records: list[Record] = field(default_factory=list)
    refused: list[Record] = field(default_factory=list)
    """Rows with a bad cell; their ids count as taken, and what points to them is refused too."""
    issues: list[Issue] = field(default_factory=list)
    rows_read: int = 0
    columns: tuple[str, ...] = ()
    """Columns that have a heading."""
    filled: Counter[str] = field(default_factory=Counter)
    """Column -> cells that hold something."""

    def report(
        self,
        severity: str,
        code: str,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        record: str | None = None,
    ) -> None:
        """Add an issue of this table."""
        shown = None if value is None else shorten(value)
        self.issues.append(
            Issue(severity, code, message, self.file, self.sheet, row, column, shown, record)
        )


def shorten(text: str) -> str:
    """Short, and fit to be printed and stored.

    >>> shorten("one\\x00two")
    'one two'
    """
    text = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "..."
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " for sign in text)


def is_blank(cells: Sequence[Any]) -> bool:
    """Whether no cell holds anything."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def width(cells: Sequence[Any]) -> int:
    """Columns up to the last that holds something."""
    for place in range(len(cells), 0, -1):
        if not is_blank(cells[place - 1 : place]):
            return place
    return 0


def named_rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[RawRow]:
    """Rows given by column name, as a sheet shows them: headings in row 1, in the order met."""
    columns = list(dict.fromkeys(chain.from_iterable(rows)))
    yield 1, columns
    for number, row in enumerate(rows, start=2):
        yield number, [row.get(column) for column in columns]
