"""The steward's workbook: a summary, every issue with its place, and what services lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import ExportError
from loaders.quality.report import QualityReport, summarise
from loaders.report import LoadReport
from service.exports.contract import write_atomically
from service.quality import ISSUE_COLUMNS
from service.quality_tables import (
    Section,
    all_services_without,
    every_issue,
    of_columns,
    of_issues,
    of_keys,
    of_measures,
    of_rows,
)

KINDS = {
    "share": "share",
    "message": "long text",
    "meaning": "long text",
    "right": "long text",
    "name": "long text",
    "count": "integer",
    "of": "integer",
    "row": "integer",
}
"""The look of a column by its name; text where it is not here."""
WIDTHS = {
    "message": 70, "meaning": 60, "right": 50, "measure": 50, "name": 45, "value": 28,
    "file": 30, "column": 26, "table": 24, "sheet": 20, "record": 26, "id": 38, "code": 22,
    "use": 16, "refers_to": 20,
}  # fmt: skip
WIDTH = 11
LINE = 15
"""Height of a line, in points."""
ISSUES = Section("issues", "Issues", ISSUE_COLUMNS, ())


def write(report: LoadReport, path: Path) -> None:
    """Write the workbook; text that a spreadsheet would run is stored as text."""
    from service.sheets import Cells, writing_book

    quality = report.quality
    if quality is None:
        raise ExportError(f"{path}: this load was not assessed", format="xlsx")
    title = f"Data quality of {report.source}"
    with writing_book(title, datetime.now(UTC)) as book, write_atomically(path) as part:
        summary = book.create_sheet("Summary")
        cells = Cells(summary)
        _write_summary(summary, cells, title, quality)
        _write(book, cells, "Issues by kind", of_issues(quality), of_issues(quality).rows)
        _write(book, cells, "Issues", ISSUES, every_issue(report))
        _write(book, cells, "Dangling keys", of_keys(quality), of_keys(quality).rows)
        _write(book, cells, "Columns", of_columns(quality), of_columns(quality).rows)
        for section in all_services_without(quality):
            name = section.name.replace("without-", "Services without ")
            _write(book, cells, name, section, section.rows)
        book.save(part)


def _write_summary(sheet: Any, cells: Any, title: str, quality: QualityReport) -> None:
    for letter, width in (("A", 44), ("B", 32), *((chr(67 + place), 11) for place in range(8))):
        sheet.column_dimensions[letter].width = width
    _fit_to_page(sheet)
    sheet.append([cells.cell(sheet, title, cells.title)])
    sheet.append([])
    for sentence in summarise(quality):
        sheet.append([sentence])
    sheet.append([])
    for section in (of_measures(quality), of_rows(quality)):
        sheet.append([cells.cell(sheet, section.title, cells.bold)])
        if section.name == "measures":
            _append_rows(sheet, cells, section, section.rows, gap_after="measure")
        else:
            _append_rows(sheet, cells, section, section.rows)
        sheet.append([])
    if quality.people_left_out:
        sheet.append([f"Contact persons left out: {quality.people_left_out:,}"])


def _fit_to_page(sheet: Any) -> None:
    """As wide as the paper, as long as it is."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _append_rows(
    sheet: Any,
    cells: Any,
    section: Section,
    rows: Iterable[Mapping[str, Any]],
    *,
    gap_after: str = "",
) -> int:
    """The header and the rows; a blank column behind `gap_after` keeps numbers in narrow ones."""

    def spaced(values: list[Any]) -> list[Any]:
        place = section.columns.index(gap_after) + 1 if gap_after else 0
        return [*values[:place], None, *values[place:]] if gap_after else values

    heads = [cells.cell(sheet, name.replace("_", " "), cells.header) for name in section.columns]
    sheet.append(spaced(heads))
    number = 1
    for number, row in enumerate(rows, start=2):
        values = [cells.value(sheet, _kind(name), row[name]) for name in section.columns]
        if (lines := _lines(section, row)) > 1:
            # Not every program makes a row as high as its wrapped text.
            sheet.row_dimensions[number].height = LINE * lines
            values = [
                cells.cell(sheet, value, cells.wrapped) if isinstance(value, str | int) else value
                for value in values
            ]
        sheet.append(spaced(values))
    return number


def _lines(section: Section, row: Mapping[str, Any]) -> int:
    """Lines that the longest text of a row needs in its column."""
    long = [name for name in section.columns if _kind(name) == "long text"]
    return max(
        [-(-len(str(row[name] or "")) // WIDTHS.get(name, WIDTH)) for name in long], default=1
    )


def _write(
    book: Any, cells: Any, title: str, section: Section, rows: Iterable[Mapping[str, Any]]
) -> None:
    """One table on a sheet of its own; further rows than a sheet takes go to further sheets."""
    from openpyxl.utils import get_column_letter

    from service.sheets import MOST_ROWS

    waiting, number = iter(rows), 1
    while True:
        sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        _fit_to_page(sheet)
        for place, name in enumerate(section.columns, start=1):
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = WIDTHS.get(name, WIDTH)
        written = _append_rows(sheet, cells, section, _first(waiting, MOST_ROWS - 1))
        last = get_column_letter(len(section.columns))
        sheet.auto_filter.ref = f"A1:{last}{written}"
        if written < MOST_ROWS:
            return
        number += 1


def _first(rows: Any, most: int) -> Iterable[Mapping[str, Any]]:
    for _, row in zip(range(most), rows, strict=False):
        yield row


def _kind(name: str) -> str:
    return KINDS.get(name, "text")
