"""The shortest way to the routes that are asked most."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import KnowledgeGraphError
from service.problems import answer_error, answer_problem

Endpoint = Callable[[Request], Awaitable[Response]]
Direct = Mapping[tuple[str, str], Endpoint]
"""Endpoints that take the request alone, by method and path."""


@dataclass(frozen=True)
class _Route:
    path: str


class DirectRoutes:
    """Calls an endpoint by its method and path, before all routes are held against them.

    The same endpoints are routes of the application, which describe them.
    """

    def __init__(self, app: ASGIApp, *, routes: Direct) -> None:
        self.app = app
        self._routes = routes
        self._named = {key: _Route(key[1]) for key in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = (scope.get("method", ""), scope.get("path", ""))
        endpoint = self._routes.get(key)
        if endpoint is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = self._named[key]
        request = Request(scope, receive, send)
        try:
            response = await endpoint(request)
        except KnowledgeGraphError as error:
            response = answer_error(request, error)
        except HTTPException as error:
            headers = dict(error.headers or {})
            response = answer_problem(
                request, error.status_code, "HTTP error", str(error.detail), headers
            )
        await response(scope, receive, send)
