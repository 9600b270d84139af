"""Text made of the figures of a result, each kept with the place it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

Block = dict[str, Any]
Figure = dict[str, Any]
UNKNOWN = "not known"
_NUMBER = re.compile(rf"-?[\d,.]+%?( and more)?$|{UNKNOWN}$")


Rows = Sequence[tuple[int, dict[str, Any]]]
"""Rows of a list of the result, each with its place in it."""


class Told:
    """What sections are told of: the result, and which of its rows are of the budget."""

    def __init__(self, budget: str, result: dict[str, Any]) -> None:
        self.result = result
        self.place = next(i for i, row in enumerate(result["budgets"]) if row["budget"] == budget)
        self.budget = result["budgets"][self.place]
        self.currency = self.budget["currency"]

    def rows(self, list_: str, **wanted: Any) -> Rows:
        return [
            (i, row)
            for i, row in enumerate(self.result[list_])
            if row["budget"] == self.budget["budget"]
            and all(row[name] == value for name, value in wanted.items())
        ]


class Teller:
    """Writes the blocks of one section.

    `figures` has one object a number or name that the text takes from the result: `list`, `row`,
    `column` and `form` say where it stands and how it is written, `text` is what it is written as.
    """

    def __init__(self, result: dict[str, Any]) -> None:
        self.result = result
        self.blocks: list[Block] = []
        self.figures: list[Figure] = []

    def take(self, list_: str, row: int, column: str, form: str) -> str:
        """A figure of the result in words, noted as one."""
        text = write_figure(self.result[list_][row][column], form)
        figure = {"list": list_, "row": row, "column": column, "form": form, "text": text}
        self.figures.append(figure)
        return text

    def sum(self, list_: str, row: int, column: str = "amount", currency: str = "") -> str:
        """A sum in words; `and more` where amounts of it are not known."""
        of = self.result[list_][row]
        unknown = f"{column}_unknown" if f"{column}_unknown" in of else "unknown"
        amount = f"{self.take(list_, row, column, 'money')} {currency}".rstrip()
        return f"{amount} and more" if of[unknown] else amount

    def tally(self, list_: str, rows: Sequence[int]) -> str:
        """How many rows of a list are meant, noted as a figure."""
        text = write_figure(len(rows), "count")
        figure = {"list": list_, "row": list(rows), "column": None, "form": "tally", "text": text}
        self.figures.append(figure)
        return text

    def paragraph(self, *sentences: str) -> None:
        self.blocks.append({"kind": "paragraph", "text": " ".join(filter(None, sentences))})

    def items(self, items: Sequence[str]) -> None:
        if items:
            self.blocks.append({"kind": "list", "items": list(items)})

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        if rows:
            table = {"kind": "table", "header": list(header), "rows": [list(row) for row in rows]}
            self.blocks.append(table)


def write_figure(value: Any, form: str) -> str:
    """A value of the result as the text has it.

    >>> write_figure("1234567.50", "money"), write_figure("2000.00", "money")
    ('1,234,567.50', '2,000')
    >>> write_figure(0.125, "share"), write_figure(None, "money"), write_figure(3, "count")
    ('12.5%', 'not known', '3')
    """
    if value is None:
        return UNKNOWN
    if form in ("money", "lack"):
        amount = abs(Decimal(value)) if form == "lack" else Decimal(value)
        return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    if form == "share":
        return f"{value:.1%}"
    if form == "number":
        return f"{value:,.1f}".removesuffix(".0")
    if form == "count":
        return f"{value:,}"
    return " ".join(str(value).split())


def render_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown; a bar in a cell is escaped."""
    parts = []
    for block in blocks:
        if block["kind"] == "paragraph":
            parts.append(block["text"])
        elif block["kind"] == "list":
            parts.append("\n".join(f"- {item}" for item in block["items"]))
        else:
            rule = ["---:" if is_right else "---" for is_right in find_right(block)]
            lines = [block["header"], rule, *block["rows"]]
            parts.append("\n".join(_line(line) for line in lines))
    return "\n\n".join(parts)


def find_right(table: Block) -> list[bool]:
    """Which columns of a table stand at the right: those of numbers."""
    columns = list(zip(*table["rows"], strict=True))
    return [all(not cell or _NUMBER.match(cell) for cell in column) for column in columns]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
