"""The narrative as a word processor's document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt

from graph.planning.budget.telling import find_right
from service.exports.content.text import strip_illegal
from service.exports.contract import ExportData, write_atomically

SMALL = Pt(9)
WIDE = 5
"""Tables of more columns have smaller letters."""


def write_document(data: ExportData, path: Path) -> None:
    """One document of all budgets of the result, each from its own page on."""
    document: Any = Document()
    _turn(document)
    made = data.generated_at.astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author = "Budget narrative", "nowrongdoor"
    properties.created = properties.modified = made
    withheld = data.withheld
    redact = str if withheld.addresses is None else withheld.redact

    def clean(text: str) -> str:
        return strip_illegal(redact(text))

    budgets = data.result["budgets"]
    for number, budget in enumerate(budgets):
        if number:
            document.add_page_break()
        document.add_heading(clean(f"{budget['name']}: narrative"), level=1)
        document.add_paragraph(
            f"A draft made from the records as of {data.result['as_of']}, to be edited by the "
            "people who know. Figures agree with the budget form of the same day."
        )
        for section in data.result["narrative"]:
            if section["budget"] == budget["budget"]:
                document.add_heading(clean(section["title"]), level=2)
                for block in section["blocks"]:
                    _write_block(document, block, clean)
    if not budgets:
        document.add_paragraph("No budget is loaded.")
    with write_atomically(path) as part, part.open("wb") as out:
        document.save(out)


def _turn(document: Any) -> None:
    """Landscape, so that five years fit beside each other."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _write_block(document: Any, block: Mapping[str, Any], clean: Callable[[str], str]) -> None:
    if block["kind"] == "paragraph":
        document.add_paragraph(clean(block["text"]))
    elif block["kind"] == "list":
        for item in block["items"]:
            document.add_paragraph(clean(item), style="List Bullet")
    else:
        _write_table(document, dict(block), clean)


def _write_table(document: Any, block: dict[str, Any], clean: Callable[[str], str]) -> None:
    header, right = block["header"], find_right(block)
    table = document.add_table(rows=0, cols=len(header), style="Light Grid")
    for number, row in enumerate([header, *block["rows"]]):
        added = table.add_row()
        cells = added.cells
        properties = added._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for place, text in enumerate(row):
            paragraph = cells[place].paragraphs[0]
            run = paragraph.add_run(clean(text))
            run.bold = number == 0
            if len(header) > WIDE:
                run.font.size = SMALL
            if right[place]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()
