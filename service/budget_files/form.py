"""The budget as a form: years across, costs and sources down, totals as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from service.budget_files.sheets import NOT_KNOWN, Looks, Sheet, cell, make_looks, span
from service.exports.contract import ExportData, write_atomically

Rows = Sequence[Mapping[str, Any]]
NOTHING = Decimal("0.00")
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
FEDERAL = "federal"
NARRATIVE = 92
"""Width of the narrative's column."""
LEAD = 3
"""Columns before the first year."""


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


class _Form:
    """The sheets of one budget."""

    def __init__(
        self, book: Any, looks: Looks, data: ExportData, budget: Mapping[str, Any], ending: str
    ) -> None:
        self.book, self.looks, self.ending = book, looks, ending
        self.result, self.budget = data.result, budget
        self.generated_at: datetime = data.generated_at
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
        self._write_sum(sheet, "Total expenses", sums, "expenses", self.looks.total)

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
            self._write_all_years(sheet, add(amounts), self.looks.money)
            sheet.next()
        last = sheet.row - 1
        sheet.text(0, f"Sum of {name}", self.looks.subtotal_text)
        for column in (1, 2):
            sheet.text(column, "", self.looks.subtotal_text)
        for place, year in enumerate(self.years):
            value = add(row["amount"] for row in lines if row["fiscal_year"] == year)
            sheet.formula(LEAD + place, f"SUM({span(LEAD + place, first, last)})", value)
        self._write_all_years(sheet, add(row["amount"] for row in lines), self.looks.subtotal)
        return sheet.next()

    def _write_all_years(self, sheet: Sheet, value: Decimal, look: Any) -> None:
        column = LEAD + len(self.years)
        across = f"{cell(sheet.row, LEAD)}:{cell(sheet.row, column - 1)}"
        sheet.formula(column, f"SUM({across})", value, look)

    def _write_sum(
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
        self._write_all_years(sheet, Decimal(self.budget[name]), look)
        self.totals[name] = (sheet.name, sheet.next())

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
        self._write_all_years(sheet, self._amount(None, of=category), self.looks.money)
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
        self._write_all_years(sheet, self._amount(None, indirect=False), self.looks.subtotal)
        return sheet.next()

    def _write_total(self, sheet: Sheet, letter: str, title: str, rows: Sequence[int]) -> None:
        sheet.text(0, title, self.looks.total_text)
        sheet.text(1, letter, self.looks.total_text)
        sheet.text(2, "", self.looks.total_text)
        for place, year in enumerate(self.years):
            formula = "+".join(cell(row, LEAD + place) for row in rows)
            sheet.formula(LEAD + place, formula, self._amount(year), self.looks.total)
        self._write_all_years(sheet, self._amount(None), self.looks.total)
        sheet.next()

    # Sources -------------------------------------------------------------------------------

    def write_sources(self) -> None:
        """Federal and other money that is secured, then what is only requested."""
        sheet = self.sheet("Sources")
        currency = self.budget["currency"]
        sheet.text(0, f"Sources by stream, in {currency}", self.looks.group)
        sheet.next()
        self.year_header(sheet, "Stream", "Level", "Match, in kind, end")
        own = self.rows("sources", currency=currency)
        secured = [row for row in own if row["phase"] != "requested"]
        federal = [row for row in secured if row["level"] == FEDERAL]
        other = [row for row in secured if row["level"] != FEDERAL]
        sums = [
            self._write_streams(sheet, "Federal, secured", federal),
            self._write_streams(sheet, "Other than federal, secured", other),
        ]
        self._write_sum(sheet, "Total secured", sums, "secured", self.looks.total)
        sheet.next()
        asked = [row for row in own if row["phase"] == "requested"]
        sums = [self._write_streams(sheet, "Only requested", asked)]
        self._write_sum(sheet, "Total requested", sums, "requested", self.looks.total)
        foreign = [row for row in self.rows("sources") if row["currency"] != currency]
        if foreign:
            sheet.next()
            sheet.text(0, "In other currencies, not added", self.looks.group)
            sheet.next()
            for row in foreign:
                sheet.text(0, f"  {row['name']}, {row['fiscal_year']}, {row['currency']}")
                sheet.text(1, row["level"])
                sheet.money(LEAD + self.years.index(row["fiscal_year"]), _known(row))
                sheet.next()

    def _write_streams(self, sheet: Sheet, title: str, rows: Rows) -> int:
        sheet.text(0, title, self.looks.group)
        sheet.next()
        first = sheet.row
        groups: dict[tuple[str, str | None, bool], list[Mapping[str, Any]]] = {}
        for row in rows:
            groups.setdefault((row["stream"], row["match_for"], row["in_kind"]), []).append(row)
        for (_, match_for, in_kind), same in sorted(groups.items(), key=lambda item: str(item[0])):
            sheet.text(0, "  " + same[0]["name"])
            sheet.text(1, same[0]["level"])
            sheet.text(2, _describe(match_for, in_kind, same[0]["ends_on"]))
            for place, year in enumerate(self.years):
                of_year = [row for row in same if row["fiscal_year"] == year]
                if of_year:
                    known = add(row["amount"] for row in of_year)
                    unknown = not known and any(row["unknown"] for row in of_year)
                    sheet.money(LEAD + place, None if unknown else f"{known:f}")
            self._write_all_years(sheet, add(row["amount"] for row in same), self.looks.money)
            sheet.next()
        last = max(first, sheet.row - 1)
        if not groups:
            sheet.text(0, "  none")
            sheet.next()
        sheet.text(0, f"Sum: {title[0].lower()}{title[1:]}", self.looks.subtotal_text)
        for column in (1, 2):
            sheet.text(column, "", self.looks.subtotal_text)
        for place, year in enumerate(self.years):
            value = add(row["amount"] for row in rows if row["fiscal_year"] == year)
            sheet.formula(LEAD + place, f"SUM({span(LEAD + place, first, last)})", value)
        self._write_all_years(sheet, add(row["amount"] for row in rows), self.looks.subtotal)
        return sheet.next()

    # Match, ends and lists -----------------------------------------------------------------

    def write_match(self) -> None:
        rows = self.rows("match")
        if not rows:
            return
        sheet = self.sheet("Match")
        sheet.widths(44, 12, 16, 10, 16, 16, 16, 12)
        sheet.header(
            ("Stream", "Year", "Its money", "Rate", "Asked for", "Given", "Lacking", "State"),
            numbers=range(2, 7),
        )
        for row in rows:
            sheet.text(0, row["name"])
            sheet.text(1, row["fiscal_year"])
            sheet.money(2, row["amount"])
            sheet.money(5, row["provided"])
            if row["rate"] is not None:
                sheet.sheet.write_number(sheet.row, 3, Decimal(row["rate"]), self.looks.text)
                asked = f"{cell(sheet.row, 2)}*{cell(sheet.row, 3)}"
                required, provided = Decimal(row["required"]), Decimal(row["provided"])
                sheet.formula(4, asked, required, self.looks.money)
                lacking = f"MAX(0,{cell(sheet.row, 4)}-{cell(sheet.row, 5)})"
                sheet.formula(6, lacking, max(NOTHING, required - provided), self.looks.money)
            sheet.text(7, row["state"])
            sheet.next()

    def write_ending(self) -> None:
        rows = self.rows("ending")
        if not rows:
            return
        sheet = self.sheet("Ending")
        sheet.widths(44, 12, 14, 16, 18, 18, 18)
        titles = (
            "Stream", "Last day", "Days of the year after it", "Secured in all",
            "After it, by days", "In later years", "Counted on after the end",
        )  # fmt: skip
        sheet.header(titles, numbers=range(2, 7))
        for row in rows:
            sheet.text(0, row["name"])
            sheet.text(1, row["ends_on"])
            if row["days_after"] is not None:
                sheet.sheet.write_number(sheet.row, 2, row["days_after"], self.looks.text)
            sheet.money(3, row["amount"])
            sheet.money(4, row["partly"])
            sheet.money(5, row["wholly"])
            both = f"{cell(sheet.row, 4)}+{cell(sheet.row, 5)}"
            sheet.formula(6, both, Decimal(row["amount_after"]), self.looks.money)
            sheet.next()

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
        self._write_all_years(sheet, Decimal(self.budget[name]), self.looks.money)
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


def _last_if_none(
    key: tuple[str | None, str | None], names: Mapping[tuple[str | None, str | None], str]
) -> tuple[bool, str]:
    """Lines of neither an activity nor a component come last."""
    return key == (None, None), names[key].casefold()


def add(amounts: Any) -> Decimal:
    """The sum of amounts as text; those not known are left out."""
    return sum((Decimal(amount) for amount in amounts if amount is not None), NOTHING)


def _known(row: Mapping[str, Any]) -> str | None:
    return None if row["unknown"] and not Decimal(row["amount"]) else row["amount"]


def _basis(rows: Any) -> str | None:
    """How the first amount that says so was found."""
    for row in rows:
        if row["quantity"] is not None and row["unit_cost"] is not None:
            return f"{row['quantity']} {row['unit'] or 'units'} at {row['unit_cost']}"
    return None


def _describe(match_for: str | None, in_kind: bool, ends_on: str | None) -> str:
    parts = [f"match for {match_for}" if match_for else "", "in kind" if in_kind else ""]
    parts.append(f"ends {ends_on}" if ends_on else "")
    return ", ".join(filter(None, parts))


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
