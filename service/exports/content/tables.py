"""Tables as every tabular export writes them: columns with a kind and a meaning, and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.public.withheld import Withheld
from service.exports.content.records import Value

Row = tuple[Value, ...]

TEXT = "text"
LONG = "long text"
INTEGER = "integer"
NUMBER = "number"
MONEY = "money"
"""An exact amount; a result has it as text with two decimals."""
SHARE = "share"
DATE = "date"
MOMENT = "moment"
BOOLEAN = "boolean"
STATUS = "status"
"""`covered`, `unknown` or `gap`."""


@dataclass(frozen=True)
class Column:
    """One column: its name, its kind, and what it means."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table; `grain` says what one row is. `make_rows` may be called again."""

    name: str
    grain: str
    columns: Sequence[Column]
    make_rows: Callable[[], Iterable[Row]]
    withheld: Withheld

    def read_rows(self) -> Iterator[Row]:
        """The rows in their order, without the addresses that are withheld."""
        redact = self.withheld.redact
        if self.withheld.addresses is None:
            yield from self.make_rows()
            return
        for row in self.make_rows():
            yield tuple(redact(cell) if isinstance(cell, str) else cell for cell in row)
