"""Writing the cells of a budget form: amounts, and formulas with the value they come to.

XlsxWriter is used here and not openpyxl, as it alone stores a formula's value beside it: programs
that do not calculate show the value, the others calculate it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from service.exports.content.text import strip_illegal
from service.formulas import is_formula_like

MONEY = "#,##0.00"
NOT_KNOWN = "not known"
LONGEST_CELL = 32_767
LINE = 15
"""Height of a line, in points."""
LETTERS = 0.85
"""Letters that surely fit for each unit of a column's width."""


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook."""

    title: Any
    heading: Any
    heading_right: Any
    group: Any
    text: Any
    quoted: Any
    wrapped: Any
    money: Any
    unknown: Any
    right: Any
    subtotal: Any
    subtotal_text: Any
    total: Any
    total_text: Any
    share: Any


def make_looks(book: Any) -> Looks:
    """The formats, readable in black and white: bold, lines and italics carry what they say."""
    add: Callable[[dict[str, Any]], Any] = book.add_format
    money = {"num_format": MONEY}
    head = {"bold": True, "bg_color": "#E3E8EE", "text_wrap": True, "valign": "top", "bottom": 1}
    return Looks(
        title=add({"bold": True, "font_size": 16}),
        heading=add(head),
        heading_right=add({**head, "align": "right"}),
        group=add({"bold": True, "valign": "bottom"}),
        text=add({"valign": "top"}),
        quoted=add({"valign": "top", "quote_prefix": True}),
        wrapped=add({"text_wrap": True, "valign": "top"}),
        money=add({**money, "valign": "top"}),
        right=add({"align": "right", "valign": "top"}),
        unknown=add({"italic": True, "align": "right", "valign": "top"}),
        subtotal=add({**money, "bold": True, "top": 1}),
        subtotal_text=add({"bold": True, "top": 1}),
        total=add({**money, "bold": True, "top": 1, "bottom": 6}),
        total_text=add({"bold": True, "top": 1, "bottom": 6}),
        share=add({"num_format": "0.0%", "valign": "top"}),
    )  # fmt: skip


class Sheet:
    """One sheet, written from top to bottom."""

    def __init__(self, book: Any, looks: Looks, name: str, redact: Callable[[str], str]) -> None:
        self.name, self.looks, self._redact = name, looks, redact
        self.sheet = book.add_worksheet(name)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        self.row = 0

    def widths(self, *widths: float) -> None:
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def next(self, rows: int = 1) -> int:
        """Go on to a later row; gives the number of the row that was being written."""
        self.row += rows
        return self.row - rows

    def tall(self, text: str, width: float) -> None:
        """Make the row as high as wrapped text needs; not every program does it by itself."""
        letters = max(1, int(width * LETTERS))
        lines = sum(max(1, -(-len(part) // letters)) for part in text.split("\n"))
        if lines > 1:
            self.sheet.set_row(self.row, LINE * lines)

    def text(self, column: int, value: str | None, look: Any = None) -> None:
        """Text that stays text, whatever it looks like."""
        if value is None:
            return
        plain = strip_illegal(self._redact(value))[:LONGEST_CELL]
        quoted = self.looks.quoted if is_formula_like(plain) else self.looks.text
        self.sheet.write_string(self.row, column, plain, look or quoted)

    def header(self, titles: Sequence[str], *, numbers: Sequence[int] = ()) -> None:
        """The titles of columns; those of `numbers` stand at the right, as their cells do."""
        for column, title in enumerate(titles):
            look = self.looks.heading_right if column in numbers else self.looks.heading
            self.text(column, title, look)
        self.next()

    def money(self, column: int, amount: str | None, look: Any = None) -> None:
        """An amount, or that it is not known; nothing in a cell is no amount."""
        if amount is None:
            self.text(column, NOT_KNOWN, self.looks.unknown)
        else:
            self.sheet.write_number(self.row, column, Decimal(amount), look or self.looks.money)

    def formula(self, column: int, formula: str, value: Decimal, look: Any = None) -> None:
        """A formula of cents, with the value it comes to."""
        written = f"=ROUND({formula},2)"
        self.sheet.write_formula(self.row, column, written, look or self.looks.subtotal, value)


def cell(row: int, column: int, *, fixed: bool = False) -> str:
    """The name of a cell, such as `B3`.

    >>> cell(2, 1), cell(2, 1, fixed=True)
    ('B3', '$B$3')
    """
    name: str = xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed)
    return name


def span(column: int, first: int, last: int) -> str:
    """A part of a column, such as `B3:B9`.

    >>> span(1, 2, 8)
    'B3:B9'
    """
    return f"{cell(first, column)}:{cell(last, column)}"
