"""The description of named queries in OpenAPI, made from their headers."""

from __future__ import annotations

from typing import Any

from queries.catalogue import Column, NamedQuery, Param
from queries.codes import code_labels
from queries.header import RECORD_TYPES
from service.problems import responses
from service.tables import select_formats

JSON_TYPES = {"integer": "integer", "decimal": "number", "double": "number", "boolean": "boolean"}
STRING_FORMATS = {"date": "date", "datetime": "date-time", "iri": "iri"}
LARGEST = 10**18 - 1
"""The largest whole number that a parameter takes."""
LIMIT = "limit"
"""Name of the schema of the parameter `limit`."""
DATE = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": r"^today([+-][0-9]{1,5})?$"},
    ]
}
CURSOR_FORMAT = "nwd-cursor"
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The answer with the ETag that was sent is still right"}
}
HEADERS = {
    "ETag": {
        "description": "Changes whenever the answer may; send it as If-None-Match",
        "schema": {"type": "string"},
    },
    "Nwd-Generation": {
        "description": "Number of the generation that was read",
        "schema": {"type": "integer"},
    },
}
_PAGING = {
    "Link": {
        "description": 'Addresses of the next page (rel="next") and the first one (RFC 8288)',
        "schema": {"type": "string"},
    },
    "Nwd-Truncated-At": {
        "description": "Set when more rows follow: the number of rows in this answer",
        "schema": {"type": "integer"},
    },
}


def refer_to(name: str) -> dict[str, Any]:
    """The schema of that name, which `service.openapi.describe` adds."""
    return {"$ref": f"#/components/schemas/{name}"}


def describe_query(query: NamedQuery) -> dict[str, Any]:
    """What the header of a query says, for a listing."""
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "grain": query.grain,
        "columns": [vars(column) for column in query.columns],
        "key": list(query.key),
        "params": [{**vars(param), "required": param.required} for param in query.params],
        "examples": [dict(example) for example in query.examples],
        "source": query.source,
        "tags": list(query.tags),
    }


def describe_params(query: NamedQuery) -> list[dict[str, Any]]:
    """The parameters of a query's route, those of its header first."""
    described = [_describe_param(query, param) for param in query.params]
    described.append(
        {
            "name": "format",
            "in": "query",
            "description": "Form of the answer; without it, the header Accept decides",
            "schema": {"type": "string", "enum": list(select_formats())},
            "allowEmptyValue": True,
        }
    )
    described.append(
        {
            "name": "limit",
            "in": "query",
            "description": "Most rows; without it, JSON comes in pages, other forms are whole",
            "schema": refer_to(LIMIT),
            "allowEmptyValue": True,
        }
    )
    if query.key:
        described.append(
            {
                "name": "cursor",
                "in": "query",
                "description": "Only rows after this one: `next` of the page before",
                "schema": {
                    "type": "string",
                    "format": CURSOR_FORMAT,
                    "pattern": "^[A-Za-z0-9_-]+$",
                },
                "allowEmptyValue": True,
            }
        )
    return described


def describe_answer(query: NamedQuery) -> dict[int | str, dict[str, Any]]:
    """What a query's route may answer."""
    cells = {column.name: _describe_column(column) for column in query.columns}
    row = {"type": "object", "properties": cells, "required": list(cells)}
    properties = {
        "query": {"type": "string", "const": query.name},
        "parameters": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "What each parameter stands for, defaults among them",
        },
        "generation": refer_to("generation"),
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": row, "description": query.grain},
        "truncated": {"type": "boolean", "description": "Whether more rows follow"},
        "next": {
            "type": ["string", "null"],
            "description": "What `cursor` takes to get the rows that follow",
        },
    }
    body = {"type": "object", "required": list(properties), "properties": properties}
    content: dict[str, Any] = {}
    for name, form in select_formats().items():
        kind = form.MEDIA_TYPE.partition(";")[0]
        schema = {"type": "string"} if kind.startswith("text/") else {}
        content[kind] = {"schema": body if name == "json" else schema}
    ok: dict[str, Any] = {
        "description": query.grain,
        "content": content,
        "headers": {**HEADERS, **_PAGING},
    }
    problems = responses(406, 410) if query.key else responses(406)
    if query.key:
        next_page = {"operationId": operation_id(query)}
        ok["links"] = {"next": {**next_page, "parameters": {"cursor": "$response.body#/next"}}}
    return {200: ok, **NOT_MODIFIED, **problems}


def operation_id(query: NamedQuery) -> str:
    """The name of a query's route."""
    return query.name.replace("/", "_").replace("-", "_")


def example_values(query: NamedQuery, param: Param) -> list[Any]:
    """The values of a parameter in the header's examples, each once."""
    found = [example[param.name] for example in query.examples if param.name in example]
    values: list[Any] = [list(each) if isinstance(each, tuple) else each for each in found]
    if param.type == "integer":
        values = [int(each) for each in values]
    return [each for place, each in enumerate(values) if each not in values[:place]]


def render_examples(values: list[Any]) -> dict[str, Any]:
    """Examples as OpenAPI names them."""
    return {f"example {place}": {"value": each} for place, each in enumerate(values, start=1)}


def _describe_param(query: NamedQuery, param: Param) -> dict[str, Any]:
    schema = _schema(param)
    if param.default is not None:
        schema = {**schema, "default": _typed_default(param)}
    if param.many:
        schema = {"type": "array", "items": schema}
    described = {
        "name": param.name,
        "in": "query",
        "required": param.required,
        "description": f"{param.meaning} ({param.type})",
        "schema": schema,
    }
    if not param.required:
        described["allowEmptyValue"] = True
    values = example_values(query, param)
    if values:
        described["examples"] = render_examples(values)
    return described


def _schema(param: Param) -> dict[str, Any]:
    if param.type in RECORD_TYPES:
        return refer_to(param.type)
    if param.scheme is not None:
        return {"type": "string", "enum": list(code_labels(param.scheme))}
    if param.type == "date":
        return dict(DATE)
    if param.values:
        return {"type": "string", "enum": list(param.values)}
    if param.type == "integer":
        return {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
    if param.type == "string":
        return {"type": "string", "pattern": r"\S"} if param.required else {"type": "string"}
    kind = JSON_TYPES.get(param.type, "string")
    return {"type": kind, "format": "iri"} if param.type == "iri" else {"type": kind}


def _typed_default(param: Param) -> object:
    if param.type == "integer":
        return int(param.default or 0)
    if param.type == "decimal":
        return float(param.default or 0)
    return param.default == "true" if param.type == "boolean" else param.default


def _describe_column(column: Column) -> dict[str, Any]:
    """The schema of a column; a cell may be null."""
    schema: dict[str, Any] = {"type": [JSON_TYPES.get(column.type, "string"), "null"]}
    if column.type in STRING_FORMATS:
        schema["format"] = STRING_FORMATS[column.type]
    unit = f" ({column.unit})" if column.unit else ""
    return {**schema, "description": f"{column.meaning}{unit}"}
