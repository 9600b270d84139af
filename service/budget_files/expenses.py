"""The sheets of expenses: by activity and line, and by kind of cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from service.budget_files.parts import LEAD, FormPart, Rows, add
from service.budget_files.sheets import Sheet, cell, span

CATEGORIES = (
    ("a", "personnel", "Personnel"),
    ("b", "fringe", "Fringe benefits"),
    ("c", "travel", "Travel"),
    ("d", "equipment", "Equipment"),
    ("e", "supplies", "Supplies"),
    ("f", "contractual", "Contractual"),
    ("g", "construction", "Construction"),
    ("h", "other", "Other"),
)
"""Object class categories of SF-424A, section B, with the letters of its lines."""
INDIRECT = "indirect"


class ExpenseSheets(FormPart):
    """Costs of the years, by activity and by kind."""

    # Expenses ------------------------------------------------------------------------------

    def write_expenses(self) -> None:
        sheet = self.sheet("Expenses")
        currency = self.budget["currency"]
        sheet.text(0, f"Expenses by activity, in {currency}", self.looks.group)
        sheet.next()
        self.year_header(sheet, "Activity and line", "Kind of cost", "How it was found")
        self.first_line = sheet.row
        groups: dict[tuple[str | None, str | None], list[Mapping[str, Any]]] = {}
        for row in self.rows("lines"):
            groups.setdefault((row["activity"], row["component"]), []).append(row)
        sums: list[int] = []
        names = {
            (row["activity"], row["component"]): row["name"] for row in self.rows("activities")
        }
        for key, lines in sorted(groups.items(), key=lambda item: _last_if_none(item[0], names)):
            sums.append(self._write_activity(sheet, names[key], lines))
        self.last_line = max(self.first_line, sheet.row - 1)
        self.write_sum(sheet, "Total expenses", sums, "expenses", self.looks.total)

    def _write_activity(self, sheet: Sheet, name: str, lines: Rows) -> int:
        """The lines of an activity and their sum; gives the row of the sum."""
        sheet.text(0, name, self.looks.group)
        sheet.next()
        first = sheet.row
        by_line: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for row in lines:
            by_line.setdefault((row["line"], row["category"]), {})[row["fiscal_year"]] = row
        labels = {row["category"]: row["name"] for row in self.rows("categories")}
        for (_, category), of_years in by_line.items():
            shown = next(iter(of_years.values()))
            sheet.text(0, "  " + shown["name"])
            sheet.text(1, labels[category])
            sheet.text(2, _basis(of_years.values()))
            amounts = []
            for place, year in enumerate(self.years):
                if year in of_years:
                    sheet.money(LEAD + place, of_years[year]["amount"])
                    amounts.append(of_years[year]["amount"])
            self.write_all_years(sheet, add(amounts), self.looks.money)
            sheet.next()
        last = sheet.row - 1
        sheet.text(0, f"Sum of {name}", self.looks.subtotal_text)
        for column in (1, 2):
            sheet.text(column, "", self.looks.subtotal_text)
        for place, year in enumerate(self.years):
            value = add(row["amount"] for row in lines if row["fiscal_year"] == year)
            sheet.formula(LEAD + place, f"SUM({span(LEAD + place, first, last)})", value)
        self.write_all_years(sheet, add(row["amount"] for row in lines), self.looks.subtotal)
        return sheet.next()

    # Kinds of cost -------------------------------------------------------------------------

    def write_categories(self) -> None:
        """As section B of SF-424A: direct costs by kind, their total, indirect charges, totals."""
        sheet = self.sheet("Object classes")
        sheet.text(0, "Object class categories (after SF-424A, section B)", self.looks.group)
        sheet.next()
        self.year_header(sheet, "Kind of cost", "Line of the form", "")
        first = sheet.row
        for letter, category, label in CATEGORIES:
            self._write_category(sheet, letter, category, label)
        direct = self._write_part(
            sheet, "i", "Total direct charges", span_of=(first, sheet.row - 1)
        )
        self._write_category(sheet, "j", INDIRECT, "Indirect charges")
        self._write_total(sheet, "k", "Totals", [direct, sheet.row - 1])

    def _amount(self, year: str | None, *, indirect: bool | None = None, of: str = "") -> Decimal:
        return add(
            row["amount"]
            for row in self.rows("categories")
            if year in (None, row["fiscal_year"])
            and of in ("", row["category"])
            and indirect in (None, row["category"] == INDIRECT)
        )

    def _write_category(self, sheet: Sheet, letter: str, category: str, label: str) -> None:
        sheet.text(0, label)
        sheet.text(1, letter)
        names = {row["category"]: row["name"] for row in self.rows("categories")}
        where, lines = f"'Expenses{self.ending}'!", (self.first_line, self.last_line)
        kinds = f"{cell(lines[0], 1, fixed=True)}:{cell(lines[1], 1, fixed=True)}"
        for place, year in enumerate(self.years):
            amounts = span(LEAD + place, *lines)
            label_cell = names.get(category, label).replace('"', '""')
            formula = f'SUMIF({where}{kinds},"{label_cell}",{where}{amounts})'
            value = self._amount(year, of=category)
            sheet.formula(LEAD + place, formula, value, self.looks.money)
        self.write_all_years(sheet, self._amount(None, of=category), self.looks.money)
        sheet.next()

    def _write_part(
        self, sheet: Sheet, letter: str, title: str, *, span_of: tuple[int, int]
    ) -> int:
        sheet.text(0, title, self.looks.subtotal_text)
        sheet.text(1, letter, self.looks.subtotal_text)
        sheet.text(2, "", self.looks.subtotal_text)
        for place, year in enumerate(self.years):
            formula = f"SUM({span(LEAD + place, *span_of)})"
            sheet.formula(LEAD + place, formula, self._amount(year, indirect=False))
        self.write_all_years(sheet, self._amount(None, indirect=False), self.looks.subtotal)
        return sheet.next()

    def _write_total(self, sheet: Sheet, letter: str, title: str, rows: Sequence[int]) -> None:
        sheet.text(0, title, self.looks.total_text)
        sheet.text(1, letter, self.looks.total_text)
        sheet.text(2, "", self.looks.total_text)
        for place, year in enumerate(self.years):
            formula = "+".join(cell(row, LEAD + place) for row in rows)
            sheet.formula(LEAD + place, formula, self._amount(year), self.looks.total)
        self.write_all_years(sheet, self._amount(None), self.looks.total)
        sheet.next()


def _last_if_none(
    key: tuple[str | None, str | None], names: Mapping[tuple[str | None, str | None], str]
) -> tuple[bool, str]:
    """Lines of neither an activity nor a component come last."""
    return key == (None, None), names[key].casefold()


def _basis(rows: Any) -> str | None:
    """How the first amount that says so was found."""
    for row in rows:
        if row["quantity"] is not None and row["unit_cost"] is not None:
            return f"{row['quantity']} {row['unit'] or 'units'} at {row['unit_cost']}"
    return None
