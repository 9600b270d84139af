"""`/api/compare`: places, or two days, side by side."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from graph.errors import BadParameter
from service.answering import answer
from service.asked import AskedParameters, check_parameters
from service.description import HEADERS, NOT_MODIFIED, refer_to
from service.openapi import ID
from service.problems import responses

PATH = "/api/compare"
SEVERAL = ("as_of", "place")
MOST_PLACES = 50
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
KEYS = ("by", "parameters", "required", "columns", "measures", "warnings", "completeness")


def _only_known_parameters(request: Request) -> None:
    """As for the other analyses, but that places and days may be sent several times."""
    described = request.app.openapi()["paths"][PATH]["get"].get("parameters", ())
    known = [each["name"] for each in described if each["in"] == "query"]
    if "generation" in request.query_params:
        raise _misfit(
            "generation",
            request.query_params["generation"],
            "place or as_of: over HTTP only the newest generation is told; compare generations "
            "with `nwd compare --generation` where the store is",
        )
    check_parameters(request, known, path=PATH, several=SEVERAL)


router = APIRouter(
    prefix="/api",
    tags=["analyses"],
    dependencies=[Depends(_only_known_parameters)],
    responses={**NOT_MODIFIED, **responses(401, 422, 429, 504, 507)},
)

PLACES = {
    "name": "place",
    "in": "query",
    "description": "Ids of places to compare, each with all that lies in it; by default the first "
    "level of places of which several have required cells",
    "schema": {"type": "array", "items": refer_to("place" + ID), "maxItems": MOST_PLACES},
    "style": "form",
    "explode": True,
}


@router.get(
    "/compare",
    response_model=None,
    responses={
        200: {
            "description": "The result",
            "content": {"application/json": {"schema": {"type": "object", "required": list(KEYS)}}},
            "headers": HEADERS,
        }
    },
    openapi_extra={"parameters": [PLACES]},
)
async def read_comparison(request: Request, parameters: AskedParameters) -> Response:
    """The same measures of several places, or, with `as_of` twice, of two days on the same data.

    Completeness stands beside each figure, and nothing is ranked: a place that maps less can look
    better. Differences are to the first column.
    """
    places = request.query_params.getlist("place")
    days = request.query_params.getlist("as_of")
    if len(days) > 1 and places:
        raise _misfit("as_of", ", ".join(days), "one day with places, or two days without")
    if len(days) > 2:
        raise _misfit("as_of", ", ".join(days), "one day or two")
    if len(places) > MOST_PLACES:
        raise _misfit("place", places[0], f"at most {MOST_PLACES} places")
    for day in days:
        _check_day(day)
    arguments: dict[str, Any] = {"parameters": parameters, "places": places, "days": days}
    return await answer(request, "compare", arguments)


def _check_day(day: str) -> None:
    try:
        if DAY.fullmatch(day) is None:
            raise ValueError(day)
        date.fromisoformat(day)
    except ValueError:
        raise _misfit("as_of", day, "a date such as 2026-07-01") from None


def _misfit(name: str, value: str, expected: str) -> BadParameter:
    return BadParameter(
        f"{name} = {value!r} does not fit: expected {expected}",
        query=PATH,
        name=name,
        value=value,
        expected=expected,
    )
