"""Parquet with typed columns, their meanings and units, and what was asked of which generation."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from queries.catalogue import Column
from queries.run import Value
from service.tables.contract import Answered
from service.tables.csv import render_text

if TYPE_CHECKING:
    import pyarrow

# pyarrow is imported where it is used: a process that only lists the formats need not wait for it.

NAME = "parquet"
TITLE = "Parquet for data frames, with typed and described columns"
MEDIA_TYPE = "application/vnd.apache.parquet"
IS_FILE = True

CHUNK = 1 << 20
SEPARATOR = "; "


def render(answered: Answered) -> Iterator[bytes]:
    """The file. A column that holds a value which is not of its type is text as a whole.

    Types: date, timestamp in UTC, int64, float64, bool, string (an IRI is one, too), list of
    string; a decimal is decimal128(38, 18), the range and precision of the embedded store's own.
    """
    import pyarrow
    import pyarrow.parquet

    columns = answered.query.columns
    cells: list[list[Value]] = [[] for _ in columns]
    for row in answered.page:
        for column, value in zip(cells, row, strict=True):
            column.append(value)
    built = [_build(*pair) for pair in zip(columns, cells, strict=True)]
    schema = pyarrow.schema([field for field, _ in built], metadata=_describe(answered))
    table = pyarrow.Table.from_arrays([array for _, array in built], schema=schema)
    with io.BytesIO() as out:
        pyarrow.parquet.write_table(table, out)
        out.seek(0)
        while chunk := out.read(CHUNK):
            yield chunk


def _build(column: Column, values: Sequence[Value]) -> tuple[pyarrow.Field, pyarrow.Array]:
    import pyarrow

    described = {"meaning": column.meaning, "type": column.type}
    if column.unit:
        described["unit"] = column.unit
    try:
        array = pyarrow.array(_prepare(column, values), _arrow_type(column.type))
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError):
        # A literal that is not what it says stays text in every form of the answer.
        texts = [None if value is None else render_text(value) for value in values]
        array = pyarrow.array(texts, pyarrow.string())
        described["note"] = f"text, because not every value is a {column.type}"
    return pyarrow.field(column.name, array.type, metadata=described), array


def _prepare(column: Column, values: Sequence[Value]) -> Sequence[Any]:
    if column.type != "list":
        return values
    return [value.split(SEPARATOR) if isinstance(value, str) else value for value in values]


def _arrow_type(name: str) -> pyarrow.DataType:
    import pyarrow

    types = {
        "integer": pyarrow.int64(),
        "decimal": pyarrow.decimal128(38, 18),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "datetime": pyarrow.timestamp("us", tz="UTC"),
        "list": pyarrow.list_(pyarrow.string()),
    }
    return types.get(name, pyarrow.string())


def _describe(answered: Answered) -> dict[str, str]:
    query = answered.query
    return {
        "query": query.name,
        "summary": query.summary,
        "question": query.question,
        "grain": query.grain,
        "key": json.dumps(query.key),
        "parameters": json.dumps(dict(answered.parameters), ensure_ascii=False),
        "generation": json.dumps(answered.described_generation()),
        "asked_at": answered.asked_at.isoformat(timespec="seconds"),
        "truncated": json.dumps(answered.page.truncated),
    }
