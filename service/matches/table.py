"""Decisions filled in by people in a CSV file, such as `nwd matches list --format csv` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import SourceError
from loaders.source import Issue
from loaders.workbook.delimited import MAX_FILE_BYTES, read_delimited
from loaders.workbook.reading import BadRow, RawRow
from service.formulas import is_formula_like
from service.matches.deciding import Told, check_word

REQUIRED = ("left", "right", "decision")
SEPARATORS = (b"", b"sep=;\n", b"sep=\t\n", b"sep=|\n")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class DecisionTable:
    """What a file holds."""

    told: Sequence[Told]
    rows: Sequence[int]
    """Number of the row of each, the heading being row 1."""
    undecided: int
    """Rows in which nothing is decided."""


def read_decision_table(path: Path) -> DecisionTable:
    """The decisions of a file with the columns left, right, decision and perhaps by and note.

    `by` is blank where the file does not say who decided. Rows without a decision are passed over.
    Raises SourceError, which names every row that is wrong.
    """
    heading, rows = _read(path)
    told, numbers, wrong, undecided = [], [], [], 0
    for number, row in rows:
        if isinstance(row, BadRow):
            wrong.append((number, row.message))
            continue
        cells = {name: _plain(cell) for name, cell in zip(heading, row, strict=False)}
        if not any(cells.values()):
            continue
        if not cells.get("decision"):
            undecided += 1
            continue
        try:
            told.append(_told(cells))
            numbers.append(number)
        except ValueError as error:
            wrong.append((number, str(error)))
    if wrong:
        raise refuse_rows(path, wrong)
    return DecisionTable(told, numbers, undecided)


MOST_TOLD = 20
"""Wrong rows that an error names."""


def refuse_rows(path: Path, wrong: Sequence[tuple[int, str]]) -> SourceError:
    """The error of rows that cannot be taken; nothing was changed."""
    told = "; ".join(f"row {number}: {message}" for number, message in wrong[:MOST_TOLD])
    more = f"; and {len(wrong) - MOST_TOLD} more rows" if len(wrong) > MOST_TOLD else ""
    return SourceError(f"{told}{more}; nothing was changed", path=path)


def _read(path: Path) -> tuple[list[str], list[RawRow]]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SourceError(f"is larger than {MAX_FILE_BYTES >> 20} MiB", path=path)
        content = path.read_bytes().removeprefix(_BOM)
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", path=path) from error
    for separator in SEPARATORS:
        issues: list[Issue] = []
        rows = list(read_delimited(separator + content, path=path, name=path.name, issues=issues))
        filled = (row for _, row in rows if not isinstance(row, BadRow) and any(row))
        heading = [cell.strip().lower() for cell in next(filled, [])]
        if all(name in heading for name in REQUIRED):
            first = next(i for i, (_, row) in enumerate(rows) if not isinstance(row, BadRow))
            return heading, rows[first + 1 :]
    raise SourceError(f"has no columns {', '.join(REQUIRED)}", path=path, row=1)


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    text = cell.strip()
    bare = text.lstrip("'")
    return text[1:] if bare != text and is_formula_like(bare) else text


def _told(cells: Mapping[str, str]) -> Told:
    for name in ("left", "right"):
        if not cells.get(name):
            raise ValueError(f"{name} is blank: name a record")
    word = check_word(cells["decision"])
    return Told(cells["left"], cells["right"], word, cells.get("by", ""), cells.get("note", ""))
