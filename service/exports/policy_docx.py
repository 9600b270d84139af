"""Recommendations for those who decide: one page each, in plain words, to edit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

from graph.words import count
from service.exports.content.text import strip_illegal
from service.exports.contract import ExportData, write_atomically

NAME = "policy-docx"
TITLE = "Recommendations for laws and money: one page each, to edit"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIX = ".docx"
OF = "policy"

FEW = 11
"""Fewer families than this are not told by number in what is handed on."""
MOST_SENTENCES = 5
"""Findings quoted on a page; the others are counted."""
CLOSED = ("rejected", "withdrawn")
WIDTH = 6.0
"""Of the text, in inches: a letter page with the margins of the document."""
FAMILIES = re.compile(r"(?:\d[\d,]*(?:\.\d+)? of )?\d[\d,]*(?:\.\d+)? families")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SHARES = {"yes": "for certain", "no": "for certain not", "unknown": "not known"}


def write(data: ExportData, path: Path) -> None:
    """Write the document; every statement is made of the result of `nwd policy`."""
    from docx import Document
    from docx.shared import Pt

    result, floor = data.result, max(FEW, data.floor or 0)
    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = "nowrongdoor"
    made = data.generated_at.astimezone(UTC).replace(tzinfo=None)
    document.core_properties.created = document.core_properties.modified = made
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    page = _Page(document, result, floor)
    told = [row for row in result["recommendations"] if row["status"] not in CLOSED]
    page.opening(told)
    for row in told:
        page.recommendation(row)
    page.closing()
    with write_atomically(path) as part, part.open("wb") as out:
        document.save(out)


class _Page:
    """Writes the pages of one document."""

    def __init__(self, document: Any, result: Mapping[str, Any], floor: int) -> None:
        self.document, self.result, self.floor = document, result, floor

    def opening(self, told: Sequence[Mapping[str, Any]]) -> None:
        """What is asked for, in a table."""
        self.document.add_heading("Recommendations for laws and money", level=0)
        day = self.result["parameters"]["as_of"]
        self._say(f"As of {day}. Drafted from the community's own data, for a person to edit.")
        if not told:
            self._say("No recommendation is put forward.")
            return
        heads = ("Recommendation", "What it is", "Money", "Communities that share the barrier")
        self._table(
            heads,
            [(row["name"], row["kind"], _money(row) or "", _shared(row)) for row in told],
            (0.36, 0.22, 0.2, 0.22),
        )

    def recommendation(self, row: Mapping[str, Any]) -> None:
        """One page."""
        self.document.add_page_break()
        self.document.add_heading(strip_illegal(row["name"]), level=1)
        self._say(row["ask"], bold=True)
        self._say(" ".join(self._facts(row)))
        self._heading("Who shares the barrier")
        self._communities(row)
        self._heading("What was found")
        self._found(row)
        if row["cost_per_family"] and self._tellable(row["families"]):
            self._heading("What it costs")
            per = "once" if row["per"] == "once" else "a year"
            self._say(
                f"{_money(row)}: {_grouped(row['cost_per_family'])} {row['currency']} {per} for "
                f"each of {row['families']} families expected in a year to meet what it would "
                "mend."
            )
        open_points = [
            each["sentence"] for each in self.result["problems"] if each["id"] == row["id"]
        ]
        if open_points:
            self._heading("To settle before it is handed on")
            for sentence in open_points:
                self._say(sentence, style="List Bullet")

    def closing(self) -> None:
        """Shared barriers that nobody asks anything for."""
        rows = self.result["unaddressed"]
        if rows:
            self.document.add_page_break()
            self.document.add_heading("Shared, and not asked for yet", level=1)
            self._table(
                ("Barrier", "Communities that share it"),
                [(row["name"], _shared(row)) for row in rows],
                (0.65, 0.35),
            )

    def _facts(self, row: Mapping[str, Any]) -> list[str]:
        facts = [f"Status: {row['status'].replace('-', ' ')}."]
        if row["level"]:
            facts.append(f"Asked of: {row['level']}.")
        if _money(row):
            facts.append(f"Amount: {_money(row)}.")
        names = self._forward(row)
        if names:
            facts.append(f"Put forward by {', '.join(names)}.")
        return facts

    def _forward(self, row: Mapping[str, Any]) -> list[str]:
        rows = self.result["communities"]
        return [
            each["name"]
            for each in rows
            if each["recommendation"] == row["id"] and each["puts_forward"]
        ]

    def _communities(self, row: Mapping[str, Any]) -> None:
        self._say(row["shared"])
        if not (row["asked_about"] and row["communities_asked"]):
            return
        self._table(
            ("Community", "Has the barrier", "Says so itself"),
            [
                (each["name"], SHARES[each["has"]], "yes" if each["told"] else "")
                for each in self.result["communities"]
                if each["recommendation"] == row["id"]
            ],
            (0.5, 0.25, 0.25),
        )

    def _found(self, row: Mapping[str, Any]) -> None:
        found = [each for each in self.result["support"] if each["recommendation"] == row["id"]]
        standing = [each["sentence"] for each in found if each["state"] == "open"]
        if not standing:
            self._say(f"No finding that stands supports it: {row['reason'] or 'none is cited'}.")
        for sentence in standing[:MOST_SENTENCES]:
            self._say(tell_few(sentence, self.floor), style="List Bullet")
        if len(standing) > MOST_SENTENCES:
            self._say(f"And {count(len(standing) - MOST_SENTENCES, 'more finding')}.")
        if row["families"] and self._tellable(row["families"]):
            self._say(f"{row['families']} families are expected in a year to meet this.")
        elif row["families"] and row["families"] != "0":
            self._say(f"Fewer than {self.floor} families are expected in a year to meet this.")

    def _tellable(self, families: str | None) -> bool:
        return families is not None and Decimal(families) >= self.floor

    def _say(self, text: str, *, style: str | None = None, bold: bool = False) -> None:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(strip_illegal(text)).bold = bold or None

    def _heading(self, text: str) -> None:
        self.document.add_heading(text, level=2)

    def _table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]
    ) -> None:
        """`shares` of the width of the text, a column each."""
        from docx.shared import Inches

        table = self.document.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
        table.autofit = False
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.text = head
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = strip_illegal(text)
        for column, share in zip(table.columns, shares, strict=True):
            for each in (column, *column.cells):
                each.width = Inches(WIDTH * share)


def tell_few(sentence: str, floor: int) -> str:
    """A sentence without numbers of families below the floor.

    >>> tell_few("Rides: 3 of 1,180 families can be served, by 2 slots.", 11)
    'Rides: fewer than 11 of 1,180 families can be served, by 2 slots.'
    """

    def number(found: re.Match[str]) -> str:
        few = Decimal(found[0].replace(",", "")) < floor
        return f"fewer than {floor}" if few else found[0]

    return FAMILIES.sub(lambda found: NUMBER.sub(number, found[0]), sentence)


def _money(row: Mapping[str, Any]) -> str | None:
    if row["amount"] is None:
        return None
    periods = {"year": "a year", "biennium": "for two years", "once": "once"}
    return f"{_grouped(row['amount'])} {row['currency']} {periods[row['per']]}"


def _grouped(amount: str) -> str:
    whole, point, cents = amount.partition(".")
    return f"{int(whole):,}{point}{cents}"


def _shared(row: Mapping[str, Any]) -> str:
    if not row.get("asked_about", True):
        return "nothing to ask them about"
    told = f"{row['communities_with']} of {row['communities_asked']}"
    unknown = row["communities_unknown"]
    return f"{told}, not known of {unknown}" if unknown else told
