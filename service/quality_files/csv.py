"""Every issue as CSV, one a line."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from loaders.report import LoadReport
from service.exports.contract import write_atomically
from service.quality import ISSUE_COLUMNS
from service.quality_tables import every_issue
from service.tables.csv import render_cell, render_lines


def write(report: LoadReport, path: Path) -> None:
    """Write the issues with their places."""
    rows = ([render_cell(row[name]) for name in ISSUE_COLUMNS] for row in every_issue(report))
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        file.writelines(render_lines([row]) for row in chain([ISSUE_COLUMNS], rows))
