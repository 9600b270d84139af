"""The description of the whole service, with what a generation's data allow as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from queries.catalogue import NamedQuery, Param, catalogue
from queries.header import RECORD_TYPES
from service.analyses import select_analyses, select_analysis
from service.description import LIMIT, example_values, render_examples
from service.export_formats import list_export_formats
from service.jobs.named_query import PAGE

Values = Mapping[str, Mapping[str, Any]]
"""By kind of record, what `service.jobs.openapi_values` tells."""

ID = "-id"
"""Of the schema of a record's own id, after the kind of record."""
SHOWN = 2
"""Examples of a parameter that are taken from the data."""
GAPS = "/api/gaps"


def describe(app: FastAPI, records: Values | None = None) -> dict[str, Any]:
    """The OpenAPI document; `records` as the job `openapi_values` tells them, None for none.

    A record parameter takes an id, `source:id` or an IRI. Where there are few records, all three
    are listed, so the schema takes just what the service takes; else it only names examples.
    """
    described = deepcopy(app.openapi())
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    most = app.state.workspace.settings.row_limit
    schemas[LIMIT] = {
        "type": "integer",
        "minimum": 1,
        "maximum": most,
        "description": f"JSON of a query with a key has {min(PAGE, most)} where none is asked for",
    }
    schemas["generation"] = {
        "type": "object",
        "description": "The state of the data that was read",
        "required": ["number", "published_at"],
        "properties": {
            "number": {"type": "integer"},
            "published_at": {"type": "string", "format": "date-time"},
        },
    }
    for kind in RECORD_TYPES:
        told = (records or {}).get(kind)
        schemas[kind] = _reference_schema(kind, told)
        schemas[kind + ID] = _id_schema(kind, told)
    for query in catalogue().values():
        operation = described["paths"][f"/api/queries/{query.name}"]["get"]
        for parameter in operation["parameters"]:
            _add_examples(parameter, query, records or {})
    _raise_floors(described, app.state.workspace.settings.small_cell_floor)
    for parameter in described["paths"].get(GAPS, {}).get("get", {}).get("parameters", ()):
        ids = (records or {}).get(parameter["name"], {}).get("ids", ())
        if ids:
            parameter["examples"] = render_examples(list(ids[:SHOWN]))
    return described


def _raise_floors(described: dict[str, Any], floor: int) -> None:
    """What protects families is at least the floor of the settings."""
    ways = [(f"/api/{name}", name) for name in select_analyses()]
    formats = list_export_formats().values()
    ways += [(f"/api/export/{each.name}", each.of) for each in formats if each.of]
    for path, name in ways:
        options = select_analysis(name).OPTIONS
        protecting = {option.name for option in options if option.protects}
        for parameter in described["paths"][path]["get"]["parameters"]:
            if parameter["name"] in protecting:
                schema = parameter["schema"]
                least = max(floor, schema.get("minimum", 0))
                schema |= {"minimum": least, "default": max(floor, schema["default"])}


def _reference_schema(kind: str, told: Mapping[str, Any] | None) -> dict[str, Any]:
    described = {"type": "string", "title": kind}
    if told is None or not told["complete"]:
        return {
            **described,
            "format": f"nwd-{kind}",
            "description": f"A loaded {kind}: its id, `source:id`, or its IRI",
            **({"examples": told["ids"]} if told else {}),
        }
    ways: Sequence[tuple[str, str]] = (("id", "ids"), ("source:id", "references"), ("IRI", "iris"))
    listed = [{"title": title, "enum": told[key]} for title, key in ways if told[key]]
    # Nothing loaded of that kind: no value fits.
    return {**described, "description": f"A loaded {kind}", "anyOf": listed or [{"not": {}}]}


def _id_schema(kind: str, told: Mapping[str, Any] | None) -> dict[str, Any]:
    described = {"type": "string", "title": f"id of a {kind}"}
    if told is None or not told["complete"]:
        return {
            **described,
            "format": f"nwd-{kind}{ID}",
            "description": f"The id of a loaded {kind}; `source:id` where several have that id",
            **({"examples": told["ids"]} if told else {}),
        }
    return {**described, "enum": told["ids"]} if told["ids"] else {**described, "not": {}}


def _add_examples(parameter: dict[str, Any], query: NamedQuery, records: Values) -> None:
    """Examples that are in the data, where the header's own are not or there are none."""
    param = _param(query, parameter["name"])
    if param is None or param.type not in RECORD_TYPES or param.type not in records:
        return
    told = records[param.type]
    known = {*told["ids"], *told["references"], *told["iris"]}
    values = [each for each in example_values(query, param) if each in known]
    values = values or list(told["ids"][:SHOWN])
    parameter["examples"] = render_examples(values)
    if not values:
        del parameter["examples"]


def _param(query: NamedQuery, name: str) -> Param | None:
    return next((param for param in query.params if param.name == name), None)
