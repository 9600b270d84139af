"""A named query, for an assistant."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from itertools import islice

from queries.catalogue import NamedQuery, find_query
from queries.header import RECORD_TYPES
from queries.run import OpenTable, Value, open_query
from service.assistants.answer import Window, build_answer
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"


def run(
    data: JobData, *, name: str, values: dict[str, list[str]], offset: int, max_rows: int
) -> Outcome:
    """The rows as objects; the facts are the records in their IRI columns and parameters."""
    query, window = find_query(name), Window(offset, max_rows)
    table = open_query(data.store, query, values, today=data.settings.day())
    passed = _pass_over(table, offset)
    columns = [column.name for column in table.columns]
    shown = [
        dict(zip(columns, map(_finite, row), strict=True)) for row in islice(table.rows(), max_rows)
    ]
    return build_answer(
        data,
        window,
        shown,
        total=passed + len(shown) + _pass_over(table, None),
        parameters=dict(table.parameters),
        facts=_facts(query, table, shown),
        query=query.name,
        grain=query.grain,
    )


def _pass_over(table: OpenTable, count: int | None) -> int:
    """How many rows, of at most `count`, were left unread."""
    passed = deque(enumerate(islice(table.rows(only=()), count), 1), maxlen=1)
    return passed[0][0] if passed else 0


def _finite(value: Value) -> Value:
    """Numbers that JSON has no form for are nothing."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _facts(query: NamedQuery, table: OpenTable, shown: list[dict[str, Value]]) -> Iterator[str]:
    for param in query.params:
        if param.type in RECORD_TYPES and param.name in table.parameters:
            yield from table.parameters[param.name].split("; ")
    iris = [column.name for column in query.columns if column.type == "iri"]
    for row in shown:
        yield from (str(row[name]) for name in iris if row[name] is not None)
