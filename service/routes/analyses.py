"""`/api/coverage`, `/api/gaps`, `/api/overlaps`: the objects that the commands print as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from service.asked import AskedParameters, AskedWorkspace, only_known_parameters
from service.filters import select_among

router = APIRouter(prefix="/api", tags=["analyses"], dependencies=[Depends(only_known_parameters)])


def _object(*keys: str) -> dict[str | int, dict[str, Any]]:
    """The description of an answer that is an object with these keys."""
    schema = {"type": "object", "required": list(keys)}
    return {200: {"description": "The result", "content": {"application/json": {"schema": schema}}}}


@router.get(
    "/coverage",
    response_model=None,
    responses=_object("parameters", "required", "headline", "variants", "completeness", "cells"),
)
def read_coverage(workspace: AskedWorkspace, parameters: AskedParameters) -> JSONResponse:
    """Coverage of every required cell: headline, variants, completeness and cells."""
    return JSONResponse(workspace.coverage(parameters, routes="all").as_dict())


@router.get(
    "/gaps",
    response_model=None,
    responses=_object("parameters", "required", "headline", "completeness", "counts", "gaps"),
)
def read_gaps(
    workspace: AskedWorkspace,
    parameters: AskedParameters,
    touchpoint: Annotated[str | None, Query(description="Only gaps at this touchpoint")] = None,
    need: Annotated[str | None, Query(description="Only gaps of this need")] = None,
    segment: Annotated[str | None, Query(description="Only gaps of this segment")] = None,
    place: Annotated[str | None, Query(description="Only gaps in this place")] = None,
    gap_type: Annotated[str | None, Query(description="Only gaps of this type")] = None,
) -> JSONResponse:
    """Required cells that no door, or not every door, leads to; the heaviest first.

    `counts` counts all gaps by type, whatever is chosen. A value that no record has is a problem,
    not an empty list.
    """
    result = workspace.gaps(parameters)
    asked = {
        "touchpoint": touchpoint,
        "need": need,
        "segment": segment,
        "place": place,
        "gap_type": gap_type,
    }
    net = workspace.projection()
    return JSONResponse({**result, "gaps": select_among(result["gaps"], asked, net)})


@router.get(
    "/overlaps",
    response_model=None,
    responses=_object("parameters", "thresholds", "pairs", "possible_duplicates"),
)
def read_overlaps(workspace: AskedWorkspace, parameters: AskedParameters) -> JSONResponse:
    """Services of different partners that serve nearly the same families."""
    return JSONResponse(workspace.overlaps(parameters))
