"""`/rdf-graph-store`: graphs read and written whole, by the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by `?graph=` or `?default`, or by the address of the request itself.
"""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from graph.errors import QueryError
from ontology.terms import source_graph
from service.access import Key, require_scope
from service.answering import answer
from service.errors import ScopeRefused
from service.protocol.changes import is_reserved
from service.protocol.fields import media_type_of, parse_fields
from service.protocol.forms import TRIPLES
from service.protocol.graphs import MULTIPART, PATH, Part, Target, find_target, make_part
from service.protocol.openapi import (
    DONE,
    DONE_OR_MADE,
    FORMAT_OF_TRIPLES,
    GRAPH_ANSWER,
    GRAPH_BODY,
    GRAPH_BODY_OR_FILES,
    GRAPH_PARAMETERS,
)
from service.protocol.recording import answer_write, record
from service.protocol.requests import accepted, request_address

router = APIRouter(tags=["graphs"])

DIRECT = PATH + "/{name:path}"
MOST_FILES = 100
"""Files of one request."""
Editor = Annotated[Key, Depends(require_scope("edit"))]


@router.get(
    PATH,
    response_model=None,
    responses=GRAPH_ANSWER,
    openapi_extra={"parameters": [*GRAPH_PARAMETERS, FORMAT_OF_TRIPLES]},
)
async def read_graph(request: Request) -> Response:
    """A graph of the data that may be told, whole."""
    target = _named(request)
    fields = parse_fields(request.scope["query_string"])
    form = fields.word("format", [form.name for form in TRIPLES.values()])
    arguments = {"graph": target.graph, "accept": accepted(request), "form": form}
    return await answer(request, "graph_read", arguments)


@router.put(
    PATH,
    status_code=204,
    response_model=None,
    responses=DONE_OR_MADE,
    openapi_extra={"parameters": GRAPH_PARAMETERS, "requestBody": GRAPH_BODY},
)
async def replace_graph(request: Request, key: Editor) -> Response:
    """Make a graph hold what is sent, and nothing else."""
    target = _named(request)
    await _check_rights(request, key, target)
    return await _write(request, key, target, [await _body(request)])


@router.post(
    PATH,
    status_code=204,
    response_model=None,
    responses=DONE_OR_MADE,
    openapi_extra={"parameters": GRAPH_PARAMETERS, "requestBody": GRAPH_BODY_OR_FILES},
)
async def add_to_graph(request: Request, key: Editor) -> Response:
    """Add what is sent to a graph; where none is named, to a new one, of which Location tells."""
    target = find_target(request.scope["query_string"], _direct(request))
    location = None
    if target is None:
        location = request_address(request, f"{PATH}/{uuid4()}")
        target = Target(location)
    await _check_rights(request, key, target)
    response = await _write(request, key, target, await _bodies(request))
    if location is not None:
        response.headers["Location"] = location
    return response


@router.delete(
    PATH,
    status_code=204,
    response_model=None,
    responses={**DONE, 404: GRAPH_ANSWER[404]},
    openapi_extra={"parameters": GRAPH_PARAMETERS},
)
async def remove_graph(request: Request, key: Editor) -> Response:
    """Remove a graph; the unnamed one is emptied."""
    target = _named(request)
    await _check_rights(request, key, target)
    return await _write(request, key, target, [])


for _path_method, _operation, _described in (
    ("GET", read_graph, GRAPH_ANSWER),
    ("PUT", replace_graph, DONE_OR_MADE),
    ("POST", add_to_graph, DONE_OR_MADE),
    ("DELETE", remove_graph, {**DONE, 404: GRAPH_ANSWER[404]}),
):
    router.add_api_route(
        DIRECT,
        _operation,
        methods=[_path_method],
        status_code=200 if _path_method == "GET" else 204,
        response_model=None,
        responses=_described,
        include_in_schema=False,
    )


def _direct(request: Request) -> str | None:
    """The address of a graph that is named by where the request was sent."""
    return request_address(request) if request.path_params.get("name") else None


def _named(request: Request) -> Target:
    target = find_target(request.scope["query_string"], _direct(request))
    if target is None:
        raise QueryError("name a graph: ?graph=ADDRESS, or ?default for the unnamed one", query="")
    return target


async def _check_rights(request: Request, key: Key, target: Target) -> None:
    """Raises ScopeRefused where a key may not write to a graph."""
    refusal = None
    if key.scope != "admin" and target.graph is not None and is_reserved(target.graph):
        refusal = ScopeRefused(
            "the graphs of the ontology, of provenance, of derived edges, of decisions and of "
            "findings take a key of scope admin",
            needed="admin",
        )
    elif key.scope != "admin" and key.sources:
        own = {source_graph(source).value for source in key.sources}
        if target.graph not in own:
            refusal = ScopeRefused(
                f"this key may only write to: {', '.join(sorted(own))}", needed="edit"
            )
    if refusal is not None:
        outcome = type(refusal).__name__
        await record(request, key, action=_action(request), target=_told(target), outcome=outcome)
        raise refusal


async def _body(request: Request) -> Part:
    return make_part(await request.body(), request.headers.get("content-type", ""))


async def _bodies(request: Request) -> list[Part]:
    """The body, or each file of a form."""
    sent = request.headers.get("content-type", "")
    if media_type_of(sent) != MULTIPART:
        return [await _body(request)]
    parts = []
    async with request.form(max_files=MOST_FILES, max_fields=1) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                raise QueryError(f"{name} is no file: send files with names", query="")
            body, kind = await value.read(), value.content_type or ""
            parts.append(make_part(body, kind, file_name=value.filename or ""))
    return parts


async def _write(request: Request, key: Key, target: Target, parts: list[Part]) -> Response:
    action = _action(request)
    arguments = {
        "action": action,
        "graph": target.graph,
        "base": target.graph or request_address(request),
        "parts": [part.as_argument() for part in parts],
    }
    return await answer_write(
        request, key, "graph_write", arguments, action=f"{action} graph", target=_told(target)
    )


def _action(request: Request) -> str:
    return request.method.lower()


def _told(target: Target) -> str:
    return target.graph or "the unnamed graph"
