"""`/api/quality`: how good the loaded sources are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from service.answering import answer
from service.asked import check_parameters
from service.description import HEADERS, NOT_MODIFIED
from service.problems import responses


def _no_parameters(request: Request) -> None:
    check_parameters(request, (), path=request.scope["route"].path_format)


router = APIRouter(dependencies=[Depends(_no_parameters)])

_KEYS = ("source", "kind", "summary", "rows", "measures", "tables", "columns", "dangling", "issues")
SourceName = Annotated[str, Path(description="Name of a loaded source")]


def _described(schema: dict[str, object]) -> dict[str, object]:
    content = {"application/json": {"schema": schema}}
    return {"description": "The result", "content": content, "headers": HEADERS}


@router.get(
    "/api/quality",
    tags=["quality"],
    response_model=None,
    responses={
        200: _described({"type": "array", "items": {"type": "object", "required": ["source"]}}),
        **NOT_MODIFIED,
        **responses(401, 422, 429, 504, 507),
    },
)
async def list_quality(request: Request) -> Response:
    """A row for each loaded source: what became of its rows, services, needs coded, issues."""
    return await answer(request, "quality", {"source": None})


@router.get(
    "/api/quality/{source:path}",
    tags=["quality"],
    response_model=None,
    responses={
        200: _described({"type": "object", "required": list(_KEYS)}),
        **NOT_MODIFIED,
        **responses(401, 404, 422, 429, 504, 507),
    },
)
async def read_source_quality(request: Request, source: SourceName) -> Response:
    """The data-quality report of one source, as it was when it was loaded.

    Rows by outcome, how full each column is, references that lead nowhere, how many services have
    needs, ages, areas, dates and so on, and the issues by kind. Kept as measurements of the W3C
    Data Quality Vocabulary in the graph of sources.
    """
    return await answer(request, "quality", {"source": source})
