"""What the sheets of a budget form share: rows of the budget, years across, and sums of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from service.budget_files.sheets import Looks, Sheet, cell
from service.exports.contract import ExportData

Rows = Sequence[Mapping[str, Any]]
NOTHING = Decimal("0.00")
LEAD = 3
"""Columns before the first year."""


class FormPart:
    """The sheets of one budget, without what stands in them."""

    def __init__(
        self, book: Any, looks: Looks, data: ExportData, budget: Mapping[str, Any], ending: str
    ) -> None:
        self.book, self.looks, self.ending = book, looks, ending
        self.result, self.budget = data.result, budget
        withheld = data.withheld
        self.redact = str if withheld.addresses is None else withheld.redact
        self.years = [row["fiscal_year"] for row in self.rows("balance")]
        self.totals: dict[str, tuple[str, int]] = {}
        """Where the sums of all years stand: name -> (sheet, row)."""

    def rows(self, name: str, **wanted: Any) -> Rows:
        return [
            row
            for row in self.result[name]
            if row["budget"] == self.budget["budget"]
            and all(row[key] == value for key, value in wanted.items())
        ]

    def sheet(self, name: str) -> Sheet:
        sheet = Sheet(self.book, self.looks, name + self.ending, self.redact)
        sheet.text(0, self.budget["name"], self.looks.title)
        sheet.next(2)
        return sheet

    def year_header(self, sheet: Sheet, *lead: str) -> None:
        sheet.widths(58, 18, 36, *[15] * len(self.years), 16)
        numbers = range(LEAD, LEAD + len(self.years) + 1)
        sheet.header([*lead, *self.years, "All years"], numbers=numbers)
        sheet.sheet.freeze_panes(sheet.row, 1)
        sheet.sheet.repeat_rows(sheet.row - 1)

    def write_all_years(self, sheet: Sheet, value: Decimal, look: Any) -> None:
        column = LEAD + len(self.years)
        across = f"{cell(sheet.row, LEAD)}:{cell(sheet.row, column - 1)}"
        sheet.formula(column, f"SUM({across})", value, look)

    def write_sum(
        self, sheet: Sheet, title: str, rows: Sequence[int], name: str, look: Any
    ) -> None:
        """The sum of some rows, one column a year; noted as `name`."""
        sheet.text(0, title, self.looks.total_text)
        for column in (1, 2):
            sheet.text(column, "", self.looks.total_text)
        for place, row in enumerate(self.rows("balance")):
            column = LEAD + place
            formula = "+".join(cell(each, column) for each in rows) or "0"
            sheet.formula(column, formula, Decimal(row[name]), look)
        self.write_all_years(sheet, Decimal(self.budget[name]), look)
        self.totals[name] = (sheet.name, sheet.next())


def add(amounts: Any) -> Decimal:
    """The sum of amounts as text; those not known are left out."""
    return sum((Decimal(amount) for amount in amounts if amount is not None), NOTHING)
