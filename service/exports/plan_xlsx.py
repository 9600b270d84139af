"""A plan as a workbook: to print and pin up, and its tables to edit and load again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from loaders.workbook.template import write_filled
from service.exports.content.plan_rows import read_plan_rows
from service.exports.content.plan_sheets import add_plan_sheets
from service.exports.contract import ExportData, write_atomically

NAME = "plan-xlsx"
TITLE = "Workbook of a plan: a page a plan to print, and its tables to edit and load again"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "plan"


def write(data: ExportData, path: Path) -> None:
    """A sheet a plan with a strip of months, one of support, then the tables with drop-downs."""
    result = data.result
    rows = read_plan_rows(data.store, {row["iri"] for row in result["plans"]})
    with write_atomically(path) as part:
        write_filled(part, rows)
        book = load_workbook(BytesIO(part.read_bytes()))
        add_plan_sheets(book, result)
        book.properties.title = "Implementation plan"
        book.properties.creator = "nowrongdoor"
        book.properties.created = data.generated_at.replace(tzinfo=None)
        book.properties.modified = data.generated_at.replace(tzinfo=None)
        book.save(part)
