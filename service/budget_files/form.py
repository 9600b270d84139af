"""The budget as a form: years across, costs and sources down, totals as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from service.budget_files.expenses import ExpenseSheets
from service.budget_files.parts import LEAD, add
from service.budget_files.sheets import NOT_KNOWN, Sheet, cell, make_looks
from service.budget_files.sources import SourceSheets
from service.exports.contract import ExportData, write_atomically

NARRATIVE = 92
"""Width of the narrative's column."""


def write_form(data: ExportData, path: Path) -> None:
    """Write the workbook of the result's budgets, whole or not at all."""
    with write_atomically(path) as part, part.open("wb") as out:
        book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
        made = data.generated_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": "Budget", "author": "nowrongdoor", "created": made})
        looks = make_looks(book)
        budgets = data.result["budgets"]
        for number, budget in enumerate(budgets, start=1):
            ending = "" if len(budgets) == 1 else f" {number}"
            _Form(book, looks, data, budget, ending).write()
        if not budgets:
            sheet = Sheet(book, looks, "Budget", str)
            sheet.text(0, "No budget is loaded.")
        book.close()


class _Form(ExpenseSheets, SourceSheets):
    """The sheets of one budget."""

    def write(self) -> None:
        summary = self.sheet("Summary")
        self.write_expenses()
        self.write_categories()
        self.write_sources()
        self.write_match()
        self.write_ending()
        self.write_list("Findings", "findings", (("check", 26), ("amount", 16), ("sentence", 110)))
        self.write_list("Problems", "problems", (("problem", 26), ("kind", 18), ("sentence", 108)))
        self.write_narrative()
        self.write_summary(summary)

    def write_list(self, title: str, name: str, columns: Sequence[tuple[str, float]]) -> None:
        own = [r for r in self.result[name] if r["budget"] in (None, self.budget["budget"])]
        if not own:
            return
        sheet = self.sheet(title)
        sheet.widths(*(width for _, width in columns))
        sheet.header([column.replace("_", " ") for column, _ in columns])
        for row in own:
            for place, (column, _) in enumerate(columns):
                if column == "amount":
                    if row[column] is not None:
                        sheet.money(place, row[column])
                else:
                    sheet.text(place, row[column], self.looks.wrapped)
            sheet.tall(str(row[columns[-1][0]]), columns[-1][1])
            sheet.next()

    def write_narrative(self) -> None:
        sheet = self.sheet("Narrative")
        sheet.widths(NARRATIVE)
        sheet.text(0, "A draft from the figures of this budget, to be edited.")
        sheet.next(2)
        for section in self.rows("narrative"):
            sheet.text(0, section["title"], self.looks.group)
            sheet.next()
            for line in _lines(section["blocks"]):
                sheet.text(0, line, self.looks.wrapped)
                sheet.tall(line, NARRATIVE)
                sheet.next()
            sheet.next()

    # Summary -------------------------------------------------------------------------------

    def write_summary(self, sheet: Sheet) -> None:
        """The balance of every year, from the totals of the other sheets."""
        budget = self.budget
        for title, value in (
            ("Model", budget["model_name"]),
            ("Collaborative", budget["collaborative_name"]),
            ("Years", f"{budget['starts_on']} to {budget['ends_on']}" if budget["years"] else None),
            ("Currency", budget["currency"]),
            ("As of", self.result["as_of"]),
        ):
            if value:
                sheet.text(0, title)
                sheet.text(1, value)
                sheet.next()
        sheet.next()
        self.year_header(sheet, "Balance", "", "")
        rows = {
            name: self._write_from(sheet, title, name)
            for name, title in (
                ("expenses", "Expenses"),
                ("secured", "Secured"),
                ("requested", "Only requested"),
            )
        }
        plus, minus, asked = rows["secured"], rows["expenses"], rows["requested"]
        self._write_difference(sheet, "Secured less expenses", [plus], minus)
        self._write_difference(sheet, "The same, if all is granted", [plus, asked], minus)
        sheet.text(0, "State")
        for place, row in enumerate(self.rows("balance")):
            sheet.text(LEAD + place, row["state"], self.looks.right)
        sheet.text(LEAD + len(self.years), budget["state"], self.looks.right)
        sheet.next(2)
        for note in _notes(budget):
            sheet.text(0, note)
            sheet.next()

    def _write_from(self, sheet: Sheet, title: str, name: str) -> int:
        where, row = self.totals[name]
        sheet.text(0, title)
        for place, balance in enumerate(self.rows("balance")):
            column = LEAD + place
            value = Decimal(balance[name])
            sheet.formula(column, f"'{where}'!{cell(row, column)}", value, self.looks.money)
        self.write_all_years(sheet, Decimal(self.budget[name]), self.looks.money)
        return sheet.next()

    def _write_difference(self, sheet: Sheet, title: str, plus: Sequence[int], minus: int) -> None:
        names = ("secured", "requested")[: len(plus)]
        sheet.text(0, title, self.looks.subtotal_text)
        for column in (1, 2):
            sheet.text(column, "", self.looks.subtotal_text)
        for place, row in enumerate([*self.rows("balance"), self.budget]):
            column = LEAD + place
            formula = "+".join(cell(each, column) for each in plus) + f"-{cell(minus, column)}"
            value = add(row[name] for name in names) - Decimal(row["expenses"])
            sheet.formula(column, formula, value)
        sheet.next()


def _notes(budget: Mapping[str, Any]) -> list[str]:
    unknown = budget["expenses_unknown"] + budget["secured_unknown"] + budget["requested_unknown"]
    notes = ["Secured is what is planned, awarded or spent. Sums are formulas."]
    if unknown:
        notes.append(
            f"{unknown} amounts are {NOT_KNOWN}: they are left out of every sum, so that the "
            "differences above are open and the state may be unknown."
        )
    return notes


def _lines(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The blocks of a section as plain lines."""
    lines = []
    for block in blocks:
        if block["kind"] == "paragraph":
            lines.append(block["text"])
        elif block["kind"] == "list":
            lines += [f"• {item}" for item in block["items"]]
        else:
            for row in block["rows"]:
                cells = zip(block["header"][1:], row[1:], strict=True)
                lines.append(f"{row[0]}: " + ", ".join(f"{h} {c}" for h, c in cells if c))
    return lines
