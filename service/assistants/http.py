"""Streamable HTTP for assistants: `POST /mcp`, each request for itself and answered in JSON.

No session is held, so any process of the service may answer any request, and none can be stolen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import anyio
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from service.asked import check_parameters
from service.assistants import PATH
from service.assistants.server import build_server, run_on
from service.settings import Settings
from service.workers.pool import Workers

MEBI = 1 << 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class AssistantEndpoint:
    """The ASGI application behind `/mcp`; nothing has to be started or stopped with it."""

    def __init__(self, workers: Workers, settings: Settings) -> None:
        self._server: Server[Any] = build_server(run_on(workers), settings)
        self._origins = settings.cors_origins
        self._limit = int(settings.body_limit_mb * MEBI)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a client that goes away ends the job.

        Raises HTTPException 405 and 403, and BadParameter.
        """
        request = Request(scope)
        if request.method != "POST":
            told = f"{PATH} is for assistants: POST messages of the Model Context Protocol to it"
            raise HTTPException(405, told, {"Allow": "POST"})
        self._check_origin(request.headers.get("origin"))
        check_parameters(request, ("compact",), path=PATH)
        body = await _read(receive)
        if body is not None:
            await _until_gone(lambda again: self._handle(scope, again, send), body, receive)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=self._limit
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    def _check_origin(self, origin: str | None) -> None:
        """Only pages of this machine or those that are named: others could ask in a person's name.

        A page that has its own name lead to this machine sends that name here, so the name under
        which it asks does not count.
        """
        if origin is None or "*" in self._origins or origin in self._origins:
            return
        if not _is_loopback(origin):
            told = "pages of that origin may not ask here: NWD_CORS_ORIGINS names those that may"
            raise HTTPException(403, told)


def _is_loopback(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in LOOPBACK
    except ValueError:
        return False


async def _read(receive: Receive) -> bytes | None:
    """The whole body, whose size is limited before; None where the client went before its end."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def _until_gone(
    handle: Callable[[Receive], Awaitable[None]], body: bytes, receive: Receive
) -> None:
    """Handle a request whose body was read, and stop where the client goes away."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        if first:
            return first.pop()
        await anyio.sleep_forever()
        raise AssertionError

    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        await handle(again)
        tasks.cancel_scope.cancel()
