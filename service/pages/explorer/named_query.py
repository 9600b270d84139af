"""One named query: its form, and its answer as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from graph.errors import BadParameter, NoSuchRecord, UnknownQuery
from queries.catalogue import NamedQuery, catalogue, find_query
from queries.header import Column
from service.analyses.contract import Option
from service.language import N_
from service.pages.addresses import KEPT, join
from service.pages.contract import Entry, Runs
from service.pages.search.asking import example_of, field_name, make_fields
from service.pages.search.iris import show_iri
from service.pages.search.wording import cell_shower
from service.pages.tables import Kind, Shown

if TYPE_CHECKING:
    from queries.run import Table
    from service.pages.view import View

NAME = "named_query"
PATH = "/queries/{topic}/{name}"
TITLE = N_("A question and its answer")
MENU: Entry | None = None
RUNS: Runs = "catalogue"
LISTS = ("rows",)
FILES = ("csv", "xlsx", "json", "parquet")
"""Forms of the answer that the page offers beside its own table."""
KINDS: Mapping[str, Kind] = {
    "integer": "number",
    "decimal": "number",
    "double": "number",
    "date": "day",
    "boolean": "boolean",
}
DIGITS = 4


def _options() -> tuple[Option, ...]:
    """Every parameter of any query of the catalogue; which of them a query has, it says itself."""
    names = dict.fromkeys(param.name for query in catalogue().values() for param in query.params)
    return tuple(
        Option(field_name(name), "text", "A parameter of the query.", default=(), many=True)
        for name in names
    )


OPTIONS = _options()


def build(view: View) -> dict[str, Any]:
    """The form, and the rows where every value that must be given is."""
    query = _find(f"{view.path['topic']}/{view.path['name']}")
    asked = _read_values(view, query)
    example = {} if asked else example_of(query)
    values = asked or example
    lacking = [each.name for each in query.params if each.required and not values.get(each.name)]
    table, wrong = (None, {}) if lacking else _run(view, query, values)
    if wrong and example:
        # The example is of the demonstration community, and this is another.
        values, wrong, example = {}, {}, {}
    return {
        "query": query,
        "say": view.language.query_text,
        "fields": make_fields(view, query, values, wrong),
        "is_example": bool(example),
        "wrong": wrong,
        "table": table,
        "listing": _list(view, query, table) if table else None,
        "files": _files(query, values) if table else [],
        "nothing_kept": query.topic == "findings" and not values,
        "most": view.data.settings.row_limit,
        "sparql": _editor(view, table) if table else "",
    }


def _find(name: str) -> NamedQuery:
    try:
        return find_query(name)
    except UnknownQuery as error:
        raise NoSuchRecord(name, str(error)) from error


def _read_values(view: View, query: NamedQuery) -> dict[str, list[str]]:
    """The values asked for; BadParameter for what is a parameter of other queries only."""
    own = {field_name(param.name): param.name for param in query.params}
    values: dict[str, list[str]] = {}
    known = {option.name for option in OPTIONS}
    for name, value in view.asked:
        if name in own:
            values.setdefault(own[name], []).append(value)
        elif name in known and name not in KEPT:
            expected = ", ".join(own) or "none"
            raise BadParameter(
                f"{query.name} has no parameter {name!r}; it has: {expected}",
                query=query.name,
                name=name,
                value=value,
                expected=expected,
            )
    return values


def _run(
    view: View, query: NamedQuery, values: Mapping[str, Sequence[str]]
) -> tuple[Table | None, dict[str, str]]:
    """The answer; or by name of the parameter that does not fit, what would be right."""
    from queries.run import run_query

    settings = view.data.settings
    try:
        table = run_query(
            view.data.store, query, values, limit=settings.row_limit, today=settings.day()
        )
    except BadParameter as error:
        return None, {error.name: error.expected}
    return table, {}


def _list(view: View, query: NamedQuery, table: Table) -> Any:
    columns = [_column(view, column) for column in table.columns]
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    return view.listing("rows", N_("Answer"), columns, rows)


def _column(view: View, column: Column) -> Shown:
    title = view.language.query_text(column.name)
    if column.type in KINDS:
        return Shown(column.name, title, KINDS[column.type], digits=DIGITS)
    if column.type == "iri":
        return Shown(
            column.name,
            title,
            link=lambda row: view.told_of(row[column.name]) if row[column.name] else None,
            show=lambda row: show_iri(row[column.name]),
        )
    return Shown(column.name, title, "long", show=cell_shower(view, column.name))


def _files(query: NamedQuery, values: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """(form, address at the API) of the whole answer."""
    given = urlencode(values, doseq=True)
    address = f"/api/queries/{query.name}"
    return [(form, f"{address}.{form}" + (f"?{given}" if given else "")) for form in FILES]


def _editor(view: View, table: Table) -> str:
    """The address of the SPARQL page with the text that was run."""
    return join(view.link("/query"), [("query", table.query)])
