"""Errors as RFC 9457 problem details; one table from error to HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from graph.errors import (
    AnalysisError,
    BadParameter,
    DecisionRefused,
    ExportError,
    KnowledgeGraphError,
    NoSuchRecord,
    NotAcceptable,
    QueryError,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    RemoteStoreError,
    StoreLocked,
    StoreMissing,
    UnknownChoice,
    UnknownQuery,
    UnknownSource,
)
from service.errors import (
    ContentTooLarge,
    KeyRefused,
    Overloaded,
    PageGone,
    RateExceeded,
    ScopeRefused,
    UnsupportedMedia,
    WorkerLost,
)
from service.language import LANGUAGES, N_, Language, select_language
from service.language.translating import SOURCE
from service.negotiation import choose
from service.pages import render_page

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[KnowledgeGraphError], int] = {
    UnknownQuery: 404,
    UnknownSource: 404,
    ExportError: 404,
    UnknownChoice: 404,
    BadParameter: 422,
    AnalysisError: 422,
    DecisionRefused: 409,
    QueryRefused: 403,
    QueryTimeout: 504,
    QueryTooLarge: 507,
    NotAcceptable: 406,
    NoSuchRecord: 404,
    QueryError: 400,
    StoreMissing: 503,
    StoreLocked: 503,
    Overloaded: 503,
    WorkerLost: 500,
    RateExceeded: 429,
    KeyRefused: 401,
    ScopeRefused: 403,
    PageGone: 410,
    UnsupportedMedia: 415,
    ContentTooLarge: 413,
    RemoteStoreError: 502,
}
"""The first class in an error's ancestry decides; anything else is 500."""

MEANING = {
    400: N_("The query is not legal SPARQL, or more or less than one was sent"),
    401: N_("A key is needed"),
    403: N_(
        "The query asks for something that the service does not do, or the key does not allow it"
    ),
    404: N_("There is no such thing"),
    406: N_("None of the media types that are accepted is offered"),
    405: N_("The route does not have that method"),
    409: N_("The state of what is there does not allow it"),
    410: N_("The page begins after a row that is no longer there"),
    413: N_("The request is too large"),
    414: N_("The address is too long"),
    415: N_("The request has a media type that is not understood"),
    422: N_("A parameter does not fit"),
    429: N_("This client asks too often"),
    500: N_("A fault of the service"),
    501: N_("The service does not do that"),
    502: N_("Another server did not answer as it should"),
    503: N_("Nothing is loaded yet, or too much is asked at once"),
    504: N_("The query did not end in time"),
    507: N_("The query needs more memory, or answers more, than is allowed"),
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
        return answer_error(request, error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        title = "Not found" if error.status_code == 404 else "HTTP error"
        headers = dict(error.headers or {})
        if error.status_code == 405 and (methods := _methods(request)):
            headers["Allow"] = ", ".join(sorted(methods))
        return answer_problem(request, error.status_code, title, str(error.detail), headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(
            f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}"
            for each in error.errors()
        )
        return answer_problem(request, 422, "BadParameter", detail)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        return answer_fault(request)


def answer_error(request: Request, error: KnowledgeGraphError) -> Response:
    """The problem that a known error is."""
    status, title = status_of(error), type(error).__name__
    return answer_problem(request, status, title, str(error), _headers(error))


def answer_fault(request: Request) -> Response:
    """The problem that an error nobody expected is; it tells nothing of it."""
    return answer_problem(request, 500, "Fault", "a fault of the service; its log tells more")


def _methods(request: Request) -> set[str]:
    """The methods of all routes of this address; the router tells those of the first one only."""
    found: set[str] = set()
    app = request.app
    for route in (*app.routes, *getattr(app.state, "routes", ())):
        methods = getattr(route, "methods", None)
        if methods and route.matches(request.scope)[0] is not Match.NONE:
            found |= methods
    return found


def _headers(error: KnowledgeGraphError) -> dict[str, str]:
    """When to ask again, and how to say who asks."""
    headers = {}
    if isinstance(error, Overloaded | RateExceeded):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, KeyRefused):
        headers["WWW-Authenticate"] = 'Bearer realm="nowrongdoor"'
    return headers


def answer_problem(
    request: Request,
    status: int,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """JSON, or a page where the client likes that better, as a browser does."""
    problem = Problem(title=title, status=status, detail=detail)
    if _likes_pages(request.headers.get("accept", "*/*")):
        language = _language(request)
        meaning = language.gettext(MEANING[status]) if status in MEANING else ""
        home = "/" + (f"?lang={asked}" if (asked := _asked_language(request)) else "")
        page = render_page("problem.html", language, problem=problem, meaning=meaning, home=home)
        return HTMLResponse(page, status_code=status, headers=headers)
    return JSONResponse(
        problem.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=headers
    )


def _language(request: Request) -> Language:
    """The language that the address asks for, else that of the service."""
    workspace = getattr(request.app.state, "workspace", None)
    default = workspace.settings.language if workspace else SOURCE
    return select_language(_asked_language(request) or default)


def _asked_language(request: Request) -> str:
    """The code of a language that there is; "" where the address asks for none of them."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else ""


def _likes_pages(accept: str) -> bool:
    try:
        return choose(accept, (MEDIA_TYPE, "application/json", "text/html")) == "text/html"
    except NotAcceptable:
        return False
