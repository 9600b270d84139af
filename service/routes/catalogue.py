"""`/api/queries`: the named queries, each a route of its own in OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from graph.errors import BadParameter
from queries.catalogue import Column, NamedQuery, Param, catalogue
from queries.run import Table, run_query
from service.asked import only_known_parameters
from service.negotiation import choose
from service.output import render_csv
from service.problems import responses
from service.workspace import Workspace

router = APIRouter(
    prefix="/api/queries", tags=["queries"], dependencies=[Depends(only_known_parameters)]
)

JSON_TYPES = {"integer": "integer", "decimal": "number", "double": "number", "boolean": "boolean"}
STRING_FORMATS = {"date": "date", "datetime": "date-time", "iri": "iri"}
FORMATS = {"json": "application/json", "csv": "text/csv"}


def describe_query(query: NamedQuery) -> dict[str, Any]:
    """What the header of a query says, for a listing."""
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "grain": query.grain,
        "columns": [vars(column) for column in query.columns],
        "params": [{**vars(param), "required": param.required} for param in query.params],
        "source": query.source,
        "tags": list(query.tags),
    }


@router.get("", response_model=None)
def list_queries() -> JSONResponse:
    """Every named query with its question, grain, columns and parameters."""
    return JSONResponse([describe_query(query) for query in catalogue().values()])


def _route_of(query: NamedQuery) -> Callable[[Request], Response]:
    names = {param.name for param in query.params}

    def answer(request: Request) -> Response:
        workspace: Workspace = request.app.state.workspace
        asked = request.query_params
        format_ = _asked_format(query, request)
        values = {name: asked.getlist(name) for name in names if name in asked}
        return _render(run_query(workspace.public(), query, values), format_)

    return answer


def _asked_format(query: NamedQuery, request: Request) -> str:
    """By the parameter `format`, else by the header Accept."""
    asked = request.query_params.get("format")
    if asked is None:
        media_type = choose(request.headers.get("accept", "*/*"), FORMATS.values())
        return next(name for name, offered in FORMATS.items() if offered == media_type)
    if asked not in FORMATS:
        expected = f"one of {', '.join(FORMATS)}"
        raise BadParameter(
            f"format = {asked!r} does not fit: expected {expected}",
            query=query.name,
            name="format",
            value=asked,
            expected=expected,
        )
    return asked


def _render(table: Table, format_: str) -> Response:
    columns = [column.name for column in table.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    headers = {"Vary": "Accept"}
    if format_ == "csv":
        text = render_csv(rows, columns)
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
    body = {
        "query": table.name,
        "parameters": dict(table.parameters),
        "columns": columns,
        "rows": rows,
    }
    return JSONResponse(jsonable_encoder(body), headers=headers)


def _describe_param(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": JSON_TYPES.get(param.type, "string")}
    if param.values:
        schema["enum"] = list(param.values)
    if param.default is not None:
        schema["default"] = _typed_default(param)
    if param.many:
        schema = {"type": "array", "items": schema}
    return {
        "name": param.name,
        "in": "query",
        "required": param.required,
        "description": f"{param.meaning} ({param.type})",
        "schema": schema,
    }


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


def _describe_answer(query: NamedQuery) -> dict[str, Any]:
    cells = {column.name: _describe_column(column) for column in query.columns}
    row = {"type": "object", "properties": cells, "required": list(cells)}
    body = {
        "type": "object",
        "required": ["query", "parameters", "columns", "rows"],
        "properties": {
            "query": {"type": "string"},
            "parameters": {"type": "object"},
            "columns": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": row, "description": query.grain},
        },
    }
    content = {"application/json": {"schema": body}, "text/csv": {"schema": {"type": "string"}}}
    return {"description": query.grain, "content": content}


_FORMAT_PARAM = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "Form of the answer; without it, the header Accept decides",
    "schema": {"type": "string", "enum": list(FORMATS)},
}

for _query in catalogue().values():
    router.add_api_route(
        f"/{_query.name}",
        _route_of(_query),
        methods=["GET"],
        summary=_query.summary,
        description=f"{_query.question}\n\n{_query.grain}.",
        operation_id=_query.name.replace("/", "_").replace("-", "_"),
        response_model=None,
        response_class=JSONResponse,
        responses={200: _describe_answer(_query), **responses(406)},
        openapi_extra={
            "parameters": [*map(_describe_param, _query.params), _FORMAT_PARAM],
        },
    )
