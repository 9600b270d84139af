"""`/sparql`: read-only SPARQL 1.1 Protocol over the published generation."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from graph.errors import QueryError, QueryRefused
from queries.guard import check_query
from service.answers import SOLUTIONS, TRIPLES, render_answer
from service.asked import AskedWorkspace
from service.problems import responses
from service.workspace import Workspace

router = APIRouter(tags=["sparql"])

MOST_BYTES = 1_000_000
"""Longest query text accepted."""
TRUNCATED_AT = "Nwd-Truncated-At"
"""Header of an answer that was cut: the number of rows in it."""
DATASET = ("default-graph-uri", "named-graph-uri")
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"

_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Solutions of a SELECT, the answer of an ASK, or triples",
        "content": {name: {"schema": {"type": "string"}} for name in (*SOLUTIONS, *TRIPLES)},
        "headers": {
            TRUNCATED_AT: {
                "description": "Set when the answer was cut at the row limit (NWD_ROW_LIMIT)",
                "schema": {"type": "integer"},
            }
        },
    },
    **responses(400, 403, 406),
}
_BODY = {
    "required": True,
    "content": {
        QUERY: {"schema": {"type": "string"}},
        FORM: {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {"query": {"type": "string"}},
            }
        },
    },
}


@router.get("/sparql", response_model=None, responses=_ANSWER)
def query_by_get(
    request: Request,
    workspace: AskedWorkspace,
    query: Annotated[list[str] | None, Query(description="The query; exactly one")] = None,
) -> Response:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE; the default graph is the union of all.

    Where confidential sites are is not in the data that is asked.
    """
    _refuse_dataset(list(request.query_params))
    return _answer(workspace, _one(query or []), request.headers.get("accept", "*/*"))


@router.post(
    "/sparql",
    response_model=None,
    responses={**_ANSWER, **responses(413, 415)},
    openapi_extra={"requestBody": _BODY},
)
async def query_by_post(request: Request, workspace: AskedWorkspace) -> Response:
    """The same, with the query as the body or as a field of a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise QueryRefused("the service only reads; data is changed by `nwd load`", query="")
    if kind not in (FORM, QUERY):
        raise HTTPException(415, f"send {QUERY} or {FORM}")
    text = await _read_text(request)
    names = list(request.query_params)
    if kind == FORM:
        fields = parse_qs(text, keep_blank_values=True)
        names += fields
        if "update" in fields:
            raise QueryRefused("the service only reads; data is changed by `nwd load`", query="")
        text = _one(fields.get("query", []))
    _refuse_dataset(names)
    accept = request.headers.get("accept", "*/*")
    return await run_in_threadpool(_answer, workspace, text, accept)


async def _read_text(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"the query is longer than {MOST_BYTES} bytes")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the query is not UTF-8") from error


def _refuse_dataset(names: list[str]) -> None:
    """The protocol's own choice of graphs would go unnoticed if it were passed over."""
    for name in DATASET:
        if name in names:
            raise HTTPException(400, f"{name} is not supported; write FROM or GRAPH in the query")


def _one(queries: list[str]) -> str:
    if len(queries) != 1:
        raise HTTPException(400, f"one query is expected, {len(queries)} were sent")
    return queries[0]


def _answer(workspace: Workspace, text: str, accept: str) -> Response:
    check_query(text)
    store, limit = workspace.public(), workspace.settings.row_limit
    failure: Exception
    try:
        answer = render_answer(store.query(text), accept, row_limit=limit)
    except HTTPException as error:
        failure = HTTPException(error.status_code, error.detail)
    except SyntaxError as error:
        failure = QueryError(f"not legal SPARQL: {error.msg}", query=text)
    except (RuntimeError, OSError, ValueError) as error:
        failure = QueryError(f"the query failed: {error}", query=text)
    else:
        headers = {"Vary": "Accept"} | ({TRUNCATED_AT: str(limit)} if answer.truncated else {})
        return Response(answer.body, media_type=answer.media_type, headers=headers)
    # Results belong to the thread that made them; a new error has no traceback that holds them.
    raise failure
