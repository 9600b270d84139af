"""The queries of the catalogue with parameters, and their tables so that stores compare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

from graph.store import ReadableStore
from queries.catalogue import NamedQuery, catalogue
from queries.codes import code_labels
from queries.header import RECORD_TYPES, Param
from queries.references import list_records
from queries.run import run_query

GOLDEN = Path(__file__).parents[1] / "queries" / "golden"
TODAY = date(2026, 7, 1)
_FITTING = {"date": ["2026-11-21"], "integer": ["1"], "string": ["need"]}

Case = tuple[str, dict[str, list[str]]]
"""A query's name and the values of its parameters."""


def golden_cases() -> list[Case]:
    """Every query with the parameters it is tested with elsewhere."""
    cases: list[Case] = []
    for path in sorted(GOLDEN.glob("*/*.csv")):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        line = first.removeprefix("#").strip() if first.startswith("#") else ""
        cases.append((f"{path.parent.name}/{path.name.partition('.')[0]}", parse_qs(line)))
    return cases


def cases_on(store: ReadableStore, *, apart_from: str = "") -> Iterator[Case]:
    """Every query with values that fit the data: the required ones, then each optional one, too."""
    for name, query in catalogue().items():
        if apart_from and name.startswith(apart_from):
            continue
        values = {param.name: _value(store, param) for param in query.params}
        needed = _needed(query)
        required = {name: values[name] for name in needed}
        yield name, required
        for param in query.params:
            if param.name not in needed and values[param.name]:
                yield name, {**required, param.name: values[param.name]}


def compare(expected: ReadableStore, found: ReadableStore, case: Case, *, today: date) -> str:
    """How the two stores differ in one table; empty when they do not."""
    name, values = case
    tables = [run_query(store, name, values, today=today) for store in (expected, found)]
    # When a source was loaded, and an analysis run, is another moment in every store.
    kept = [i for i, column in enumerate(tables[0].columns) if column.type != "datetime"]
    first, second = (
        [tuple((type(row[i]), row[i]) for i in kept) for row in table.rows] for table in tables
    )
    if first == second:
        return ""
    rows = next((pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]), "")
    return f"{name} {values}: {len(first)} and {len(second)} rows; {rows}"


def _needed(query: NamedQuery) -> set[str]:
    return {param.name for param in query.params if not param.optional and param.default is None}


def _value(store: ReadableStore, param: Param) -> list[str]:
    """A value from the middle of what there is, which says more than the first."""
    if param.type in RECORD_TYPES:
        known = [record.text for record in list_records(store, param.type)]
    elif param.scheme is not None:
        known = sorted(code_labels(param.scheme))
    else:
        known = list(param.values) or _FITTING.get(param.type, [])
    return known[len(known) // 2 :][:1]
