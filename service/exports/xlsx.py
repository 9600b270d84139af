"""The workbook: every table on a sheet that can be filtered, with a sheet that explains it."""

from __future__ import annotations

from pathlib import Path

from service.exports.content.read_me import FILE_TITLE
from service.exports.content.workbook import write_workbook
from service.exports.contract import ExportData

NAME = "xlsx"
TITLE = "Workbook for planners: every table, ready to filter"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"


def write(data: ExportData, path: Path) -> None:
    """Write the workbook, streaming row by row."""
    write_workbook(data, data.tables.values(), path, title=FILE_TITLE)
