"""The pages of the explorer, and the files that they need."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from service.answering import answer
from service.asked import AskedParameters, check_parameters
from service.pages.addresses import names_of
from service.pages.contract import ExplorerPage
from service.pages.explorer import select_pages
from service.pages.rendering import check_language

router = APIRouter(include_in_schema=False)

MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
STATIC = files("service.pages").joinpath("static")


@router.get("/static/{name}")
async def read_static(name: str) -> Response:
    """A style sheet, a script or a picture of ours."""
    found = [each for each in STATIC.iterdir() if each.name == name]
    kind = name.rpartition(".")[2]
    if not found or kind not in MEDIA_TYPES:
        raise HTTPException(404, f"there is no file {name!r}")
    headers = {"Cache-Control": "no-cache"}
    return Response(found[0].read_bytes(), media_type=MEDIA_TYPES[kind], headers=headers)


def _add_page(page: ExplorerPage) -> None:
    known = names_of(page)
    several = [option.name for option in page.OPTIONS if option.many]

    async def read_page(request: Request, parameters: AskedParameters) -> Response:
        check_parameters(request, known, path=page.PATH, several=several)
        check_language(request.query_params.get("lang", ""))
        arguments: dict[str, Any] = {
            "page": page.NAME,
            "parameters": parameters,
            "path": dict(request.path_params),
            "asked": request.query_params.multi_items(),
        }
        return await answer(request, f"page_{page.RUNS}", arguments)

    router.add_api_route(page.PATH, read_page, methods=["GET"], name=f"page {page.NAME}")


for _page in select_pages().values():
    _add_page(_page)
