"""The named queries as tools: one for each, or two for all where an assistant takes few tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.errors import BadParameter
from queries.catalogue import NamedQuery, catalogue, find_query
from queries.header import RECORD_TYPES
from service.assistants.arguments import Rows, read_arguments, unknown_argument
from service.assistants.schemas import (
    OPEN,
    describe_answer,
    describe_input,
    describe_model,
    describe_rows,
)
from service.assistants.tools import JobCall, Offer, make_tool

_FURTHER = {
    "query": {"type": "string", "description": "The name of the query"},
    "grain": {"type": "string", "description": "What one row is"},
}


def tool_name(query: NamedQuery) -> str:
    """The name of a query's tool.

    >>> tool_name(find_query("partners/serving-touchpoint"))
    'query_partners_serving_touchpoint'
    """
    return "query_" + query.name.replace("/", "_").replace("-", "_")


def list_query_tools(row_limit: int) -> list[Offer]:
    """A tool for each named query, its parameters typed as its header says."""
    return [_offer_query(query, row_limit) for query in catalogue().values()]


def offer_any_query(row_limit: int) -> Offer:
    """One tool for all named queries, which takes the name and an object of parameters."""
    takes = describe_model(Rows, row_limit=row_limit)
    takes["properties"] = {
        "name": {"type": "string", "enum": list(catalogue()), "description": "topic/name"},
        "parameters": OPEN | {"description": "By name; list_queries tells which there are"},
        **takes["properties"],
    }
    takes["required"] = ["name"]

    def ask(arguments: Mapping[str, Any]) -> JobCall:
        for name in arguments:
            if name not in takes["properties"]:
                raise unknown_argument("run_query", name, takes["properties"])
        query = find_query(str(arguments.get("name", "")))
        parameters = arguments.get("parameters") or {}
        if not isinstance(parameters, dict):
            raise _bad("run_query", "parameters", parameters, "an object of values by name")
        rows = {name: arguments.get(name) for name in Rows.model_fields}
        return _call(query, {**parameters, **rows}, row_limit)

    tool = make_tool(
        "run_query",
        "Run a named query",
        "The rows of one named query; list_queries tells the names, parameters and columns.",
        takes,
        describe_answer(OPEN, _FURTHER),
    )
    return Offer(tool, ask)


def offer_query_list() -> Offer:
    """The listing of the named queries, or of one topic's; it rests on no data."""
    topics = sorted({query.topic for query in catalogue().values()})
    topic_only = {"type": "string", "enum": topics, "description": "Only queries of this topic"}

    def ask(arguments: Mapping[str, Any]) -> dict[str, Any]:
        for name in arguments:
            if name != "topic":
                raise unknown_argument("list_queries", name, ("topic",))
        topic = arguments.get("topic")
        if topic not in (None, *topics):
            raise _bad("list_queries", "topic", topic, f"one of {', '.join(topics)}")
        rows = _list_queries(topic)
        return {"topics": topics, "total_rows": len(rows), "truncated": False, "rows": rows}

    tool = make_tool(
        "list_queries",
        "List the named queries",
        "One row per named query: its question, grain, columns and parameters, for run_query.",
        {"type": "object", "properties": {"topic": topic_only}, "additionalProperties": False},
        {"type": "object", "properties": {"rows": {"type": "array", "items": OPEN}}},
    )
    return Offer(tool, ask)


def _list_queries(topic: str | None) -> list[dict[str, Any]]:
    return [
        {
            "name": query.name,
            "question": query.question,
            "grain": query.grain,
            "columns": [column.name for column in query.columns],
            "parameters": {
                param.name: {"required": param.required, "type": param.type}
                | ({"values": list(param.values)} if param.values else {})
                | {"meaning": param.meaning}
                for param in query.params
            },
        }
        for query in catalogue().values()
        if topic in (None, query.topic)
    ]


def _offer_query(query: NamedQuery, row_limit: int) -> Offer:
    slow = " Slow on large data." if query.slow else ""
    grain = query.grain[:1].upper() + query.grain[1:]
    tool = make_tool(
        tool_name(query),
        query.summary,
        f"{query.question} {grain}.{slow}",
        describe_input(query, row_limit=row_limit),
        describe_answer(describe_rows(query), _FURTHER),
    )
    records = {param.name: param.type for param in query.params if param.type in RECORD_TYPES}
    return Offer(tool, lambda arguments: _call(query, arguments, row_limit), records)


def _call(query: NamedQuery, arguments: Mapping[str, Any], row_limit: int) -> JobCall:
    """The job of a query; which values fit is found out where the data is."""
    params = {param.name: param for param in query.params}
    window = {name: value for name, value in arguments.items() if name in Rows.model_fields}
    rows = read_arguments(Rows, window, tool=query.name, row_limit=row_limit)
    values: dict[str, list[str]] = {}
    for name, value in arguments.items():
        if name in Rows.model_fields or value is None:
            continue
        if name not in params:
            raise unknown_argument(query.name, name, (*params, *Rows.model_fields))
        several = value if isinstance(value, list) else [value]
        values[name] = [_text(query, name, each) for each in several]
    return JobCall("assistant_query", {"name": query.name, "values": values, **rows.model_dump()})


def _text(query: NamedQuery, name: str, value: object) -> str:
    """A value as it is written on a command line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return str(value)
    raise _bad(query.name, name, value, "text, a number, true or false, or a list of these")


def _bad(tool: str, name: str, value: object, expected: str) -> BadParameter:
    return BadParameter(
        f"{tool}: {name} = {value!r} does not fit: expected {expected}",
        query=tool,
        name=name,
        value=str(value),
        expected=expected,
    )
