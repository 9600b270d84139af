"""`/api/matches`: which records may be of one partner or service, and what people decided."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access import Key, require_scope
from service.answering import answer
from service.asked import WHOLE, only_known_parameters
from service.bodies import JSON, describe_body, read_body
from service.description import HEADERS, NOT_MODIFIED
from service.errors import ScopeRefused
from service.hsds.parameters import Truth
from service.matches.listing import BANDS, KINDS
from service.problems import responses
from service.protocol.recording import answer_write, record

router = APIRouter(
    prefix="/api",
    tags=["matches"],
    dependencies=[Depends(only_known_parameters)],
    responses=responses(401, 404, 422, 429),
)

PATH = "/matches"
MOST_DECISIONS = 1_000
MOST_PAGES = 1_000_000
Id = Annotated[str, Field(min_length=1, max_length=2_000)]


class MatchRow(BaseModel):
    """A pair of records that is proposed or decided."""

    left: str = Field(description="`source:id` of a record; its IRI where it is not loaded")
    right: str = Field(description="The same of the other record")
    decision: Literal["accepted", "rejected"] | None = Field(
        description="What counts of this pair; null where nothing is decided"
    )
    by: str | None = Field(description="Always null: who decided is told to nobody over HTTP")
    note: str | None = Field(description="Why, as the person wrote it")
    kind: Literal["partner", "service"] | None = Field(description="Kind of the records")
    band: Literal["likely", "possible", "unlikely"] | None = Field(
        description="How likely they are of one thing; null where the pair is not proposed"
    )
    score: float | None = Field(description="How alike they are, from 0 to 1")
    left_name: str | None
    right_name: str | None
    reasons: list[str] = Field(description="What speaks for and against, the weightiest first")
    decided_at: str | None = Field(json_schema_extra={"format": "date-time"})
    follows: Literal["accepted", "rejected"] | None = Field(
        description="What decisions on other pairs make of this one, where it is undecided"
    )
    loaded: bool = Field(description="Whether both records are loaded; else the decision waits")
    left_iri: str
    right_iri: str


class MatchPage(BaseModel):
    """One page of pairs."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    counts: dict[str, int] = Field(
        description="Pairs by band, and how many are accepted, rejected and undecided"
    )
    contents: list[MatchRow]


class ShownRecord(BaseModel):
    """One of two records."""

    id: str
    iri: str
    kind: Literal["partner", "service"]
    name: str
    source: str
    verified_on: str | None


class ShownField(BaseModel):
    """One field of both records."""

    field: str
    left: list[str]
    right: list[str]
    left_source: str = Field(description="Names of the sources that say so")
    right_source: str
    agrees: bool | None = Field(
        description="Whether both say the same, apart from spelling; null where one says nothing"
    )


class ShownDecision(BaseModel):
    """A decision on the pair."""

    decision: Literal["accepted", "rejected", "withdrawn"]
    by: str | None = Field(description="Always null: who decided is told to nobody over HTTP")
    at: str = Field(json_schema_extra={"format": "date-time"})
    note: str
    score: float | None = Field(description="How alike the records were then")
    reasons: list[str]
    counts: bool = Field(description="Whether this is what counts now")


class MatchShown(BaseModel):
    """Two records side by side."""

    left: ShownRecord
    right: ShownRecord
    fields: list[ShownField]
    decisions: list[ShownDecision] = Field(description="All that were ever made, in their order")


class DecisionAsked(BaseModel):
    """A decision on two records."""

    model_config = ConfigDict(extra="forbid")

    left: Id = Field(description="Id, `source:id` or IRI of a record")
    right: Id = Field(description="The same of the other record")
    decision: Literal["accepted", "rejected", "withdrawn"] = Field(
        description="They are one, they are not, or what was decided no longer counts"
    )
    by: str = Field(
        "", max_length=200, description="Who decides, as may be shown; by default the key's name"
    )
    note: str = Field("", max_length=2_000, description="Why; kept with the decision")


class DecisionsAsked(BaseModel):
    """Decisions, to be made all together or not at all."""

    model_config = ConfigDict(extra="forbid")

    decisions: list[DecisionAsked] = Field(min_length=1, max_length=MOST_DECISIONS)


class DecisionMade(BaseModel):
    """A decision that changed something."""

    left: str
    right: str
    decision: Literal["accepted", "rejected", "withdrawn"]
    by: str
    at: str = Field(json_schema_extra={"format": "date-time"})
    note: str
    score: float | None
    one_record: list[str] = Field(
        description="IRIs of all records that count as one with these, the one that stands for "
        "them first; empty where they are apart"
    )


class DecisionsMade(BaseModel):
    """What became of decisions."""

    generation: int | None = Field(description="Null where all of it counted already")
    decided: list[DecisionMade]
    unchanged: int = Field(description="Decisions that counted already")


@router.get(
    PATH,
    response_model=None,
    responses={
        200: {"model": MatchPage, "description": "One page of pairs", "headers": HEADERS},
        **NOT_MODIFIED,
        **responses(504, 507),
    },
)
async def read_matches(
    request: Request,
    band: Annotated[
        list[Literal[BANDS]],  # type: ignore[valid-type]
        Query(default_factory=list, description="Only proposals of these bands; may be repeated"),
    ],
    kind: Annotated[
        Literal[KINDS] | None,  # type: ignore[valid-type]
        Query(description="Only records of this kind"),
    ] = None,
    source: Annotated[
        str | None, Query(description="Only pairs with a record of this source")
    ] = None,
    decided: Annotated[
        Truth | None, Query(description="Only pairs that are decided, or that are left to decide")
    ] = None,
    page: Annotated[int, Query(ge=1, le=MOST_PAGES, description="Number of the page"), WHOLE] = 1,
    per_page: Annotated[
        int, Query(ge=1, le=1_000, description="Most pairs of a page"), WHOLE
    ] = 100,
) -> Response:
    """Pairs of records that may be of one partner or service, the most alike first.

    Proposals have a score and reasons; what people decided of a pair stands beside it. Nothing is
    merged that nobody accepted.
    """
    arguments = {
        "filters": {
            "bands": band,
            "kind": kind,
            "source": source,
            "decided": decided,
        },
        "page": page,
        "per_page": per_page,
        "path": request.url.path,
        "asked": request.query_params.multi_items(),
    }
    return await answer(request, "matches_list", arguments)


@router.get(
    PATH + "/pair",
    response_model=None,
    responses={
        200: {"model": MatchShown, "description": "Both records", "headers": HEADERS},
        **NOT_MODIFIED,
        **responses(409, 504),
    },
)
async def read_match(
    request: Request,
    left: Annotated[
        str, Query(min_length=1, max_length=2_000, description="Id, `source:id` or IRI of a record")
    ],
    right: Annotated[
        str, Query(min_length=1, max_length=2_000, description="The same of the other record")
    ],
) -> Response:
    """Two records side by side: every field, its source, and what was decided of them."""
    return await answer(request, "matches_show", {"left": left, "right": right})


@router.post(
    PATH,
    response_model=None,
    responses={
        200: {"model": DecisionsMade, "description": "What was decided", "headers": HEADERS},
        **responses(403, 409, 413, 415, 503, 504),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": describe_body(DecisionsAsked)}},
        }
    },
)
async def decide(request: Request, key: Annotated[Key, Depends(require_scope("edit"))]) -> Response:
    """Accept or reject matches, or take decisions back: all that are sent, or none.

    It needs a key of scope edit that is for every source, and a service started with --writable.
    409 names the earlier decisions that one clashes with.
    """
    target = f"/api{PATH}"
    if key.scope != "admin" and key.sources:
        await record(request, key, action="match", target=target, outcome="ScopeRefused")
        raise ScopeRefused(
            "this key is for some sources only, and a match is of records of any", needed="edit"
        )
    asked = await read_body(request, DecisionsAsked)
    arguments = {"decisions": [each.model_dump() for each in asked.decisions]}
    return await answer_write(
        request, key, "matches_decide", arguments, action="match", target=target
    )
