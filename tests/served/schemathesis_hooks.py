"""What schemathesis must be told to ask for things that are there; loaded by its command.

`SERVED_AT` in the environment is the address of the service.
"""

from __future__ import annotations

import os
from typing import Any

import httpx
import schemathesis
from hypothesis import strategies as st

from queries.catalogue import catalogue

ADDRESS = os.environ["SERVED_AT"]
LINES = ("", "# a comment\n", "\n\n\t")
GRAPH_STORE = "/rdf-graph-store"
SOLUTIONS = ("json", "csv", "tsv", "xml")
TRIPLES = "<a:a> <a:b> 1 ."


def register_formats() -> None:
    """Values of the formats that only the data, or a grammar, can tell."""
    document = httpx.get(f"{ADDRESS}/openapi.json", trust_env=False, timeout=60).json()
    for name, schema in document["components"]["schemas"].items():
        if schema.get("format") == f"nwd-{name}" and schema.get("examples"):
            schemathesis.openapi.format(schema["format"], st.sampled_from(schema["examples"]))
    queries = st.sampled_from([query.text for query in catalogue().values()])
    before, after = st.sampled_from(LINES), st.sampled_from(["", "LIMIT 3", "OFFSET 1 LIMIT 1"])
    written = st.builds("{}{}{}".format, before, queries, after)
    schemathesis.openapi.format("sparql-query", written)
    schemathesis.openapi.format("sparql-update", st.just("INSERT DATA { <a:a> <a:b> 1 }"))


@schemathesis.serializer(
    "application/sparql-query",
    "application/sparql-update",
    "text/turtle",
    "text/n3",
    "application/trig",
    "application/n-triples",
    "application/n-quads",
    "application/rdf+xml",
)
def as_it_is(context: Any, value: Any) -> bytes:
    """Text is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """What no schema can say: which values fit each other, and what a grammar allows."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    query = case.query or {}
    if "cursor" in query:
        _take_next(case, query)
    if case.operation.path == "/sparql":
        _ask_for_solutions(case, query)
    if case.operation.path == GRAPH_STORE:
        if len({"graph", "default"} & set(query)) != 1:
            query.pop("graph", None)
            case.query = {**query, "default": ""}
        if case.method in ("PUT", "POST"):
            case.body, case.media_type = TRIPLES, "text/turtle"


def _ask_for_solutions(case: Any, query: dict[str, Any]) -> None:
    """One query, each parameter once, and a form that solutions have."""
    fields = case.body if isinstance(case.body, dict) else {}
    if case.method == "GET":
        case.query = query = {"query": "ASK {}", **query}
    for asked in (query, fields):
        if asked.get("format") not in (None, *SOLUTIONS):
            del asked["format"]
    for name in set(query) & set(fields):
        del query[name]


def _take_next(case: Any, query: dict[str, Any]) -> None:
    asked = {name: value for name, value in query.items() if name not in ("cursor", "format")}
    address = f"{ADDRESS}{case.formatted_path}"
    answer = httpx.get(address, params={**asked, "limit": 1}, trust_env=False, timeout=60)
    following = answer.json().get("next")
    if following:
        query["cursor"] = following
    else:
        del query["cursor"]


register_formats()
