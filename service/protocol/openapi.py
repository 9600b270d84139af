"""How the routes of the SPARQL protocols are described in OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.description import HEADERS, NOT_MODIFIED
from service.problems import responses
from service.protocol.fields import FORM
from service.protocol.forms import FORMATS, SOLUTIONS, TRIPLES
from service.protocol.operations import LEAST_TIMEOUT, QUERY, RULES, UPDATE

Described = dict[str, Any]
Responses = dict[int | str, dict[str, Any]]

_TEXT = {"type": "string"}
_GRAPHS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_QUERY = {"type": "string", "format": "sparql-query", "examples": ["ASK { ?s ?p ?o }"]}
_UPDATE = {"type": "string", "format": "sparql-update", "examples": ["CLEAR DEFAULT"]}


def parameter(name: str, schema: Described, description: str) -> Described:
    """A parameter in the address, which may be left out."""
    return {"name": name, "in": "query", "description": description, "schema": schema}


def content(media_types: Iterable[str], schema: Described) -> Described:
    """The same content in several media types."""
    return {media_type: {"schema": schema} for media_type in media_types}


def texts(media_types: Iterable[str]) -> Described:
    """Content that is text, or JSON of any shape."""
    return {
        media_type: {"schema": {} if media_type.endswith("json") else _TEXT}
        for media_type in media_types
    }


_DATASET = [
    parameter("default-graph-uri", _GRAPHS, "Graphs that together are the default graph"),
    parameter("named-graph-uri", _GRAPHS, "Graphs that GRAPH finds"),
]
_ANSWERING = [
    parameter(
        "default-graph",
        {"type": "string", "enum": list(RULES)},
        "What the default graph is where nothing names graphs: the union of all, or the unnamed "
        "one; default NWD_DEFAULT_GRAPH",
    ),
    parameter(
        "format",
        {"type": "string", "enum": list(FORMATS)},
        "Form of the answer; without it, the header Accept decides",
    ),
    parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
        "Most rows, where that is less than NWD_ROW_LIMIT",
    ),
    parameter(
        "timeout",
        {"type": "number", "minimum": LEAST_TIMEOUT},
        "Most seconds, where that is less than NWD_QUERY_TIMEOUT",
    ),
]
QUERY_BESIDE_BODY = [*_DATASET, *_ANSWERING]
"""Parameters in the address of a query that is sent in a body."""
QUERY_PARAMETERS = [
    parameter("query", _QUERY, "The query; without it, the service is described"),
    *QUERY_BESIDE_BODY,
]
UPDATE_PARAMETERS = [
    parameter("using-graph-uri", _GRAPHS, "Graphs that are the default graph of every WHERE"),
    parameter("using-named-graph-uri", _GRAPHS, "Graphs that GRAPH finds in every WHERE"),
]
GRAPH_PARAMETERS = [
    parameter("graph", {"type": "string", "format": "iri"}, "Address of a named graph"),
    parameter(
        "default",
        {"type": "string", "enum": [""]},
        "In the place of `graph`: the unnamed graph",
    ),
]
FORMAT_OF_TRIPLES = parameter(
    "format",
    {"type": "string", "enum": [form.name for form in TRIPLES.values()]},
    "Form of the answer; without it, the header Accept decides",
)

ANSWER: Responses = {
    200: {
        "description": "Solutions of a SELECT, the answer of an ASK, or triples",
        "content": texts((*SOLUTIONS, *TRIPLES)),
        "headers": {
            **HEADERS,
            "Nwd-Default-Graph": {
                "description": "What the default graph was: all graphs, the unnamed one, or those "
                "that the request or the query names",
                "schema": {"type": "string", "enum": [*RULES, "named"]},
            },
            "Nwd-Truncated-At": {
                "description": "Set when the answer was cut: the number of rows in it",
                "schema": {"type": "integer"},
            },
        },
    },
    **NOT_MODIFIED,
    **responses(400, 401, 403, 406, 429, 504, 507),
}
GRAPH_ANSWER: Responses = {
    200: {"description": "The graph", "content": texts(TRIPLES), "headers": HEADERS},
    **NOT_MODIFIED,
    **responses(400, 401, 404, 406, 429, 504, 507),
}
WRITE_PROBLEMS: Responses = responses(400, 401, 403, 413, 415, 429, 504, 507)
DONE: Responses = {204: {"description": "Done, and served from now on"}, **WRITE_PROBLEMS}
DONE_OR_MADE: Responses = {
    201: {
        "description": "Done: the graph is new",
        "headers": {
            "Location": {
                "description": "Address of a graph that the service named",
                "schema": {"type": "string", "format": "uri"},
            }
        },
    },
    **DONE,
}


def form_of(name: str, schema: Described, beside: Iterable[Described]) -> Described:
    """A form with a text, and with the parameters that may stand in the address as well."""
    properties = {name: schema, **{each["name"]: each["schema"] for each in beside}}
    return {"type": "object", "required": [name], "properties": properties}


QUERY_BODY = {
    "required": True,
    "content": {
        **content([QUERY], _QUERY),
        **content([FORM], form_of("query", _QUERY, QUERY_BESIDE_BODY)),
    },
}
UPDATE_BODY = {
    "required": True,
    "content": {
        **content([UPDATE], _UPDATE),
        **content([FORM], form_of("update", _UPDATE, UPDATE_PARAMETERS)),
    },
}
_SYNTAXES = content(TRIPLES, _TEXT)
GRAPH_BODY = {"required": True, "content": _SYNTAXES}
_FILES = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "additionalProperties": {"type": "string", "contentMediaType": "text/turtle"},
        }
    }
}
GRAPH_BODY_OR_FILES = {"required": True, "content": {**_SYNTAXES, **_FILES}}
