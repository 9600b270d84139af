"""`/query`: the page for queries that people write, from an address or from a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from graph.errors import BadParameter, KnowledgeGraphError, QueryTimeout, QueryTooLarge
from service.answering import answer
from service.asked import AskedParameters
from service.errors import Overloaded, UnsupportedMedia
from service.pages.addresses import names_of
from service.pages.explorer import select_page
from service.pages.rendering import check_language
from service.problems import status_of
from service.protocol.fields import FORM, media_type_of, parse_fields

router = APIRouter(include_in_schema=False)

PAGE = select_page("query")
TEXT = "query"
STOPPED = (QueryTimeout, QueryTooLarge, Overloaded)
"""What ends a query, but not the page: it says so beside the text."""


@router.get(PAGE.PATH)
async def read_query_page(request: Request, parameters: AskedParameters) -> Response:
    """The page, with the answer to a query in the address."""
    return await _answer(request, parameters, request.query_params.multi_items())


@router.post(PAGE.PATH)
async def post_query_page(request: Request, parameters: AskedParameters) -> Response:
    """The same with the query in a form, for long ones; nothing is changed."""
    sent = request.headers.get("content-type", "")
    if media_type_of(sent) != FORM:
        raise UnsupportedMedia(sent, [FORM])
    form = parse_fields(await request.body()).pairs
    return await _answer(request, parameters, [*request.query_params.multi_items(), *form])


async def _answer(
    request: Request, parameters: dict[str, Any], asked: Sequence[tuple[str, str]]
) -> Response:
    _check(asked)
    check_language(dict(asked).get("lang", ""))
    arguments = {"page": PAGE.NAME, "parameters": parameters, "path": {}, "asked": asked}
    try:
        return await answer(request, "page_sparql", arguments)
    except STOPPED as error:
        return await _tell(request, arguments, error)


async def _tell(
    request: Request, arguments: dict[str, Any], error: KnowledgeGraphError
) -> Response:
    """The page with the text as it was sent, and why it was not answered."""
    told = {**arguments, "path": {"stopped": type(error).__name__}}
    response = await answer(request, "page_catalogue", told, etag=False)
    response.status_code = status_of(error)
    return response


def _check(asked: Sequence[tuple[str, str]]) -> None:
    known = [*names_of(PAGE), TEXT]
    names = [name for name, _ in asked]
    for name, value in asked:
        if name not in known or names.count(name) > 1:
            expected = "one value" if name in known else ", ".join(known)
            raise BadParameter(
                f"{PAGE.PATH} does not take {name[:80]!r} so; expected {expected}",
                query=PAGE.PATH,
                name=name,
                value=value,
                expected=expected,
            )
