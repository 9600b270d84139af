"""The budget as a form, for a planner to go on with in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData

NAME = "budget-xlsx"
TITLE = "Budget form: years across, costs, sources and match down, with formulas"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "budget"


def write(data: ExportData, path: Path) -> None:
    """Write the workbook; `data.result` is that of `nwd budget`."""
    # XlsxWriter is loaded only by who writes a form.
    from service.budget_files.form import write_form

    write_form(data, path)
