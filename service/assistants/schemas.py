"""JSON Schemas of what the tools take and answer, from the headers of queries and from models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from queries.catalogue import Column, NamedQuery, Param
from queries.codes import code_labels
from queries.header import RECORD_TYPES
from service.assistants.arguments import FINDABLE, Rows

Schema = dict[str, Any]

_JSON_TYPES = {"integer": "integer", "decimal": "number", "double": "number", "boolean": "boolean"}
_FORMATS = {"date": "date", "datetime": "date-time", "iri": "iri"}
_DAY = r"^(\d{4}-\d{2}-\d{2}|today([+-]\d{1,5})?)$"
OPEN: Schema = {"type": "object"}


def describe_input(query: NamedQuery, *, row_limit: int) -> Schema:
    """What a named query takes: its parameters, and which rows."""
    properties = {param.name: _describe_param(param) for param in query.params}
    return {
        "type": "object",
        "properties": properties | describe_model(Rows, row_limit=row_limit)["properties"],
        "required": [param.name for param in query.params if param.required],
        "additionalProperties": False,
    }


def describe_model(model: type[BaseModel], *, row_limit: int) -> Schema:
    """What a model takes; that a value may be left out is said by not requiring it."""
    made = model.model_json_schema()
    properties = {name: _tidy(each) for name, each in made["properties"].items()}
    properties["max_rows"]["maximum"] = row_limit
    properties["max_rows"]["default"] = min(row_limit, properties["max_rows"]["default"])
    return {
        "type": "object",
        "properties": properties,
        "required": made.get("required", []),
        "additionalProperties": False,
    }


def describe_answer(rows: Schema, further: Mapping[str, Schema] | None = None) -> Schema:
    """The answer of every tool, with what its rows are."""
    properties: Schema = {
        "parameters": OPEN | {"description": "As they were understood, defaults included"},
        "generation": {"type": "integer", "description": "State of the data; counts up"},
        **(further or {}),
        "completeness": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "description": "Counts of what is loaded, and of what is not known of it",
        },
        "total_rows": {
            "type": ["integer", "null"],
            "description": "Rows there are; null where there are more than may be had",
        },
        "truncated": {"type": "boolean", "description": "Whether there are rows after these"},
        "note": {"type": "string", "description": "Which rows these are"},
        "rows": {"type": "array", "items": rows},
        "facts": {
            "type": "array",
            "items": {"type": "string"},
            "description": "IRIs of the records this rests on; describe_record tells of each",
        },
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def describe_rows(query: NamedQuery) -> Schema:
    """A row of a named query; any cell may be null."""
    cells = {column.name: _describe_column(column) for column in query.columns}
    return {"type": "object", "properties": cells, "required": list(cells)}


def _describe_param(param: Param) -> Schema:
    schema: Schema = {"type": _JSON_TYPES.get(param.type, "string")}
    meaning = param.meaning
    if param.values:
        schema["enum"] = list(param.values)
    elif param.scheme is not None:
        schema["enum"] = list(code_labels(param.scheme))
    elif param.type in RECORD_TYPES:
        named = "its name" if param.type == "source" else FINDABLE
        meaning = f"{meaning} ({named})"
    elif param.type == "date":
        schema["pattern"] = _DAY
        meaning = f"{meaning} (YYYY-MM-DD, today, today+365 or today-365)"
    elif param.type == "iri":
        schema["format"] = "iri"
    if param.many:
        schema = {"type": "array", "items": schema}
    if param.default is not None:
        default = _typed(param.type, param.default)
        schema["default"] = [default] if param.many else default
    return {**schema, "description": meaning}


def _typed(type_: str, text: str) -> object:
    if type_ == "integer":
        return int(text)
    if type_ == "decimal":
        return float(text)
    return text == "true" if type_ == "boolean" else text


def _describe_column(column: Column) -> Schema:
    schema: Schema = {"type": [_JSON_TYPES.get(column.type, "string"), "null"]}
    if column.type in _FORMATS:
        schema["format"] = _FORMATS[column.type]
    unit = f" ({column.unit})" if column.unit else ""
    listed = " (several, with ; between)" if column.type == "list" else ""
    return {**schema, "description": f"{column.meaning}{unit}{listed}"}


def _tidy(schema: Schema) -> Schema:
    """Without titles, and without the null that says that a value may be left out."""
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    if options:
        kept = {**options[0], **kept}
        kept.pop("default", None)
    return kept
