"""`/mcp`: the named queries, the analyses and search as tools for assistants."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.assistants import PATH

router = APIRouter()


class _Endpoint:
    """Hands each request to the endpoint of its application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # As the routes of FastAPI do, so that the request is logged and counted by its route.
        scope["route"] = router.routes[0]
        state = scope["app"].state
        if not hasattr(state, "assistants"):
            state.assistants = await asyncio.to_thread(_make, state)
        await state.assistants(scope, receive, send)


def _make(state: Any) -> ASGIApp:
    # Here, since the protocol's package takes a second to import, which no other route needs.
    from service.assistants.http import AssistantEndpoint

    return AssistantEndpoint(state.workers, state.workspace.settings)


router.routes.append(Route(PATH, _Endpoint(), include_in_schema=False))
