"""A snapshot as a workbook: a form for each respondent to fill in, and the results."""

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
from service.exports.content.tables import LONG
from service.exports.content.text import strip_illegal
from service.exports.contract import ExportData, write_atomically

if TYPE_CHECKING:
    from openpyxl import Workbook

    from service.sheets import Cells

NAME = "snapshot-xlsx"
TITLE = "Snapshot: a blank form for respondents, and the results"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "snapshot"

FORM = (
    ("text", 62),
    ("score", 9),
    ("no_score", 16),
    ("comment", 44),
    ("question", 24),
    ("respondent", 18),
    ("snapshot", 18),
)
"""Headings of a form, as the table `answers` has them, and their widths; `text` is for people."""
RESULTS = (
    "dimensions",
    "questions",
    "priorities",
    "notes",
    "changes",
    "side_by_side",
    "findings",
    "comments",
    "problems",
)

Row = Mapping[str, Any]


def write(data: ExportData, path: Path) -> None:
    """Write the workbook: what it is, a form for each questionnaire, a sheet for each result."""
    from service.sheets import Cells, writing_book

    with (
        write_atomically(path) as part,
        part.open("wb") as out,
        writing_book("Snapshot", data.generated_at) as book,
    ):
        sheet = book.create_sheet("read me")
        cells = Cells(sheet)
        _write_read_me(sheet, cells, data.result)
        forms = data.result["questionnaires"]
        for form in forms:
            _write_form(book, cells, form, several=len(forms) > 1)
        for name in RESULTS:
            _write_result(book, cells, name, data.result[name])
        book.save(out)


def _write_read_me(sheet: Any, cells: Cells, result: Row) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    sheet.append([cells.cell(sheet, "Snapshot: where do we stand?", cells.title)])
    told = [
        "",
        "The form: give each respondent a copy. Write one score for each question, or one of the "
        "words not-known and not-applicable under no score. Fill respondent with a code of the "
        "role, never a name, and snapshot with the id of the snapshot.",
        "To load a filled form, name its sheet answers, or copy its rows under those of the "
        "table answers of the workbook.",
        "",
        *(each["sentence"] for each in result["snapshots"]),
        "",
        "How the results are read",
        *result["rules"],
        "Communities stand side by side and are not ranked.",
    ]
    for line in told:
        sheet.append([_wrap(sheet, cells, cells.value(sheet, LONG, line))])


def _write_form(book: Workbook, cells: Cells, form: Row, *, several: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    name = f"form {form['questionnaire']}" if several else "form"
    sheet: Any = book.create_sheet(_sheet_name(book, name))
    sheet.freeze_panes = "A2"
    sheet.print_options.gridLines = True
    fit_to_page(sheet)
    set_widths(sheet, [width for _, width in FORM])
    sheet.append([cells.cell(sheet, heading, cells.header) for heading, _ in FORM])
    scale = form["scale_words"] or f"{form['least']} to {form['most']}"
    # The loader passes over rows that begin so.
    sheet.row_dimensions[2].height = 2 * LINE
    head = f"note: {form['name']}. Scale: {scale}."
    sheet.append([_wrap(sheet, cells, cells.value(sheet, LONG, head))])
    sheet.append([cells.cell(sheet, "note: your role, in one word; never a name.", cells.wrapped)])
    number, dimension = 3, None
    for question in form["questions"]:
        if question["dimension"] != dimension:
            dimension = question["dimension"]
            sheet.append([cells.cell(sheet, strip_illegal(f"note: {dimension}"), cells.bold)])
            number += 1
        number += 1
        text = _asked(question, form)
        lines = -(-len(text) // FORM[0][1])
        sheet.row_dimensions[number].height = LINE * max(2, lines)
        told = (text, None, None, None, question["question"])
        sheet.append([_wrap(sheet, cells, cells.value(sheet, LONG, each)) for each in told])
        if question["least"] is not None:
            sheet.data_validations.append(_between(question, f"B{number}"))
    words = DataValidation(type="list", formula1='"not-known,not-applicable"', allow_blank=True)
    words.add(f"C4:C{max(4, number)}")
    sheet.data_validations.append(words)


def _asked(question: Row, form: Row) -> str:
    own = (question["least"], question["most"])
    if own == (form["least"], form["most"]):
        return str(question["text"])
    return f"{question['text']} ({own[0]} to {own[1]})"


def _between(question: Row, cell: str) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    least, most = str(question["least"]), str(question["most"])
    limits = DataValidation(
        type="decimal", operator="between", formula1=least, formula2=most, allow_blank=True
    )
    limits.errorTitle, limits.error = "Score", f"Write a score from {least} to {most}."
    limits.add(cell)
    return limits


def _write_result(book: Workbook, cells: Cells, name: str, rows: Sequence[Row]) -> None:
    from service.analyses import select_analysis
    from service.analyses.cells import plain_cell
    from service.sheets import WIDTHS

    listed = next(each for each in select_analysis(OF).LISTS if each.name == name)
    # A sentence would only say again what stands beside a text.
    more = ("reason",) if "text" in listed.read else ("reason", "sentence")
    wanted = dict.fromkeys([*listed.read, *more])
    columns = [column for each in wanted for column in listed.columns if column.name == each]
    sheet: Any = book.create_sheet(listed.title[:LETTERS_OF_A_NAME])
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    fit_to_page(sheet)
    widths = [max(WIDTHS[column.kind], len(column.name) + 2) for column in columns]
    set_widths(sheet, widths)
    heads = [column.name.replace("_", " ") for column in columns]
    sheet.append([cells.cell(sheet, head, cells.header) for head in heads])
    for number, row in enumerate(rows, start=2):
        values = [plain_cell(row[column.name]) for column in columns]
        # Not every program makes a row as high as its wrapped text.
        lengths = [len(value) if isinstance(value, str) else 0 for value in values]
        lines = max(-(-length // width) for length, width in zip(lengths, widths, strict=True))
        sheet.row_dimensions[number].height = LINE * max(1, lines)
        sheet.append(
            [
                _wrap(sheet, cells, cells.value(sheet, column.kind, value))
                for column, value in zip(columns, values, strict=True)
            ]
        )
    filter_rows(sheet, len(columns), len(rows))


def _wrap(sheet: Any, cells: Cells, value: Any) -> Any:
    """Text over several lines; whatever else it is, as it is."""
    return cells.cell(sheet, value, cells.wrapped) if isinstance(value, str) else value


def _sheet_name(book: Workbook, wanted: str) -> str:
    """A name that Excel takes and no other sheet has."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in wanted)
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    name, number = plain[:LETTERS_OF_A_NAME], 2
    while name.casefold() in taken:
        name, number = f"{plain[: LETTERS_OF_A_NAME - 4]} {number}", number + 1
    return name
