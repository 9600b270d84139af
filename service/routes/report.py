"""`/api/report`: the asset map and gap report as a file, of the data that may be told."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from graph.errors import ExportError
from service.analyses.options import describe_parameter
from service.answering import answer
from service.asked import AskedParameters, only_known_parameters
from service.description import HEADERS, NOT_MODIFIED
from service.problems import responses
from service.report.asked import OPTIONS, read_asked
from service.report.formats import select_formats

router = APIRouter(
    prefix="/api",
    tags=["exports"],
    dependencies=[Depends(only_known_parameters)],
    responses={**NOT_MODIFIED, **responses(401, 404, 422, 429, 504, 507)},
)

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {each.MEDIA_TYPE: {"schema": {}} for each in select_formats().values()},
        "headers": {
            **HEADERS,
            "Content-Disposition": {
                "description": "That it is a file, and its name",
                "schema": {"type": "string"},
            },
        },
    }
}
_FORMAT = {
    "name": "format",
    "in": "path",
    "required": True,
    "description": "; ".join(f"{name}: {each.TITLE}" for name, each in select_formats().items()),
    "schema": {"type": "string", "enum": list(select_formats())},
}


@router.get(
    "/report/{format}",
    response_model=None,
    responses=_FILE,
    openapi_extra={"parameters": [_FORMAT, *map(describe_parameter, OPTIONS)]},
)
async def read_report(request: Request, parameters: AskedParameters) -> Response:
    """An asset map and gap report in plain words, to read, to print or to edit.

    With the numbers of the analyses of these parameters. Lists are cut to `top` rows, and say how
    many more there are. Confidential sites' addresses and coordinates are in no report.
    """
    name = request.path_params["format"]
    if name not in select_formats():
        known = ", ".join(select_formats())
        raise ExportError(f"no report as {name!r}; there are: {known}", format=name)
    asked = request.query_params
    given = {each.name: asked.getlist(each.name) for each in OPTIONS if each.name in asked}
    read_asked(given)
    arguments = {"format": name, "parameters": parameters, "options": given}
    return await answer(request, "report", arguments)
