"""`/sparql`: queries by the SPARQL 1.1 Protocol; the bare address describes the service."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request, Response

from service.answering import answer
from service.problems import responses
from service.protocol.openapi import ANSWER, QUERY_BESIDE_BODY, QUERY_BODY, QUERY_PARAMETERS
from service.protocol.operations import (
    QueryOperation,
    parse_query_by_get,
    parse_query_by_post,
)
from service.protocol.requests import accepted, parse_sent, request_address

router = APIRouter(tags=["sparql"])

SHORT = 10_000
"""Bytes of an address up to which it is remembered what it asks."""


@router.get(
    "/sparql",
    response_model=None,
    responses=ANSWER,
    openapi_extra={"parameters": QUERY_PARAMETERS},
)
async def query_by_get(request: Request) -> Response:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE; without a query, describe the service.

    What may not be told, such as where confidential sites are, is not in the data that is asked.
    """
    sent: bytes = request.scope["query_string"]
    asked = _parse_short(sent) if len(sent) <= SHORT else parse_query_by_get(sent)
    if asked.text is None:
        arguments = {
            "endpoint": request_address(request),
            "accept": accepted(request),
            "form": asked.form,
        }
        return await answer(request, "describe_service", arguments)
    return await _answer(request, asked)


@router.post(
    "/sparql",
    response_model=None,
    responses={**ANSWER, **responses(413, 415)},
    openapi_extra={"parameters": QUERY_BESIDE_BODY, "requestBody": QUERY_BODY},
)
async def query_by_post(request: Request) -> Response:
    """The same, with the query as the body or as a field of a form."""
    return await _answer(request, await parse_sent(request, parse_query_by_post))


# OpenAPI has no place for this method.
router.add_api_route("/sparql", query_by_post, methods=["QUERY"], include_in_schema=False)


DIRECT_ROUTES = {
    ("GET", "/sparql"): query_by_get,
    ("POST", "/sparql"): query_by_post,
    ("QUERY", "/sparql"): query_by_post,
}


@lru_cache(maxsize=1024)
def _parse_short(query_string: bytes) -> QueryOperation:
    return parse_query_by_get(query_string)


async def _answer(request: Request, asked: QueryOperation) -> Response:
    arguments = {
        "text": asked.text,
        "base": request_address(request),
        "accept": accepted(request),
        "form": asked.form,
        "default_graphs": asked.default_graphs,
        "named_graphs": asked.named_graphs,
        "rule": asked.rule,
        "limit": asked.limit,
    }
    return await answer(request, "sparql", arguments, timeout=asked.timeout)
