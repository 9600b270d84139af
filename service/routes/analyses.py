"""`/api/coverage` and its siblings: the objects that the commands print as JSON."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from queries.codes import code_labels
from service.analyses import select_analyses
from service.analyses.contract import Analysis
from service.analyses.options import describe_parameter, given_options, read_options
from service.answering import answer
from service.asked import AskedParameters, only_known_parameters
from service.description import HEADERS, NOT_MODIFIED, refer_to
from service.openapi import ID
from service.problems import responses

router = APIRouter(
    prefix="/api",
    tags=["analyses"],
    dependencies=[Depends(only_known_parameters)],
    responses={**NOT_MODIFIED, **responses(401, 429, 504, 507)},
)

FILTERS = {
    "touchpoint": "Only gaps at this touchpoint",
    "need": "Only gaps of this need",
    "segment": "Only gaps of this segment",
    "place": "Only gaps in this place",
    "gap_type": "Only gaps of this type",
}


def _object(*keys: str) -> dict[int | str, dict[str, Any]]:
    """The description of an answer that is an object with these keys."""
    content = {"application/json": {"schema": {"type": "object", "required": list(keys)}}}
    return {200: {"description": "The result", "content": content, "headers": HEADERS}}


def _describe_filter(name: str) -> dict[str, Any]:
    types = {"type": "string", "enum": list(code_labels("gap-type"))}
    return {
        "name": name,
        "in": "query",
        "description": FILTERS[name],
        "schema": types if name == "gap_type" else refer_to(name + ID),
        "allowEmptyValue": True,
    }


@router.get(
    "/coverage",
    response_model=None,
    responses=_object("parameters", "required", "headline", "variants", "completeness", "cells"),
)
async def read_coverage(request: Request, parameters: AskedParameters) -> Response:
    """Coverage of every required cell: headline, variants, completeness and cells."""
    return await answer(request, "analysis", {"analysis": "coverage", "parameters": parameters})


@router.get(
    "/gaps",
    response_model=None,
    responses=_object("parameters", "required", "headline", "completeness", "counts", "gaps"),
    openapi_extra={"parameters": [_describe_filter(name) for name in FILTERS]},
)
async def read_gaps(request: Request, parameters: AskedParameters) -> Response:
    """Required cells that no door, or not every door, leads to; the heaviest first.

    `counts` counts all gaps by type, whatever is chosen. A value that no record has is a problem,
    not an empty list.
    """
    filters = {name: request.query_params.get(name) for name in FILTERS}
    arguments = {"analysis": "gaps", "parameters": parameters, "filters": filters}
    return await answer(request, "analysis", arguments)


@router.get(
    "/overlaps",
    response_model=None,
    responses=_object("parameters", "thresholds", "pairs", "possible_duplicates"),
)
async def read_overlaps(request: Request, parameters: AskedParameters) -> Response:
    """Services of different partners that serve nearly the same families."""
    return await answer(request, "analysis", {"analysis": "overlaps", "parameters": parameters})


def _add_analysis(analysis: Analysis) -> None:
    """The route of a module of `service.analyses`."""

    async def read_analysis(request: Request, parameters: AskedParameters) -> Response:
        given = given_options(analysis, request.query_params)
        # What does not fit is told here, before a worker is asked.
        read_options(analysis, given)
        arguments = {"analysis": analysis.NAME, "parameters": parameters, "options": given}
        return await answer(request, "analysis", arguments)

    router.add_api_route(
        f"/{analysis.NAME}",
        read_analysis,
        methods=["GET"],
        summary=analysis.SUMMARY,
        description=analysis.DESCRIPTION,
        operation_id=f"read_{analysis.NAME}",
        response_model=None,
        responses={
            **_object("parameters", *(each.name for each in analysis.LISTS)),
            **responses(400, 404),
        },
        openapi_extra={"parameters": [describe_parameter(each) for each in analysis.OPTIONS]},
    )


for _analysis in select_analyses().values():
    _add_analysis(_analysis)
