"""Pages of a table whose rows have a key: a cursor names the row that a page begins after.

The cursor is base64url of JSON: the row's number, then the cells of its key. The number only tells
rows apart that share a key, which one record with two names in two sources can cause.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from graph.errors import BadParameter
from queries.run import OpenTable, Row, Value
from service.errors import PageGone

LONGEST_CURSOR = 8192


@dataclass(frozen=True)
class Cursor:
    """The row that a page begins after."""

    number: int
    """Counted from 1 in the whole table."""
    key: tuple[Any, ...]
    """The cells of its key, as JSON values."""


class Page:
    """The rows of a table from one row on, at most `limit` of them; they are read once.

    `truncated` and `cursor` are known when all rows have been read.
    """

    def __init__(
        self,
        rows: Iterator[Row],
        *,
        limit: int | None = None,
        key: Sequence[int] = (),
        skipped: int = 0,
    ) -> None:
        self._rows = rows
        self._limit = limit
        self._key = key
        self._skipped = skipped
        self.truncated = False
        """Whether more rows follow."""
        self.cursor: str | None = None
        """That of the last row, where more rows follow and rows have a key."""
        self.count = 0
        """How many rows have been read."""

    def __iter__(self) -> Iterator[Row]:
        last: Row = ()
        for row in islice(self._rows, self._limit):
            self.count += 1
            last = row
            yield row
        self.truncated = self._limit is not None and next(self._rows, None) is not None
        if self.truncated and self._key:
            key = tuple(_plain(last[place]) for place in self._key)
            self.cursor = render_cursor(Cursor(self._skipped + self.count, key))


def open_page(
    open_table: Callable[[], OpenTable],
    *,
    limit: int | None,
    key: Sequence[str] = (),
    after: Cursor | None = None,
) -> tuple[OpenTable, Page]:
    """The table, and its rows from the one after the cursor's on.

    Raises PageGone where no row has the cursor's key. The table may be opened twice: when the data
    changed, the row may stand before the place where it is looked for first.
    """
    table = open_table()
    places = [[column.name for column in table.columns].index(name) for name in key]
    if after is None:
        return table, Page(table.rows(), limit=limit, key=places)
    earlier = None
    for number, cells in enumerate(table.rows(only=places), start=1):
        if tuple(map(_plain, cells)) == after.key:
            if number >= after.number:
                return table, Page(table.rows(), limit=limit, key=places, skipped=number)
            earlier = number
        if number >= after.number and earlier is not None:
            break
    if earlier is None:
        raise PageGone("the row that this page begins after is no longer there; begin again")
    table = open_table()
    rows = islice(table.rows(), earlier, None)
    return table, Page(rows, limit=limit, key=places, skipped=earlier)


def render_cursor(cursor: Cursor) -> str:
    """The cursor as it stands in an address."""
    text = json.dumps([cursor.number, *cursor.key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parse_cursor(text: str, *, key: Sequence[str], query: str) -> Cursor:
    """The cursor that a text is; raises BadParameter for text that is none of this query's.

    >>> parse_cursor(render_cursor(Cursor(7, ("a", None))), key=["id", "year"], query="q")
    Cursor(number=7, key=('a', None))
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        told = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        told = None
    if (
        len(text) > LONGEST_CURSOR
        or not isinstance(told, list)
        or len(told) != 1 + len(key)
        or type(told[0]) is not int
        or told[0] < 1
        or any(isinstance(cell, list | dict) for cell in told)
    ):
        raise BadParameter(
            f"cursor = {text[:60]!r} does not fit: expected `next` of an answer of {query}",
            query=query,
            name="cursor",
            value=text,
            expected="`next` of an answer",
        )
    return Cursor(told[0], tuple(told[1:]))


def _plain(value: Value) -> Any:
    """A cell as JSON gives it back."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value
