"""`/api/crosswalk`: which terms of the loaded directories to map next."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from service.answering import answer
from service.asked import only_known_parameters
from service.description import HEADERS, NOT_MODIFIED
from service.problems import responses

MOST_TERMS = 10_000

router = APIRouter(
    prefix="/api",
    tags=["quality"],
    dependencies=[Depends(only_known_parameters)],
    responses={**NOT_MODIFIED, **responses(401, 404, 422, 429, 504, 507)},
)


class TermToMap(BaseModel):
    """A term that is unmapped or ambiguous, the same of several sources together."""

    term: str = Field(description="What a row of a crosswalk would name: the name or the code")
    name: str | None
    match: Literal["label", "code"] = Field(description="Kind of match of that row")
    code: str | None
    vocabulary: str | None
    status: Literal["unmapped", "ambiguous"]
    why: str = Field(description="Why it is ambiguous, or why its code is needed")
    sources: list[str]
    services: int = Field(description="Services with this term")
    uncoded: int = Field(description="Those of them without any need")
    newly: int = Field(description="Those of them that no term further up in the list has")
    cumulated: int = Field(description="Services settled by this and the terms before it")
    share: float | None = Field(description="`cumulated` of all uncoded services with a term")


class TermsToMap(BaseModel):
    """The list, and what it can and cannot settle."""

    services: int
    uncoded: int = Field(description="Services without any need")
    without_terms: int = Field(description="Those of them that have no term either")
    in_an_hour: int = Field(description="Services that one hour of mapping would settle")
    sentence: str
    terms: list[TermToMap]
    total_terms: int = Field(description="Terms in the list; `terms` holds the first of them")


@router.get(
    "/crosswalk",
    response_model=None,
    responses={
        200: {"description": "The list", "model": TermsToMap, "headers": HEADERS},
    },
)
async def list_terms_to_map(
    request: Request,
    source: Annotated[
        str | None, Query(description="Only terms of this source", min_length=1, max_length=200)
    ] = None,
    limit: Annotated[
        int, Query(description="Most terms in the answer", ge=1, le=MOST_TERMS)
    ] = 1_000,
) -> Response:
    """Terms of directories that no crosswalk maps, or that are mapped in two minds.

    In the order in which mapping pays: each time the term that gives most services their first
    need. The same as `nwd crosswalk list --format json`.
    """
    return await answer(request, "crosswalk", {"source": source, "limit": limit})
