"""What a request of the SPARQL 1.1 Protocol asks.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import QueryError, QueryRefused
from service.errors import UnsupportedMedia
from service.protocol.fields import FORM, Fields, decode_text, media_type_of, parse_fields
from service.protocol.forms import FORMATS

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
RULES = ("union", "strict")
"""What the default graph is where neither the request nor the query names graphs."""
LEAST_TIMEOUT = 0.1
"""Seconds; in less, not much can be answered."""
_OF_QUERIES = ("default-graph-uri", "named-graph-uri")
_OF_UPDATES = ("using-graph-uri", "using-named-graph-uri")


@dataclass(frozen=True)
class QueryOperation:
    """A query and how to answer it."""

    text: str | None
    """None where there is none, which asks for the service description."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rule: str | None = None
    form: str | None = None
    """The name of a form of answers (`csv`); without it, Accept decides."""
    limit: int | None = None
    timeout: float | None = None
    """Seconds."""


@dataclass(frozen=True)
class UpdateOperation:
    """An update and the graphs that its WHERE clauses read, where the request names them."""

    text: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()


def parse_query_by_get(query_string: bytes) -> QueryOperation:
    """A query in the address; QueryError (400) where the protocol is broken."""
    fields = parse_fields(query_string)
    if "update" in fields:
        raise QueryError("an update is sent with POST to /update", query="")
    if "query" not in fields and any(name in fields for name in _OF_QUERIES):
        raise QueryError("one query is expected, 0 were sent", query="")
    return _query(fields, fields.only("query"))


def parse_query_by_post(query_string: bytes, content_type: str, body: bytes) -> QueryOperation:
    """A query in a body.

    QueryError (400) where the protocol is broken, QueryRefused (403) for an update,
    UnsupportedMedia (415).
    """
    kind = media_type_of(content_type)
    if kind == UPDATE:
        raise QueryRefused("this address only answers queries: send updates to /update", query="")
    if kind == FORM:
        fields = parse_fields(query_string, body)
        if "update" in fields:
            raise QueryRefused(
                "this address only answers queries: send updates to /update", query=""
            )
        text = fields.only("query")
    elif kind == QUERY:
        fields, text = parse_fields(query_string), decode_text(body)
        if "query" in fields:
            raise QueryError("one query is expected, 2 were sent", query="")
    else:
        raise UnsupportedMedia(content_type, [QUERY, FORM])
    if text is None:
        raise QueryError("one query is expected, 0 were sent", query="")
    return _query(fields, text)


def parse_update(query_string: bytes, content_type: str, body: bytes) -> UpdateOperation:
    """An update: QueryError (400) where the protocol is broken, UnsupportedMedia (415)."""
    kind = media_type_of(content_type)
    if kind == FORM:
        fields = parse_fields(query_string, body)
        text = fields.only("update")
    elif kind == UPDATE:
        fields, text = parse_fields(query_string), decode_text(body)
    else:
        raise UnsupportedMedia(content_type, [UPDATE, FORM])
    if "query" in fields:
        raise QueryError("this address only takes updates: send queries to /sparql", query="")
    if text is None or (kind == UPDATE and "update" in fields):
        raise QueryError(f"one update is expected, {0 if text is None else 2} were sent", query="")
    _refuse(fields, _OF_QUERIES, instead=_OF_UPDATES)
    return UpdateOperation(text, *(fields.graphs(name) for name in _OF_UPDATES))


def _query(fields: Fields, text: str | None) -> QueryOperation:
    _refuse(fields, _OF_UPDATES, instead=_OF_QUERIES)
    return QueryOperation(
        text,
        default_graphs=fields.graphs("default-graph-uri"),
        named_graphs=fields.graphs("named-graph-uri"),
        rule=fields.word("default-graph", RULES),
        form=fields.word("format", FORMATS),
        limit=fields.whole("limit", least=1),
        timeout=fields.number("timeout", least=LEAST_TIMEOUT),
    )


def _refuse(fields: Fields, names: tuple[str, ...], *, instead: tuple[str, ...]) -> None:
    """A choice of graphs by the wrong name would go unnoticed if it were passed over."""
    for name in names:
        if name in fields:
            raise QueryError(f"{name} is not for this: use {' and '.join(instead)}", query="")
