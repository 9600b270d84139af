"""Queries run on a store: those of the catalogue by name, and free read-only ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
)

from graph.errors import QueryError
from graph.store import ReadableStore
from ontology.terms import XSD
from queries.binder import bind
from queries.catalogue import NamedQuery, find_query
from queries.guard import check_query
from queries.header import Column

Value = str | int | float | Decimal | bool | date | None
"""A cell: IRIs and text are str, xsd:dateTime is a datetime, nothing is None."""

Row = tuple[Value, ...]

_INTEGERS = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_FLOATS = frozenset((XSD + "double", XSD + "float"))
_SEPARATOR = "; "


@dataclass(frozen=True)
class Table:
    """What a query answers: columns, rows in its order, and what was asked exactly."""

    name: str
    """The query's name; empty for free SPARQL."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    query: str
    """The text that was run."""
    parameters: Mapping[str, str]
    truncated: bool = False
    """Whether there are more rows than the limit let through."""


@dataclass(frozen=True)
class OpenTable:
    """What a named query answers, its rows read one at a time and only once."""

    name: str
    columns: tuple[Column, ...]
    query: str
    """The text that is run."""
    parameters: Mapping[str, str]
    solutions: Iterator[QuerySolution]

    def rows(self, *, only: Sequence[int] | None = None) -> Iterator[Row]:
        """The rows that are left; with `only`, of each just the cells in these places.

        Raises QueryError where the engine fails on the way.
        """
        readers = [_READERS.get(column.type, _same) for column in self.columns]
        places = range(len(readers)) if only is None else only
        with _told(self.query):
            for row in self.solutions:
                yield tuple(readers[place](python_value(row[place])) for place in places)


def run_query(
    store: ReadableStore,
    name: str | NamedQuery,
    values: Mapping[str, str | Sequence[str]] | None = None,
    *,
    limit: int | None = None,
    today: date | None = None,
) -> Table:
    """The table of one named query; its grain and columns are in the query's header.

    Raises UnknownQuery, BadParameter, or QueryError where the engine cannot answer. `today` is what
    relative dates start from (default: the day it is).
    """
    table = open_query(store, name, values, today=today)
    rows = tuple(islice(table.rows(), None if limit is None else limit + 1))
    truncated = limit is not None and len(rows) > limit
    return Table(table.name, table.columns, rows[:limit], table.query, table.parameters, truncated)


def open_query(
    store: ReadableStore,
    name: str | NamedQuery,
    values: Mapping[str, str | Sequence[str]] | None = None,
    *,
    today: date | None = None,
) -> OpenTable:
    """The same, with rows that are read when they are needed: for tables of any length."""
    query = name if isinstance(name, NamedQuery) else find_query(name)
    bound = bind(
        query.text,
        query.params,
        values or {},
        store=store,
        query=query.name,
        today=today or date.today(),
    )
    with _told(bound.text):
        answer = store.query(bound.text)
    if not isinstance(answer, QuerySolutions):
        raise QueryError(f"{query.name} is no SELECT", query=bound.text)
    return OpenTable(query.name, query.columns, bound.text, bound.parameters, answer)


def run_sparql(
    store: ReadableStore, text: str, *, limit: int | None = 10_000, allow: Collection[str] = ()
) -> Table:
    """The answer to a free read-only query, at most `limit` rows, `truncated` when there are more.

    Columns: those of a SELECT; `answer` for ASK; `subject`, `predicate`, `object` for CONSTRUCT and
    DESCRIBE. Raises QueryRefused for SERVICE (unless its address is in `allow`), LOAD and every
    update; QueryError where the engine cannot answer.
    """
    check_query(text, allow=allow)
    names, rows, truncated = _answer(store, text, limit=limit)
    columns = tuple(Column(name, _column_type(rows, i)) for i, name in enumerate(names))
    return Table("", columns, rows, text, {}, truncated)


@contextmanager
def _told(text: str) -> Iterator[None]:
    """What the engine raises becomes an error that names the query."""
    try:
        yield
    except SyntaxError as error:
        raise QueryError(f"not legal SPARQL: {error.msg}", query=text) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the store could not answer: {error}", query=text) from error


def _answer(
    store: ReadableStore, text: str, *, limit: int | None
) -> tuple[list[str], tuple[Row, ...], bool]:
    with _told(text):
        answer = store.query(text)
        if isinstance(answer, QueryBoolean):
            return ["answer"], ((bool(answer),),), False
        names, found = _terms(answer)
        wanted = None if limit is None else limit + 1
        rows = tuple(tuple(map(python_value, row)) for row in islice(found, wanted))
    truncated = limit is not None and len(rows) > limit
    return names, rows[:limit], truncated


def _terms(answer: QuerySolutions | QueryTriples) -> tuple[list[str], Iterable[Iterable[object]]]:
    if isinstance(answer, QuerySolutions):
        return [variable.value for variable in answer.variables], answer
    names = ["subject", "predicate", "object"]
    return names, ((each.subject, each.predicate, each.object) for each in answer)


def python_value(term: object) -> Value:
    """What a cell holds of a term; an ill-formed literal stays text."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if not isinstance(term, Literal):
        return str(term)
    text, datatype = term.value, term.datatype.value
    with suppress(ValueError, InvalidOperation):
        if datatype in _INTEGERS:
            return int(text)
        if datatype == XSD + "decimal":
            return Decimal(text)
        if datatype in _FLOATS:
            return float(text)
        if datatype == XSD + "boolean":
            return text in ("true", "1")
        if datatype == XSD + "date":
            return date.fromisoformat(text)
        if datatype == XSD + "dateTime":
            return datetime.fromisoformat(text)
    return text


def _sorted_list(value: Value) -> Value:
    """A list's items in alphabetical order: engines join them in any order. Blank is None."""
    if not isinstance(value, str):
        return value
    return _SEPARATOR.join(sorted(filter(None, value.split(_SEPARATOR)))) or None


def _truth(value: Value) -> Value:
    """Some engines compute a truth value as the integer 0 or 1."""
    return bool(value) if type(value) is int and value in (0, 1) else value


def _same(value: Value) -> Value:
    return value


_READERS = {"list": _sorted_list, "boolean": _truth}
"""What a column's type asks for beyond what the engine says of a value."""


_TYPE_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (Decimal, "decimal"),
    (float, "double"),
    (datetime, "datetime"),
    (date, "date"),
)


def _column_type(rows: Sequence[Sequence[Value]], position: int) -> str:
    """The type all values of a column share, else string."""
    values = [row[position] for row in rows if row[position] is not None]
    for kind, name in _TYPE_NAMES:
        if values and all(isinstance(value, kind) for value in values):
            return name
    return "string"
