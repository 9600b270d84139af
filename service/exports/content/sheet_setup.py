"""How a sheet of a take-away workbook is set up: widths, paper, the row of headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LETTERS_OF_A_NAME = 31
"""The longest name of a sheet."""
LINE = 15
"""Height of a line, in points."""


def fit_to_page(sheet: Any) -> None:
    """Landscape, as wide as the paper, as long as it is."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    """The width of each column, from the first on."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[_letter(place)].width = width


def filter_rows(sheet: Any, columns: int, rows: int) -> None:
    """A filter on each heading of the first row; `rows` stand below it."""
    sheet.auto_filter.ref = f"A1:{_letter(columns)}{rows + 1}"


def _letter(place: int) -> str:
    # openpyxl is loaded only when a workbook is written.
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))
