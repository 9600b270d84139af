"""`/api/export`: take-away files, as `nwd export` writes them, of the data that may be told."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator

from graph.errors import ExportError
from service.analyses import select_analysis
from service.analyses.contract import Analysis
from service.analyses.options import describe_parameter, given_options, read_options
from service.answering import answer
from service.asked import AskedParameters, only_known_parameters
from service.description import HEADERS, NOT_MODIFIED
from service.export_formats import ExportFormat, list_export_formats
from service.problems import responses

router = APIRouter(
    prefix="/api",
    tags=["exports"],
    dependencies=[Depends(only_known_parameters)],
    responses={**NOT_MODIFIED, **responses(401, 404, 429, 504, 507)},
)

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {each.media_type: {"schema": {}} for each in list_export_formats().values()},
        "headers": {
            **HEADERS,
            "Content-Disposition": {
                "description": "That it is a file, and its name",
                "schema": {"type": "string"},
            },
        },
    }
}
_WHOLE = [each for each in list_export_formats().values() if each.of is None]
_FORMAT = {
    "name": "format",
    "in": "path",
    "required": True,
    "description": "; ".join(f"{each.name}: {each.title}" for each in _WHOLE),
    "schema": {"type": "string", "enum": [each.name for each in _WHOLE]},
}


def _truth(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("expected true or false")
    return value


_Name = Annotated[str | None, Query(min_length=1, max_length=200)]


def _selection(
    source: Annotated[_Name, Query(description="HSDS: only records of this source")] = None,
    partner: Annotated[
        _Name, Query(description="HSDS: only services of the partner of this id or name")
    ] = None,
    place: Annotated[
        _Name, Query(description="HSDS: only services for or in the place of this id or name")
    ] = None,
    need: Annotated[
        _Name, Query(description="HSDS: only services that meet the need of this id or name")
    ] = None,
    merged: Annotated[
        bool,
        BeforeValidator(_truth),
        Query(description="HSDS: whether records that were accepted as one are told as one"),
    ] = False,
) -> dict[str, Any]:
    return {
        "source": source,
        "partner": partner,
        "place": place,
        "need": need,
        "merged": merged,
    }


AskedSelection = Annotated[dict[str, Any], Depends(_selection)]


def _add_format(format_: ExportFormat, analysis: Analysis) -> None:
    """The route of a format of one analysis: it takes the options of that analysis."""

    async def read_format(request: Request, parameters: AskedParameters) -> Response:
        given = given_options(analysis, request.query_params)
        read_options(analysis, given)
        asked = {"format": format_.name, "parameters": parameters, "options": given}
        return await answer(request, "export", asked)

    router.add_api_route(
        f"/export/{format_.name}",
        read_format,
        methods=["GET"],
        summary=format_.title,
        description=f"{format_.title}, with the options of `/api/{analysis.NAME}`.",
        operation_id=f"export_{format_.name.replace('-', '_')}",
        response_model=None,
        responses={**_FILE, **responses(400)},
        openapi_extra={"parameters": [describe_parameter(each) for each in analysis.OPTIONS]},
    )


for _format in list_export_formats().values():
    if _format.of is not None:
        _add_format(_format, select_analysis(_format.of))


@router.get(
    "/export/{format}",
    response_model=None,
    responses=_FILE,
    openapi_extra={"parameters": [_FORMAT]},
)
async def read_export(
    request: Request, parameters: AskedParameters, selection: AskedSelection
) -> Response:
    """A take-away file of everything that may be told, with the analyses of these parameters.

    The formats of HSDS take a selection, all of which holds at once; others refuse one.

    Never cut: a file that is larger than NWD_ANSWER_LIMIT_MB is a problem. Confidential sites'
    addresses and coordinates are in no file.
    """
    name = request.path_params["format"]
    if name not in list_export_formats():
        known = ", ".join(list_export_formats())
        raise ExportError(f"no export named {name!r}; there are: {known}", format=name)
    asked = {"format": name, "parameters": parameters, "selection": selection}
    return await answer(request, "export", asked)
