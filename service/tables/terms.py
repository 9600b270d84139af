"""SPARQL 1.1 Query Results JSON of a table, which the engine turns into the other W3C forms."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from ontology.terms import XSD
from queries.run import Row, Value
from service.tables.contract import Answered

ROWS_AT_ONCE = 500
_DATATYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (Decimal, "decimal"),
    (float, "double"),
    (datetime, "dateTime"),
    (date, "date"),
)
"""The first type that a value is of decides: a truth value is an int, a moment is a date."""


def render_bindings(answered: Answered) -> Iterator[bytes]:
    """The results in pieces; a list is one literal, with `; ` between its items."""
    columns = answered.query.columns
    names = [column.name for column in columns]
    iris = [column.type == "iri" for column in columns]
    yield b'{"head":' + _encode({"vars": names}) + b',"results":{"bindings":['
    rows, before = iter(answered.page), b""
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield before + _encode([_binding(names, iris, row) for row in batch])[1:-1]
        before = b","
    yield b"]}}"


def render_results(answered: Answered, form: QueryResultsFormat) -> bytes:
    """The results in another of the W3C forms."""
    solutions = parse_query_results(
        b"".join(render_bindings(answered)), format=QueryResultsFormat.JSON
    )
    assert isinstance(solutions, QuerySolutions)
    return solutions.serialize(format=form) or b""


def _binding(names: list[str], iris: list[bool], row: Row) -> dict[str, Any]:
    return {
        name: _term(value, is_iri)
        for name, is_iri, value in zip(names, iris, row, strict=True)
        if value is not None
    }


def _term(value: Value, is_iri: bool) -> dict[str, str]:
    if isinstance(value, str):
        if not is_iri:
            return {"type": "literal", "value": value}
        if value.startswith("_:"):
            return {"type": "bnode", "value": value[2:]}
        return {"type": "uri", "value": value}
    datatype = next(name for kind, name in _DATATYPES if isinstance(value, kind))
    return {"type": "literal", "value": _lexical(value), "datatype": XSD + datatype}


def _lexical(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isfinite(value):
            return repr(value)
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
