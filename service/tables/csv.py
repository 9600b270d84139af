"""CSV for spreadsheets and scripts: text that could run as a formula is made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from service.formulas import neutralise
from service.tables.contract import Answered

NAME = "csv"
TITLE = "CSV for spreadsheets; text that looks like a formula gets an apostrophe"
MEDIA_TYPE = "text/csv; charset=utf-8"
IS_FILE = False

ROWS_AT_ONCE = 500


def render(answered: Answered) -> Iterator[bytes]:
    """A line of column names and a line a row."""
    names = [column.name for column in answered.query.columns]
    yield render_lines([names]).encode()
    rows = iter(answered.page)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield render_lines([render_cell(value) for value in row] for row in batch).encode()


def render_lines(rows: Iterable[Sequence[str]]) -> str:
    """CSV of RFC 4180, with line feeds only."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def render_cell(value: object) -> str:
    """One cell; only text is made harmless, so a negative number stays a number.

    >>> render_cell("=SUM(A1)"), render_cell(-3), render_cell(True), render_cell(["a", "b"])
    ("'=SUM(A1)", '-3', 'yes', 'a; b')
    """
    if isinstance(value, str):
        # A lone carriage return would end the row for some readers.
        return neutralise(value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list | tuple):
        return "; ".join(render_cell(item) for item in value)
    return render_text(value)


def render_text(value: object) -> str:
    """One value as text, as it is; nothing is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
