"""JSON with typed cells: an object a row, and what was asked of which generation."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from queries.run import Row
from service.tables.contract import Answered

NAME = "json"
TITLE = "objects with typed cells, in pages"
MEDIA_TYPE = "application/json"
IS_FILE = False

ROWS_AT_ONCE = 500


def render(answered: Answered) -> Iterator[bytes]:
    """An object: `query`, `parameters`, `generation`, `columns`, `rows`, `truncated`, `next`.

    Numbers that JSON has no form for are null.
    """
    names = [column.name for column in answered.query.columns]
    head = {
        "query": answered.query.name,
        "parameters": dict(answered.parameters),
        "generation": answered.described_generation(),
        "columns": names,
        "rows": [],
    }
    yield _encode(head).encode()[: -len("]}")]
    rows, before = iter(answered.page), b""
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield before + _encode_rows(names, batch)
        before = b","
    tail = {"truncated": answered.page.truncated, "next": answered.page.cursor}
    yield b"]," + _encode(tail).encode()[1:]


def _encode_rows(names: list[str], rows: list[Row]) -> bytes:
    """The objects with commas between them."""
    try:
        text = _encode([dict(zip(names, row, strict=True)) for row in rows])
    except ValueError:  # infinite, or not a number
        finite = [tuple(map(_finite, row)) for row in rows]
        text = _encode([dict(zip(names, row, strict=True)) for row in finite])
    return text[1:-1].encode()


def _finite(value: object) -> object:
    return None if isinstance(value, float | Decimal) and not math.isfinite(value) else value


def simple_value(value: object) -> object:
    """A cell as JSON has it; TypeError for what has no JSON form."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=simple_value
).encode
