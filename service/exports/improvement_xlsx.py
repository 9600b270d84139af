"""Improvement as a workbook: the values with charts that the spreadsheet draws itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.exports.content.sheet_setup import LETTERS_OF_A_NAME, fit_to_page, set_widths
from service.exports.content.tables import DATE, INTEGER, LONG, NUMBER, TEXT
from service.exports.contract import ExportData, write_atomically

if TYPE_CHECKING:
    from openpyxl import Workbook

    from service.sheets import Cells

NAME = "improvement-xlsx"
TITLE = "Improvement: run charts with their values, tests of change, as a workbook"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "improvement"

VALUES = (
    ("From", DATE, 13),
    ("Value", NUMBER, 11),
    ("Median", NUMBER, 11),
    ("Aim", NUMBER, 11),
    ("Count", TEXT, 16),
    ("Among", TEXT, 16),
    ("State", TEXT, 13),
)
HEAD = 5
"""Row of the headings on the sheet of a chart; what the chart says stands above."""
LISTS = ("networks", "teams", "sessions", "cycles", "indicators", "signals", "problems")
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))


def write(data: ExportData, path: Path) -> None:
    """Write the workbook; a value that is not told leaves a gap in the line, never a zero."""
    from service.sheets import Cells, writing_book

    result = data.result
    with writing_book("Improvement", data.generated_at) as book, write_atomically(path) as part:
        first = book.create_sheet("Indicators")
        cells = Cells(first)
        names = sheet_names([chart["id"] for chart in result["charts"]])
        _write_overview(first, cells, result, names)
        for chart, name in zip(result["charts"], names, strict=True):
            _write_chart(book, cells, chart, name)
        _write_lists(book, cells, result)
        book.save(part)


def sheet_names(ids: Sequence[str]) -> list[str]:
    """A name for the sheet of each chart, that a spreadsheet takes and no other sheet has.

    >>> sheet_names(["a>b", "A-B", "x" * 40])[1:]
    ['A-B 2', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    """
    taken = {"indicators", *LISTS, "about"}
    found = []
    for each in ids:
        name = each.translate(FORBIDDEN).replace(">", "-")[:LETTERS_OF_A_NAME]
        number = 1
        while name.casefold() in taken:
            number += 1
            tail = f" {number}"
            name = each.translate(FORBIDDEN).replace(">", "-")[: LETTERS_OF_A_NAME - len(tail)]
            name += tail
        taken.add(name.casefold())
        found.append(name)
    return found


def _write_overview(
    sheet: Any, cells: Cells, result: Mapping[str, Any], names: Sequence[str]
) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    parameters = result["parameters"]
    set_widths(sheet, (40, 12, 12, 16, 12, 70))
    fit_to_page(sheet)
    sheet.append([cells.cell(sheet, "Indicators and their run charts", cells.title)])
    sheet.append(
        [
            f"As of {parameters['as_of']}, {parameters['rules']} rules; counts of fewer than "
            f"{parameters['floor']} families are left out."
        ]
    )
    sheet.append([])
    heads = ("Indicator", "Points", "Median", "Verdict", "Direction", "What it says")
    sheet.append([cells.cell(sheet, head, cells.header) for head in heads])
    for chart, name in zip(result["charts"], names, strict=True):
        link = cells.styled(sheet, chart["title"], cells.link)
        link.hyperlink = Hyperlink(ref="", location=f"'{name}'!A1", display=chart["title"])
        median = chart["phases"][-1]["median"] if chart["phases"] else None
        sheet.append(
            [
                link,
                cells.value(sheet, INTEGER, chart["counts"]["told"]),
                cells.value(sheet, NUMBER, median),
                cells.value(sheet, TEXT, chart["verdict"]),
                cells.value(sheet, TEXT, chart["direction"]),
                cells.value(sheet, LONG, chart["sentence"]),
            ]
        )


def _write_chart(book: Workbook, cells: Cells, chart: Mapping[str, Any], name: str) -> None:
    sheet: Any = book.create_sheet(name)
    set_widths(sheet, [width for _, _, width in VALUES])
    fit_to_page(sheet)
    sheet.append([cells.styled(sheet, chart["title"], cells.title)])
    sheet.append([cells.text(sheet, chart["sentence"], TEXT)])
    sheet.append([cells.text(sheet, " ".join(chart["notes"]), TEXT)])
    sheet.append([])
    sheet.append([cells.cell(sheet, head, cells.header) for head, _, _ in VALUES])
    for row in _rows(chart):
        kinds = [kind for _, kind, _ in VALUES]
        sheet.append([cells.value(sheet, k, v) for k, v in zip(kinds, row, strict=True)])
    if chart["points"]:
        sheet.add_chart(_draw(sheet, chart), "I5")


def _rows(chart: Mapping[str, Any]) -> Iterator[list[Any]]:
    aim = chart["targets"][-1]["value"] if chart["targets"] else None
    for point in chart["points"]:
        yield [
            date.fromisoformat(point["day"]),
            point["value"],
            point["median"],
            aim,
            point["numerator"] or None,
            point["denominator"] or None,
            point["state"],
        ]


def _draw(sheet: Any, chart: Mapping[str, Any]) -> Any:
    from openpyxl.chart import LineChart, Reference
    from openpyxl.chart.legend import Legend

    from service.pictures.run_chart import nice_ticks

    last = HEAD + len(chart["points"])
    drawn = LineChart()
    drawn.title = chart["title"]
    drawn.height, drawn.width = 9, 22
    drawn.y_axis.title = chart["unit_text"] or None
    ticks = nice_ticks([row[place] for row in _rows(chart) for place in (1, 2, 3) if row[place]])
    drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = ticks[0], ticks[-1]
    drawn.y_axis.delete = drawn.x_axis.delete = False
    drawn.x_axis.number_format = "yyyy-mm-dd"
    drawn.display_blanks = "gap"
    drawn.legend = Legend()
    drawn.legend.position = "b"
    columns = 4 if chart["targets"] else 3
    values = Reference(sheet, min_col=2, max_col=columns, min_row=HEAD, max_row=last)
    drawn.add_data(values, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=HEAD + 1, max_row=last))
    looks = (("1F5F8B", "solid", 19050), ("B4461D", "dash", 22225), ("2F7D4F", "sysDot", 19050))
    for series, (colour, dash, width) in zip(drawn.series, looks, strict=False):
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.dashStyle = dash
        series.graphicalProperties.line.width = width
        series.marker.symbol = "circle" if colour == "1F5F8B" else "none"
    if drawn.series:
        drawn.series[0].marker.size = 6
        drawn.series[0].marker.graphicalProperties.solidFill = "1F5F8B"
    return drawn


def _write_lists(book: Workbook, cells: Cells, result: Mapping[str, Any]) -> None:
    from service.analyses import select_analysis
    from service.analyses.cells import column_cell

    for listed in select_analysis(OF).LISTS:
        if listed.name not in LISTS or listed.name == "indicators":
            continue
        sheet: Any = book.create_sheet(listed.title[:LETTERS_OF_A_NAME])
        fit_to_page(sheet)
        set_widths(sheet, [50 if column.kind == LONG else 20 for column in listed.columns])
        heads = [column.name.replace("_", " ") for column in listed.columns]
        sheet.append([cells.cell(sheet, head, cells.header) for head in heads])
        for row in result[listed.name]:
            values = [(c.kind, column_cell(c, row[c.name])) for c in listed.columns]
            sheet.append([cells.value(sheet, kind, value) for kind, value in values])
