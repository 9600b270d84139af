"""The workbooks of plans: one for each kind of planning, every list on a sheet, in a zip."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from service.analyses import select_analyses
from service.exports.content.analysis_tables import build_tables_of
from service.exports.content.tables import Table
from service.exports.content.workbook import write_workbook
from service.exports.contract import ExportData, write_atomically

NAME = "planning"
TITLE = "Workbooks of plans: journeys, models, budgets, maturity, snapshots, actions, improvement"
MEDIA_TYPE = "application/zip"
SUFFIX = ".planning.zip"


def write(data: ExportData, path: Path) -> None:
    """Write a workbook for each kind of planning that has anything; a list without rows no sheet.

    Its other files, such as a budget form or a plan's calendar, are formats of their own.
    """
    made = data.generated_at.timetuple()[:6]
    with (
        write_atomically(path) as part,
        ZipFile(part, "w", ZIP_STORED) as archive,
        TemporaryDirectory(prefix="nwd-planning-") as folder,
    ):
        for name, analysis in select_analyses().items():
            if analysis.PART != "planning":
                continue
            tables = [table for table in build_tables_of(data, analysis) if _has_rows(table)]
            if tables:
                book = Path(folder) / f"{name}.xlsx"
                write_workbook(data, tables, book, title=analysis.SUMMARY)
                archive.writestr(ZipInfo(book.name, made), book.read_bytes())


def _has_rows(table: Table) -> bool:
    return next(table.read_rows(), None) is not None
