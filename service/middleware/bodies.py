"""The largest body that a request may have."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import ContentTooLarge
from service.middleware.refusing import CLOSE
from service.problems import answer_error

MEBI = 1 << 20
LINGER_SECONDS = 2.0
"""Longest that what is still being sent is thrown away, so that the client gets to read why."""


class BodyLimit:
    """Answers 413 to a longer body: by its announced length, else as soon as that much has come."""

    def __init__(self, app: ASGIApp, *, megabytes: float) -> None:
        self.app = app
        self._limit = int(megabytes * MEBI)
        self._told = f"{megabytes:g} MiB"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = chunked = None
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = value
            elif name == b"transfer-encoding":
                chunked = value
        if length is not None and chunked is None:
            # A server hands on no more than was announced.
            if length.isdigit() and int(length) > self._limit:
                await self._refuse(scope, receive, send)
            else:
                await self.app(scope, receive, send)
        elif chunked is not None:
            await self._counted(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a body of unknown length; what the route makes of one too long is not sent."""
        size, started = 0, False

        async def receive_some() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise self._error()
            return message

        async def send_unless_refused(message: Message) -> None:
            nonlocal started
            if started or size <= self._limit:
                started = True
                await send(message)

        try:
            await self.app(scope, receive_some, send_unless_refused)
        except ContentTooLarge:
            if started:
                raise
        if size > self._limit and not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole problem at once; the connection ends when the client has had time to read it.

        A connection closed while the other side is still sending is reset, answer and all.
        """
        response = answer_error(Request(scope), self._error())
        response.headers.update(CLOSE)

        async def send_unfinished(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "more_body": True}
            await send(message)

        await response(scope, receive, send_unfinished)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while (await receive()).get("more_body"):
                    pass
        await send({"type": "http.response.body", "body": b""})

    def _error(self) -> ContentTooLarge:
        return ContentTooLarge(f"a request may have {self._told} at most", limit=self._limit)
