"""`POST /api/whatif`: coverage after changes that are only tried out."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from graph.whatif.told import KEYS, MODES, OPTIONAL, REMOVABLE
from service.answering import answer
from service.asked import CoverageBody
from service.bodies import JSON, describe_body, read_body
from service.description import HEADERS
from service.problems import responses

router = APIRouter(prefix="/api", tags=["analyses"])

MOST_CHANGES = 500
Id = Annotated[str, Field(min_length=1, max_length=2_000, description="Id or IRI of a record")]
Ids = Annotated[list[Id], Field(max_length=MOST_CHANGES)]
TYPES: dict[str, Any] = {
    "kind": Literal[REMOVABLE],
    "mode": Literal[tuple(MODES)],
    "needs": Ids,
    "segments": Ids,
}


def _change_model(kind: str, keys: tuple[str, ...]) -> type[BaseModel]:
    """What a change of one kind says."""
    fields: dict[str, Any] = {"change": (Literal[kind], ...)}
    for key in keys:
        of = TYPES.get(key, Id)
        fields[key + "_"] = (
            (of | None, Field(None, alias=key)) if key in OPTIONAL else (of, Field(alias=key))
        )
    name = "".join(word.capitalize() for word in kind.split("-")) + "Change"
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


CHANGES: Any = reduce(or_, (_change_model(kind, keys) for kind, keys in KEYS.items()))


class WhatIfAsked(CoverageBody):
    """Changes to try out, all together, and the parameters of coverage."""

    changes: list[Annotated[CHANGES, Field(discriminator="change")]] = Field(
        min_length=1, max_length=MOST_CHANGES
    )
    threshold: float = Field(
        1.0, gt=0, le=1, description="A service closes when less of its money is left"
    )


@router.post(
    "/whatif",
    response_model=None,
    responses={
        200: {
            "description": "The result",
            "headers": HEADERS,
            "content": {
                JSON: {
                    "schema": {
                        "type": "object",
                        "required": ["parameters", "changes", "before", "after", "counts", "cells"],
                    }
                }
            },
        },
        **responses(400, 401, 404, 413, 415, 422, 429, 504, 507),
    },
    openapi_extra={
        "requestBody": {"required": True, "content": {JSON: {"schema": describe_body(WhatIfAsked)}}}
    },
)
async def ask_what_if(request: Request) -> Response:
    """Coverage before and after changes that are only tried out; nothing is kept.

    Changes: remove a partner, service, site, pathway, stream or funder; end a stream; add a
    pathway; change a mode; close or add a door; widen an area or an eligibility; confirm that a
    service is open.
    """
    asked = await read_body(request, WhatIfAsked)
    arguments = {
        "parameters": asked.parameters(),
        "changes": [
            each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in asked.changes
        ],
        "threshold": asked.threshold,
    }
    return await answer(request, "what_if", arguments)
