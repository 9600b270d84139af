"""The workbook of plans: what was made of the map, each list on a sheet."""

from __future__ import annotations

from pathlib import Path

from service.exports.content.analysis_tables import build_analysis_tables
from service.exports.content.tables import Table
from service.exports.content.workbook import write_workbook
from service.exports.contract import ExportData

NAME = "planning"
TITLE = "Workbook of plans: journeys, models, budgets, maturity, snapshots, actions, improvement"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".planning.xlsx"
BOOK_TITLE = "From the map to the plan"


def write(data: ExportData, path: Path) -> None:
    """Write the workbook; a list without rows has no sheet."""
    tables = (table for table in build_analysis_tables(data, "planning") if _has_rows(table))
    write_workbook(data, tables, path, title=BOOK_TITLE)


def _has_rows(table: Table) -> bool:
    return next(table.read_rows(), None) is not None
