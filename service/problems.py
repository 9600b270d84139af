"""Errors as RFC 9457 problem details; one table from error to HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from graph.errors import (
    AnalysisError,
    BadParameter,
    ExportError,
    KnowledgeGraphError,
    QueryError,
    QueryRefused,
    StoreLocked,
    StoreMissing,
    UnknownQuery,
    UnknownSource,
)
from service.negotiation import choose
from service.pages import render_page

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[KnowledgeGraphError], int] = {
    UnknownQuery: 404,
    UnknownSource: 404,
    ExportError: 404,
    BadParameter: 422,
    AnalysisError: 422,
    QueryRefused: 403,
    QueryError: 400,
    StoreMissing: 503,
    StoreLocked: 503,
}
"""The first class in an error's ancestry decides; anything else is 500."""

MEANING = {
    400: "The query is not legal SPARQL, or more or less than one was sent",
    403: "The query asks for something that the service does not do",
    404: "There is no such thing",
    406: "None of the media types that are accepted is offered",
    413: "The request is too large",
    415: "The request has a media type that is not understood",
    422: "A parameter does not fit",
    500: "A fault of the service",
    503: "Nothing is loaded yet",
}


class Problem(BaseModel):
    """A problem detail of RFC 9457."""

    type: str = "about:blank"
    title: str = Field(description="What kind of problem it is.")
    status: int
    detail: str = Field(description="What went wrong here, and what would be right.")


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route's description names the problems that it may answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {MEDIA_TYPE: {"schema": schema}}
    return {status: {"description": MEANING[status], "content": content} for status in statuses}


def status_of(error: KnowledgeGraphError) -> int:
    """HTTP status of a known error."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""

    @app.exception_handler(KnowledgeGraphError)
    async def known(request: Request, error: KnowledgeGraphError) -> Response:
        return _answer(request, status_of(error), type(error).__name__, str(error))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        title = "Not found" if error.status_code == 404 else "HTTP error"
        return _answer(request, error.status_code, title, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(
            f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}"
            for each in error.errors()
        )
        return _answer(request, 422, "BadParameter", detail)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        return _answer(request, 500, "Fault", "a fault of the service; its log tells more")


def _answer(
    request: Request,
    status: int,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """JSON, or a page where the client likes that better, as a browser does."""
    problem = Problem(title=title, status=status, detail=detail)
    if _likes_pages(request.headers.get("accept", "*/*")):
        page = render_page("problem.html", problem=problem)
        return HTMLResponse(page, status_code=status, headers=headers)
    return JSONResponse(
        problem.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=headers
    )


def _likes_pages(accept: str) -> bool:
    try:
        return choose(accept, (MEDIA_TYPE, "application/json", "text/html")) == "text/html"
    except HTTPException:
        return False
