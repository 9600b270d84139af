"""`/api/queries`: the named queries, each a route of its own in OpenAPI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from graph.errors import BadParameter, NoSuchRecord
from queries.catalogue import NamedQuery, catalogue, find_query
from service.answering import answer
from service.asked import check_parameters, only_known_parameters
from service.description import (
    NOT_MODIFIED,
    describe_answer,
    describe_params,
    describe_query,
    operation_id,
)
from service.documents import Document, make_document, send_document
from service.negotiation import choose
from service.problems import responses
from service.tables import select_formats

router = APIRouter(prefix="/api/queries", tags=["queries"], responses=responses(401, 429))

PAGING = ("limit", "cursor")
SUFFIXES = "\n\nThe form may also be a suffix of the address, such as `.csv`."


@router.get(
    "",
    response_model=None,
    responses=NOT_MODIFIED,
    dependencies=[Depends(only_known_parameters)],
)
async def list_queries(request: Request) -> Response:
    """Every named query with its question, grain, columns, key and parameters."""
    return send_document(request, _listing())


@cache
def _listing() -> Document:
    return make_document([describe_query(query) for query in catalogue().values()])


async def _answer(request: Request, query: NamedQuery, suffix: str | None) -> Response:
    """The query's answer; a suffix decides the form, else `format`, else the header Accept."""
    params = {param.name: param for param in query.params}
    check_parameters(
        request,
        [*params, "limit", *(["cursor"] if query.key else []), *([] if suffix else ["format"])],
        path=request.url.path,
        several=[name for name, param in params.items() if param.many],
    )
    asked = request.query_params
    name = suffix or _asked_format(query, request)
    arguments = {
        "query": query.name,
        "values": {each: asked.getlist(each) for each in params if each in asked},
        "form": name,
        **{each: asked.get(each) for each in PAGING},
        "path": request.url.path,
        "asked": asked.multi_items(),
    }
    is_file = select_formats()[name].IS_FILE
    return await answer(request, "named_query_file" if is_file else "named_query", arguments)


def _asked_format(query: NamedQuery, request: Request) -> str:
    """By the parameter `format`, else by the header Accept."""
    formats = select_formats()
    asked = request.query_params.get("format")
    if not asked:
        # Two are `text/csv`; the first of them is meant.
        offered: dict[str, str] = {}
        for name, form in formats.items():
            offered.setdefault(form.MEDIA_TYPE.partition(";")[0], name)
        return offered[choose(request.headers.get("accept", "*/*"), offered)]
    if asked not in formats:
        expected = f"one of {', '.join(formats)}"
        raise BadParameter(
            f"format = {asked!r} does not fit: expected {expected}",
            query=query.name,
            name="format",
            value=asked,
            expected=expected,
        )
    return asked


def _route_of(query: NamedQuery) -> Callable[[Request], Awaitable[Response]]:
    async def answer_query(request: Request) -> Response:
        return await _answer(request, query, None)

    return answer_query


for _query in catalogue().values():
    router.add_api_route(
        f"/{_query.name}",
        _route_of(_query),
        methods=["GET"],
        summary=_query.summary,
        description=f"{_query.question}\n\n{_query.grain}.{SUFFIXES}",
        operation_id=operation_id(_query),
        response_model=None,
        response_class=JSONResponse,
        responses={**describe_answer(_query), **responses(504, 507)},
        openapi_extra={"parameters": describe_params(_query)},
    )


@router.get("/{topic}/{file}", include_in_schema=False)
async def answer_with_suffix(request: Request, topic: str, file: str) -> Response:
    """A query with the form as a suffix, so that an address can be given to a spreadsheet."""
    name, _, suffix = file.partition(".")
    query = find_query(f"{topic}/{name}")
    if suffix not in select_formats():
        known = ", ".join(f".{each}" for each in select_formats())
        raise NoSuchRecord(file, f"{query.name} has no form {suffix!r}; there are: {known}")
    return await _answer(request, query, suffix)
