"""The sheets of sources: by stream, the match that streams ask for, and when they end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from service.budget_files.parts import LEAD, NOTHING, FormPart, Rows, add
from service.budget_files.sheets import Sheet, cell, span

FEDERAL = "federal"


class SourceSheets(FormPart):
    """Who pays, with match and ends."""

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
        self.write_sum(sheet, "Total secured", sums, "secured", self.looks.total)
        sheet.next()
        asked = [row for row in own if row["phase"] == "requested"]
        sums = [self._write_streams(sheet, "Only requested", asked)]
        self.write_sum(sheet, "Total requested", sums, "requested", self.looks.total)
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
            self.write_all_years(sheet, add(row["amount"] for row in same), self.looks.money)
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
        self.write_all_years(sheet, add(row["amount"] for row in rows), self.looks.subtotal)
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
            numbers=range(2, 8),
        )
        for row in rows:
            sheet.text(0, row["name"])
            sheet.text(1, row["fiscal_year"])
            self._write_known(sheet, 2, row, "amount")
            self._write_known(sheet, 5, row, "provided")
            if row["rate"] is not None:
                sheet.sheet.write_number(sheet.row, 3, Decimal(row["rate"]), self.looks.text)
                asked = f"{cell(sheet.row, 2)}*{cell(sheet.row, 3)}"
                required, provided = Decimal(row["required"]), Decimal(row["provided"])
                is_known = not row["amount_unknown"]
                if is_known:
                    sheet.formula(4, asked, required, self.looks.money)
                else:
                    sheet.money(4, None)
                if is_known and not row["provided_unknown"]:
                    lacking = f"MAX(0,{cell(sheet.row, 4)}-{cell(sheet.row, 5)})"
                    sheet.formula(6, lacking, max(NOTHING, required - provided), self.looks.money)
                else:
                    sheet.money(6, None)
            sheet.text(7, row["state"], self.looks.right)
            sheet.next()

    def _write_known(self, sheet: Sheet, column: int, row: Mapping[str, Any], name: str) -> None:
        """A sum whose amounts are all known; one that is known only in part is not known."""
        sheet.money(column, None if row[f"{name}_unknown"] else row[name])

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


def _known(row: Mapping[str, Any]) -> str | None:
    return None if row["unknown"] and not Decimal(row["amount"]) else row["amount"]


def _describe(match_for: str | None, in_kind: bool, ends_on: str | None) -> str:
    parts = [f"match for {match_for}" if match_for else "", "in kind" if in_kind else ""]
    parts.append(f"ends {ends_on}" if ends_on else "")
    return ", ".join(filter(None, parts))
