"""Maturity as a workbook: the grid on one page, then every list behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.exports.content.sheet_setup import (
    LETTERS_OF_A_NAME,
    LINE,
    filter_rows,
    fit_to_page,
    set_widths,
)
from service.exports.contract import ExportData, write_atomically

if TYPE_CHECKING:
    from openpyxl import Workbook

    from service.sheets import Cells

NAME = "maturity-xlsx"
TITLE = "Maturity: the grid, goals with evidence, differences, strategies and progress"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "maturity"
LISTS = ("goals", "differences", "strategies", "not_judged", "rules", "history", "problems")
WIDE, NARROW = 30, 20
"""Widths of columns."""
MOST_LINES = 27
"""A row of a spreadsheet is no higher than this many lines."""

Row = Mapping[str, Any]


def write(data: ExportData, path: Path) -> None:
    """Write the workbook; a list without rows has no sheet."""
    from service.sheets import Cells, writing_book

    with (
        write_atomically(path) as part,
        part.open("wb") as out,
        writing_book("Maturity", data.generated_at) as book,
    ):
        sheet = book.create_sheet("Grid")
        cells = Cells(sheet)
        _write_grid(sheet, cells, data.result)
        for name in LISTS:
            if data.result[name]:
                _write_list(book, cells, name, data.result[name])
        book.save(out)


def _write_grid(sheet: Any, cells: Cells, result: Row) -> None:
    from service.analyses import select_analysis

    grid = result["grid"]
    areas = list(dict.fromkeys((cell["area"], cell["area_name"]) for cell in grid))
    stages = list(dict.fromkeys((cell["stage"], cell["stage_name"]) for cell in grid))
    fit_to_page(sheet)
    set_widths(sheet, [WIDE] * (1 + len(stages)))
    above = (result["model"]["name"], *select_analysis(OF).tell(dict(result))[1:])
    for line in above:
        sheet.append([_plain(sheet, cells, line)])
    heads = ["area", *(name for _, name in stages)]
    sheet.append([_header(sheet, cells, head) for head in heads])
    found = {(cell["area"], cell["stage"]): cell for cell in grid}
    for number, (area, name) in enumerate(areas, start=len(above) + 2):
        told = [name, *(_tell(found[area, stage]) for stage, _ in stages)]
        # Not every program makes a row as high as its wrapped text.
        sheet.row_dimensions[number].height = LINE * 5
        sheet.append([_wrap(sheet, cells, each) for each in told])


def _tell(cell: Row) -> str:
    """A cell of the grid in four short lines."""
    if not cell["goals"]:
        return "no goals"
    lines = [
        f"{label}: {cell[method] or 'not rated'}{_met(cell[f'{method}_met'])}"
        for label, method in (("self", "self"), ("review", "reviewed"))
    ]
    lines.append(
        f"map: {cell['computed_holds']} hold, {cell['computed_fails']} fail, "
        f"{cell['computed_unknown']} unknown"
    )
    return "\n".join([*lines, f"only people: {cell['not_judged']} of {cell['goals']}"])


def _met(share: Sequence[float] | None) -> str:
    if share is None:
        return ""
    low, high = (f"{each:.0%}" for each in share)
    return f" ({low} met)" if low == high else f" ({low} to {high} met)"


def _write_list(book: Workbook, cells: Cells, name: str, rows: Sequence[Row]) -> None:
    from service.analyses import select_analysis
    from service.analyses.cells import plain_cell
    from service.exports.content.tables import LONG
    from service.sheets import WIDTHS

    listed = next(each for each in select_analysis(OF).LISTS if each.name == name)
    columns = listed.columns
    sheet: Any = book.create_sheet(listed.title[:LETTERS_OF_A_NAME])
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    fit_to_page(sheet)
    widths = [
        WIDTHS[LONG] if column.kind == LONG else max(NARROW, len(column.name)) for column in columns
    ]
    set_widths(sheet, widths)
    sheet.append([_header(sheet, cells, column.name.replace("_", " ")) for column in columns])
    for number, row in enumerate(rows, start=2):
        values = [plain_cell(_ids(row[column.name])) for column in columns]
        lengths = zip(values, widths, strict=True)
        lines = max(-(-len(str(value or "")) // width) for value, width in lengths)
        sheet.row_dimensions[number].height = LINE * min(MOST_LINES, max(1, lines))
        sheet.append(
            [
                _wrap(sheet, cells, value)
                if isinstance(value, str)
                else cells.value(sheet, column.kind, value)
                for column, value in zip(columns, values, strict=True)
            ]
        )
    filter_rows(sheet, len(columns), len(rows))


def _ids(value: Any) -> Any:
    """Evidence as the ids of its records, one that is not certain with a question mark."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and "id" in value[0]:
        return [each["id"] + ("" if each["speaks"] == "holds" else " ?") for each in value]
    return value


def _wrap(sheet: Any, cells: Cells, value: str) -> Any:
    from service.exports.content.tables import LONG

    told = cells.value(sheet, LONG, value)
    return cells.cell(sheet, told, cells.wrapped) if isinstance(told, str) else told


def _plain(sheet: Any, cells: Cells, value: str) -> Any:
    from service.exports.content.tables import TEXT

    return cells.value(sheet, TEXT, value)


def _header(sheet: Any, cells: Cells, value: str) -> Any:
    from service.exports.content.text import strip_illegal

    cell = cells.cell(sheet, strip_illegal(value), cells.header)
    cell.data_type = "s"
    return cell
