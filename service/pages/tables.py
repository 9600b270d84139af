"""Tables of pages: sorted and cut to pages by the server, whole when they are taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from markupsafe import Markup

from graph.errors import BadParameter

Row = Mapping[str, Any]
Kind = Literal["text", "long", "number", "share", "interval", "money", "day", "code", "boolean"]
NUMERIC = frozenset({"number", "share", "interval", "money"})


@dataclass(frozen=True)
class Shown:
    """One column of a table on a page.

    `title` is a message. A `code` is the English name of a code, told in the language of the page;
    `money` is exact, with its currency in the key `currency` of the row; an `interval` is a pair.
    `link` gives the address that a cell leads to, `show` what a cell shows in place of its value,
    as text or as Markup, and `note` a second, quiet line. Those get the row.
    """

    key: str
    title: str
    kind: Kind = "text"
    link: Callable[[Row], str | None] | None = None
    show: Callable[[Row], str | Markup] | None = None
    note: Callable[[Row], str | None] | None = None
    sorts: bool = True
    digits: int = 0

    @property
    def is_numeric(self) -> bool:
        """Whether it stands at the right."""
        return self.kind in NUMERIC

    @property
    def is_short(self) -> bool:
        """Whether its values are short and read as one: they are not broken into lines."""
        return self.is_numeric or self.kind == "day"


@dataclass(frozen=True)
class Listing:
    """A table: all its rows, and the part of them that is shown."""

    name: str
    title: str
    columns: tuple[Shown, ...]
    rows: Sequence[Row]
    sort: str
    page: int
    per_page: int

    def __post_init__(self) -> None:
        known = [column.key for column in self.columns if column.sorts]
        if self.sort and self.sort.removeprefix("-") not in known:
            expected = "one of " + ", ".join(known) + ", with - in front for the largest first"
            raise BadParameter(
                f"{self.name}_sort = {self.sort[:80]!r} does not fit: expected {expected}",
                query="",
                name=f"{self.name}_sort",
                value=self.sort,
                expected=expected,
            )

    @cached_property
    def sorted_rows(self) -> list[Row]:
        """All rows in the order asked for; what has no value is last, whatever the order."""
        if not self.sort:
            return list(self.rows)
        key = self.sort.removeprefix("-")
        told = [row for row in self.rows if row.get(key) is not None]
        untold = [row for row in self.rows if row.get(key) is None]
        told.sort(key=lambda row: sort_key(row[key]), reverse=self.sort.startswith("-"))
        return told + untold

    @property
    def shown(self) -> list[Row]:
        """The rows of the page that was asked for; none past the last page."""
        start = (self.page - 1) * self.per_page
        return self.sorted_rows[start : start + self.per_page]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.rows) // self.per_page))

    @property
    def first(self) -> int:
        """The number of the first row shown, of all."""
        return (self.page - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        """The number of the last row shown, of all."""
        return min(self.page * self.per_page, len(self.rows))

    def next_sort(self, column: Shown) -> str:
        """What sorts by a column: numbers the largest first, and the other way round after that."""
        first, other = (f"-{column.key}", column.key)
        if not column.is_numeric:
            first, other = other, first
        return other if self.sort == first else first

    def direction(self, column: Shown) -> str | None:
        """`ascending` or `descending` where it is sorted by this column."""
        if self.sort.removeprefix("-") != column.key:
            return None
        return "descending" if self.sort.startswith("-") else "ascending"


def sort_key(value: Any) -> tuple[int, Any]:
    """What a value is sorted by: numbers and intervals by size, texts without case.

    >>> sort_key(True) < sort_key(2.5) < sort_key("Alder") < sort_key("birch")
    True
    """
    if isinstance(value, bool | int | float):
        return (0, (float(value), 0.0))
    if isinstance(value, list | tuple):
        if value and all(isinstance(each, int | float) for each in value):
            return (0, (float(value[0]), float(value[-1])))
        return (1, ", ".join(map(str, value)).casefold())
    if hasattr(value, "as_tuple"):
        return (0, (float(value), 0.0))
    return (1, str(value).casefold())
