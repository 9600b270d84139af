"""Cells of a workbook: typed, styled, and never run as a formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill

from service.exports.content.tables import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    MOMENT,
    MONEY,
    NUMBER,
    SHARE,
    STATUS,
    TEXT,
)
from service.exports.content.text import strip_illegal
from service.formulas import is_formula_like

MOST_ROWS = 1_048_576
"""Rows of one sheet, the header among them; further rows go to further sheets."""
LONGEST_CELL = 32_767
LARGEST = 10**15
"""Excel keeps 15 digits; a longer number is written as text."""
CUT = " … (cut)"
WIDTHS: Mapping[str, int] = {
    TEXT: 26, LONG: 60, INTEGER: 12, NUMBER: 12, MONEY: 14, SHARE: 12,
    DATE: 13, MOMENT: 20, BOOLEAN: 13, STATUS: 12,
}  # fmt: skip
FILLS = {"covered": "CDEBDD", "unknown": "FFEFC2", "gap": "F6CFC4"}
FORMATS = {
    SHARE: "0.0%", DATE: "yyyy-mm-dd", MOMENT: "yyyy-mm-dd hh:mm", NUMBER: "#,##0.######",
    MONEY: "#,##0.00",
}  # fmt: skip
EPOCH = date(1900, 3, 1)
"""Before this day Excel's calendar is wrong; such dates are written as text."""

Value = str | int | float | Decimal | bool | date | None


@contextmanager
def writing_book(title: str, made_at: datetime) -> Iterator[Workbook]:
    """A workbook that is written row by row; `made_at` has a time zone."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "nowrongdoor"
    book.properties.created = made_at.astimezone(UTC).replace(tzinfo=None)
    book.properties.modified = book.properties.created
    try:
        yield book
    finally:
        # After a failure, the sheets' own temporary files are still open.
        for sheet in book.worksheets:
            if not sheet.closed:
                sheet.close()


class Cells:
    """Makes the cells of one workbook, and counts what had to be changed on the way."""

    def __init__(self, sheet: Any) -> None:
        """`sheet` is any of the workbook."""
        self._sheet = sheet
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

    def value(self, sheet: Any, kind: str, value: Value) -> Any:
        """A value as what `append` takes, in the look of its kind."""
        if value is None:
            return None
        if isinstance(value, str):
            style = self.statuses.get(value) if kind == STATUS else None
            return self.cell(sheet, value, style) if style else self.text(sheet, value, kind)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        if isinstance(value, date) and date(value.year, value.month, value.day) < EPOCH:
            return value.isoformat()
        if isinstance(value, int | Decimal) and not -LARGEST < value < LARGEST:
            return self.text(sheet, str(value), kind)
        style = self.numbers.get(kind)
        return self.cell(sheet, value, style) if style else value

    def text(self, sheet: Any, value: str, kind: str) -> Any:
        """Text that stays text, whatever it looks like."""
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
        cell = self.cell(sheet, text, styles[risky])
        cell.data_type = "s"
        return cell

    def styled(self, sheet: Any, text: str, style: Any) -> Any:
        """Text in one look, that stays text whatever it looks like."""
        cell = self.cell(sheet, strip_illegal(text), style)
        cell.data_type = "s"
        return cell

    def cell(self, sheet: Any, value: Any, style: Any) -> Any:
        """A cell in a look of this object, or in none."""
        cell: Any = WriteOnlyCell(sheet, value)
        if style is not None:
            cell._style = copy(style)
        return cell

    def describe(self) -> Iterator[str]:
        """Sentences about how cells differ from what was loaded."""
        yield "Text that a spreadsheet might run as a formula is stored as text, not as a formula."
        yield "Several values in one cell are separated by a semicolon."
        if self.changes["illegal"]:
            yield (
                f"Control characters that a workbook cannot hold were removed from "
                f"{self.changes['illegal']:,} cells."
            )
        if self.changes["cut"]:
            yield f"{self.changes['cut']:,} cells were cut at {LONGEST_CELL:,} characters."

    def _style(
        self,
        *,
        font: Font | None = None,
        fill: PatternFill | None = None,
        number_format: str | None = None,
        wrap: bool = False,
        quoted: bool = False,
    ) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
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
