"""Files for the steward, who mends the source: one module a suffix."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from graph.errors import ExportError
from loaders.report import LoadReport

SUFFIXES = {".xlsx": "xlsx", ".json": "json", ".html": "html", ".csv": "csv"}


def check_suffix(path: Path) -> None:
    """Raise ExportError where no file of that suffix can be written, before the work begins."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ExportError(f"{path}: a report is .xlsx, .json, .html or .csv", format=suffix)
    if not path.absolute().parent.is_dir():
        raise ExportError(f"{path}: there is no such folder", format=suffix)


def write_report(report: LoadReport, path: Path) -> None:
    """Write the report of a load as its suffix says, whole or not at all."""
    check_suffix(path)
    module = import_module(f"service.quality_files.{SUFFIXES[path.suffix.lower()]}")
    module.write(report, path)
