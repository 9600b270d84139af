"""A success model for a meeting: who does what, and what the partners still have to settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl.styles import Alignment

from service.analyses.models import LISTS
from service.exports.content.sheet_setup import (
    LETTERS_OF_A_NAME,
    LINE,
    filter_rows,
    fit_to_page,
    set_widths,
)
from service.exports.content.tables import LONG, Column
from service.exports.content.text import strip_illegal
from service.exports.contract import ExportData, write_atomically
from service.formulas import is_formula_like
from service.sheets import Cells, writing_book

NAME = "models-xlsx"
TITLE = "Success model for a meeting: who does what, evaluation, efforts, open points"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"
OF = "models"

LETTERS = {
    "lead": "L", "deliver": "D", "refer": "R", "host": "H", "fund": "F", "train": "T",
    "share-data": "S", "evaluate": "E", "advise": "A", "inform": "I",
}  # fmt: skip
"""A letter a role, for the narrow columns of the matrix."""
ANSWERS = "*"
SHEETS: Mapping[str, Sequence[str]] = {
    "problems": ("sentence", "verdict", "finding"),
    "components": (
        "name", "description", "scenarios", "needs", "touchpoints", "segments", "activities",
        "partners", "evaluations", "efforts",
    ),
    "activities": (
        "component", "name", "strategy", "status", "starts_on", "ends_on", "responsible_names",
        "evaluated",
    ),
    "roles": ("activity_name", "partner_name", "role", "responsible", "carried", "responsibility"),
    "evaluations": (
        "of_name", "question", "method", "indicator", "followed", "frequency", "role", "use",
    ),
    "efforts": ("name", "description", "level", "to_name", "how", "note", "starts_on", "ends_on"),
    "sectors": ("name", "partners_listed", "partners", "activities", "leads", "represented"),
}  # fmt: skip
"""What a meeting needs of each list; the whole lists are in the workbook of plans."""
TITLES = {"roles": "Roles", "evaluations": "Evaluation"}
"""Names of sheets that differ from the titles of the lists."""
NARROW, WIDE, LONGEST, SUMMARY = 13, 28, 48, 95
TO_SETTLE = "To settle"


def write(data: ExportData, path: Path) -> None:
    """Write the workbook: a first page in sentences, the matrix, then one sheet a list."""
    result = data.result
    with (
        write_atomically(path) as part,
        part.open("wb") as out,
        writing_book(TITLE, data.generated_at) as book,
    ):
        first = book.create_sheet("Summary")
        cells = Cells(first)
        _write_summary(first, cells, result)
        _write_matrix(book.create_sheet("Who does what"), cells, result)
        listed = {each.name: each for each in LISTS}
        for name, wanted in SHEETS.items():
            columns = {column.name: column for column in listed[name].columns}
            sheet = book.create_sheet(TITLES.get(name, listed[name].title)[:LETTERS_OF_A_NAME])
            _write_list(sheet, cells, [columns[each] for each in wanted], result[name])
        book.save(out)


def _write_summary(sheet: Any, cells: Cells, result: Mapping[str, Any]) -> None:
    fit_to_page(sheet)
    set_widths(sheet, [SUMMARY])
    sheet.append([cells.cell(sheet, "Child success models", cells.title)])
    lines = [model["sentence"] for model in result["models"]] or ["No success model is loaded."]
    lines += [model["summary"] for model in result["models"] if model["summary"]]
    lines.append(
        f"As of {result['parameters']['as_of']}. Fails: for certain. Unknown: facts are lacking, "
        "and somebody has to ask."
    )
    failing = [row["sentence"] for row in result["problems"] if row["verdict"] == "fails"]
    lines += ["", TO_SETTLE, *failing] if failing else []
    for number, line in enumerate(lines, start=2):
        sheet.row_dimensions[number].height = LINE * max(1, -(-len(line) // SUMMARY))
        bold = line == TO_SETTLE
        sheet.append(
            [cells.cell(sheet, line, cells.bold) if bold else _guarded(sheet, cells, line)]
        )


def _write_matrix(sheet: Any, cells: Cells, result: Mapping[str, Any]) -> None:
    """Activities by partners, with a letter for each role."""
    fit_to_page(sheet)
    sheet.freeze_panes = "C3"
    sheet.print_title_cols, sheet.print_title_rows = "A:B", "1:2"
    partners = _partners(result["roles"])
    key = ", ".join(f"{letter} {role.replace('-', ' ')}" for role, letter in LETTERS.items())
    set_widths(sheet, [WIDE, LONGEST, *(5 for _ in partners)])
    sheet.append([cells.cell(sheet, f"{key}; {ANSWERS} answers for it", cells.bold)])
    sheet.row_dimensions[2].height = LINE * 17
    heads = [cells.cell(sheet, word, cells.header) for word in ("component", "activity")]
    sheet.append([*heads, *(_turned(sheet, cells, name) for name in partners.values())])
    names = {row["id"]: row["name"] for row in result["components"]}
    for activity in result["activities"]:
        if activity["status"] == "stopped":
            continue
        held: dict[str, str] = {}
        for role in result["roles"]:
            if role["activity"] == activity["id"]:
                mark = LETTERS.get(role["role"], "?") + (ANSWERS if role["responsible"] else "")
                held[role["partner"]] = held.get(role["partner"], "") + mark
        words = [names.get(activity["component"], activity["component"]), activity["name"]]
        sheet.append(
            [
                *(_guarded(sheet, cells, word) for word in words),
                *(_centred(sheet, cells, held.get(partner)) for partner in partners),
            ]
        )


def _partners(roles: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Names by id, those of one sector together."""
    seen = {(role["sector"] or "~", role["partner_name"], role["partner"]) for role in roles}
    return {partner: name for _, name, partner in sorted(seen)}


def _write_list(
    sheet: Any, cells: Cells, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]
) -> None:
    from service.analyses.cells import plain_cell

    fit_to_page(sheet)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    widths = [_width(column) for column in columns]
    set_widths(sheet, widths)
    sheet.append([cells.cell(sheet, c.name.replace("_", " "), cells.header) for c in columns])
    for number, row in enumerate(rows, start=2):
        values = [plain_cell(row[column.name]) for column in columns]
        # Not every program makes a row as high as its wrapped text.
        lines = [
            -(-len(str(value or "")) // (width - 2))
            for value, width in zip(values, widths, strict=True)
        ]
        sheet.row_dimensions[number].height = LINE * max(1, *lines)
        sheet.append([_guarded(sheet, cells, value) for value in values])
    filter_rows(sheet, len(columns), 0)


def _guarded(sheet: Any, cells: Cells, value: Any) -> Any:
    """A cell at the top of its row, wrapped; text that a spreadsheet may run stays text."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, str) and is_formula_like(value):
        return cells.text(sheet, value, LONG)
    text = strip_illegal(value) if isinstance(value, str) else value
    return cells.cell(sheet, text, cells.wrapped)


def _width(column: Column) -> int:
    if column.name == "sentence":
        return 90
    if column.kind == LONG:
        return LONGEST
    return WIDE if column.name.endswith(("name", "names")) or column.name == "finding" else NARROW


def _turned(sheet: Any, cells: Cells, text: str) -> Any:
    cell = cells.cell(sheet, strip_illegal(text), cells.header)
    cell.data_type = "s"
    cell.alignment = Alignment(textRotation=90, vertical="bottom")
    return cell


def _centred(sheet: Any, cells: Cells, text: str | None) -> Any:
    cell = cells.cell(sheet, text, cells.wrapped)
    cell.alignment = Alignment(horizontal="center", vertical="top")
    return cell
