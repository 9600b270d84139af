"""The report for a state over its collaboratives, as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.exports.content.sheet_setup import (
    LETTERS_OF_A_NAME,
    filter_rows,
    fit_to_page,
    set_widths,
)
from service.exports.contract import ExportData, write_atomically

if TYPE_CHECKING:
    from openpyxl import Workbook

    from service.sheets import Cells

NAME = "collaboratives-xlsx"
TITLE = "State report over collaboratives: coverage, tables, outcomes, help among peers"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "collaboratives"

Row = Mapping[str, Any]
LINE = 15
"""Height of a line, in points."""
SHARE, WHOLE, TEXT = "share", "integer", "text"
REPORT = (
    ("Collaborative", "name", TEXT, 34),
    ("Kind", "kind", TEXT, 9),
    ("Every door leads to help: at least", "every_low", SHARE, 13),
    ("at most", "every_high", SHARE, 9),
    ("Some door does: at least", "any_low", SHARE, 12),
    ("at most", "any_high", SHARE, 9),
    ("Gaps", "gaps", WHOLE, 7),
    ("Not known", "unknown", WHOLE, 9),
    ("Seats", "seats", WHOLE, 7),
    ("Family share of seats", "family_share", SHARE, 11),
    ("Voices missing", "voices_missing", WHOLE, 11),
    ("Checks that hold", "holds", WHOLE, 11),
    ("fail", "fails", WHOLE, 6),
    ("not known", "not_known", WHOLE, 8),
    ("Outcomes", "outcomes", WHOLE, 10),
    ("met or on track", "on_track", WHOLE, 11),
    ("behind", "behind", WHOLE, 8),
    ("stalled or missed", "stalled", WHOLE, 12),
    ("Help asked", "asked", WHOLE, 8),
    ("received", "received", WHOLE, 9),
    ("overdue", "unanswered", WHOLE, 9),
    ("Help given to others", "gave", WHOLE, 10),
)
"""Heading, name of the value, look and width of each column of the report."""
STATES = {"holds": "covered", "fails": "gap", "unknown": "unknown"}
"""The fill of a check: that of the same meaning in coverage."""
SHEETS = (
    ("representation", "who is spoken for"),
    ("outcomes", "outcomes"),
    ("progress", "progress by kind of family"),
    ("barriers", "shared barriers"),
    ("solved", "solved by one, lacking elsewhere"),
    ("goals", "goals met by one, not by others"),
    ("peers", "who helps whom"),
    ("assistance", "assistance"),
    ("proposals", "who could meet requests"),
    ("members", "members"),
    ("problems", "contradictions"),
)
"""The lists that follow, and the names of their sheets."""


def write(data: ExportData, path: Path) -> None:
    """Write the workbook: how to read it, the report, the checks, then every list."""
    from service.sheets import Cells, writing_book

    with (
        write_atomically(path) as part,
        part.open("wb") as out,
        writing_book("Collaboratives: the report for the state", data.generated_at) as book,
    ):
        sheet = book.create_sheet("read me")
        cells = Cells(sheet)
        _write_read_me(sheet, cells, data.result)
        _write_report(book, cells, data.result["collaboratives"])
        _write_checks(book, cells, data.result)
        for name, title in SHEETS:
            _write_list(book, cells, name, title, data.result[name])
        book.save(out)


def _write_read_me(sheet: Any, cells: Cells, result: Row) -> None:
    from service.analyses.collaboratives import tell

    asked = result["parameters"]
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    sheet.append([cells.cell(sheet, "Collaboratives: the report for the state", cells.title)])
    lines = [
        *tell(dict(result)),
        "Collaboratives stand in order of their ids; nobody is ranked.",
        "Coverage is told as two numbers: what is certain, and what is possible if every unknown "
        "fact were favourable.",
        f"Asked of each: families hold {asked['family_share']:.0%} of the seats; "
        f"{asked['staff']:g} posts at full time; the map answers for {asked['known_share']:.0%} of "
        f"what is asked; values are at most {asked['monitor_days']} days old. A request is overdue "
        f"after {asked['answer_days']} days. These are choices, not rules; change them with the "
        "options of nwd export collaboratives-xlsx.",
        f"Numbers of fewer than {asked['floor']} families, and those from which such a number "
        "could be worked out, are left blank.",
        "A check that is unknown asks for a record, not for a change: nothing is called missing "
        "because nobody wrote it down.",
    ]
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    for number, line in enumerate(lines, start=2):
        # Not every program makes a row as high as its wrapped text; a written row is done with.
        sheet.row_dimensions[number].height = LINE * max(1, -(-len(line) // 100))
        sheet.append([cells.cell(sheet, line, cells.wrapped)])


def _write_report(book: Workbook, cells: Cells, rows: Sequence[Row]) -> None:
    sheet: Any = book.create_sheet("state report")
    _set_up(sheet, [width for _, _, _, width in REPORT])
    sheet.row_dimensions[1].height = LINE * 4
    sheet.append([cells.cell(sheet, heading, cells.header) for heading, *_ in REPORT])
    for row in rows:
        told = {**row, **_ends(row, "every_door", "every"), **_ends(row, "any_door", "any")}
        sheet.append([cells.value(sheet, kind, told[name]) for _, name, kind, _ in REPORT])
    filter_rows(sheet, len(REPORT), len(rows))


def _ends(row: Row, name: str, prefix: str) -> dict[str, float | None]:
    low, high = row[name] or (None, None)
    return {f"{prefix}_low": low, f"{prefix}_high": high}


def _write_checks(book: Workbook, cells: Cells, result: Row) -> None:
    """A row a collaborative, a column a check."""
    sheet: Any = book.create_sheet("checks")
    told = {(row["collaborative"], row["criterion"]): row["state"] for row in result["readiness"]}
    questions = {row["criterion"]: row["question"] for row in result["readiness"]}
    _set_up(sheet, [34, *(14 for _ in questions)])
    sheet.row_dimensions[1].height = LINE * 5
    heads = ["Collaborative", *questions.values()]
    sheet.append([cells.cell(sheet, head, cells.header) for head in heads])
    for row in result["collaboratives"]:
        states = [told[row["collaborative"], criterion] for criterion in questions]
        looks = [cells.cell(sheet, state, cells.statuses[STATES[state]]) for state in states]
        sheet.append([cells.text(sheet, row["name"], TEXT), *looks])
    filter_rows(sheet, len(heads), len(result["collaboratives"]))


def _write_list(book: Workbook, cells: Cells, name: str, title: str, rows: Sequence[Row]) -> None:
    from service.analyses import select_analysis
    from service.analyses.cells import column_cell
    from service.sheets import WIDTHS

    listed = next(each for each in select_analysis(OF).LISTS if each.name == name)
    sheet: Any = book.create_sheet(title[:LETTERS_OF_A_NAME])
    _set_up(sheet, [max(WIDTHS[each.kind], len(each.name) + 3) for each in listed.columns])
    heads = [column.name.replace("_", " ") for column in listed.columns]
    sheet.append([cells.cell(sheet, head, cells.header) for head in heads])
    for row in rows:
        values = [(each, column_cell(each, row[each.name])) for each in listed.columns]
        sheet.append([cells.value(sheet, each.kind, value) for each, value in values])
    filter_rows(sheet, len(heads), len(rows))


def _set_up(sheet: Any, widths: Sequence[int]) -> None:
    """A sheet that prints as wide as the paper, with its first row and column held."""
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    fit_to_page(sheet)
    set_widths(sheet, widths)
