"""`/`: the headline, the gaps, and the partners of a chosen touchpoint, on one page."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.answering import answer
from service.asked import AskedParameters

router = APIRouter(include_in_schema=False)


@router.get("/style.css")
async def read_style() -> Response:
    """The style sheet of every page."""
    text = files("service.pages").joinpath("style.css").read_text("utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "no-cache"})


@router.get("/")
async def read_home(
    request: Request,
    parameters: AskedParameters,
    touchpoint: Annotated[str, Query()] = "",
    place: Annotated[str, Query()] = "",
    gap_type: Annotated[str, Query()] = "",
    every_gap: Annotated[bool, Query()] = False,
) -> Response:
    """The whole page; every choice is in its address."""
    arguments = {
        "parameters": parameters,
        "filters": {"touchpoint": touchpoint, "place": place, "gap_type": gap_type},
        "every_gap": every_gap,
        "asked": request.query_params.multi_items(),
    }
    return await answer(request, "home_page", arguments)
