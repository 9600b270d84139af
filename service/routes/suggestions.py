"""`/search/suggest`: what the search field suggests while somebody types."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.answering import answer
from service.asked import AskedParameters, check_parameters
from service.pages.addresses import ALWAYS
from service.pages.rendering import check_language

router = APIRouter(include_in_schema=False)

PATH = "/search/suggest"


@router.get(PATH)
async def suggest(request: Request, parameters: AskedParameters) -> Response:
    """A JSON list of name, kind and address, the best first; empty where nothing fits."""
    check_parameters(request, ["q", *ALWAYS], path=PATH)
    check_language(request.query_params.get("lang", ""))
    arguments = {
        "page": "search",
        "parameters": parameters,
        "path": {"form": "suggestions"},
        "asked": request.query_params.multi_items(),
    }
    return await answer(request, "page_catalogue", arguments)
