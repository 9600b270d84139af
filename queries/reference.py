"""The reference of all named queries as Markdown, made from their headers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from queries.catalogue import NamedQuery, catalogue
from queries.header import RECORD_TYPES, Column, Example, Param

_HEAD = """\
# Named queries

Made from the headers of `queries/<topic>/<name>.rq`; do not edit by hand.

Each query is a command (`nwd query run TOPIC/NAME --PARAMETER VALUE`) and a route
(`/api/queries/TOPIC/NAME?PARAMETER=VALUE`).

Values of parameters:

| type | what to write |
|---|---|
{records} | the record's id, `source:id` where several sources have that id, or its IRI |
| source | the name of a loaded source |
| code:LIST | a code of that list; `codes/list` shows them |
| date | `2026-07-01`, `today`, `today+365` or `today-365` (days) |
| integer, decimal, boolean, string, iri | as usual |

A column of type `list` holds several items with `; ` between them, in alphabetical order.
A column whose name ends in `_iri` names the record itself. The columns of the key together name one
row. The examples are of the demonstration community; values are written as in an address.
"""


def render_reference(queries: Mapping[str, NamedQuery]) -> str:
    """Markdown: a section for each topic, a part for each query with its parameters and columns."""
    records = ", ".join(kind for kind in RECORD_TYPES if kind != "source")
    parts = [_HEAD.replace("{records}", f"| {records}")]
    for topic, group in groupby(queries.values(), key=lambda query: query.topic):
        parts.append(f"\n## {topic}\n")
        parts.extend(_render_query(query) for query in group)
    return "".join(parts)


def _render_query(query: NamedQuery) -> str:
    lines = [
        f"\n### {query.name}\n",
        f"{query.summary}.\n",
        f"*{query.question}*\n",
        f"Grain: {query.grain}. Source: {query.source}."
        + (" Slow on large data." if query.slow else "")
        + "\n",
    ]
    if query.key:
        lines.append(f"Key: {', '.join(f'`{name}`' for name in query.key)}.\n")
    if query.examples:
        shown = ", ".join(f"`?{_address(example)}`" for example in query.examples)
        lines.append(f"Example: {shown}\n")
    if query.params:
        lines.append(_table(("parameter", "type", "default", "meaning"), map(_param, query.params)))
    lines.append(_table(("column", "type", "meaning"), map(_column, query.columns)))
    return "\n".join(lines)


def _address(example: Example) -> str:
    return urlencode(example, doseq=True)


def _param(param: Param) -> tuple[str, ...]:
    kind = f"{param.type}, several" if param.many else param.type
    if param.values:
        kind = ", ".join(f"`{value}`" for value in param.values)
    default = f"`{param.default}`" if param.default is not None else "-"
    return (f"`{param.name}`", kind, "**required**" if param.required else default, param.meaning)


def _column(column: Column) -> tuple[str, ...]:
    kind = f"{column.type} ({column.unit})" if column.unit else column.type
    return (f"`{column.name}`", kind, column.meaning)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_reference(catalogue()), encoding="utf-8")
