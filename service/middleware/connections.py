"""HTTP connections with bounds on what a client may leave the server waiting for."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from functools import cache
from http import HTTPStatus

from httptools import HttpParserInvalidMethodError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.middleware.scopes import LONGEST_ADDRESS
from service.responding import SECURITY_HEADERS

LONGEST_HEAD = 128 << 10
"""Bytes of request line and headers, beside those that came with the first read."""
HEAD_SECONDS = 10.0
"""Longest from a connection, or the first byte of a request, to the end of its headers."""
BODY_SECONDS = 120.0
"""Longest from there to the end of the body."""
KEPT_FILES = 200
"""Open files that are left for other things than connections."""
MOST_CONNECTIONS = 20_000


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 that gives up on endless or very slow requests, and on too many connections."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.url = b""
        self._messages = 0
        self._in_head = self._in_message = False
        self._head_bytes = 0
        self._awaited: tuple[int, bool] | None = None
        self._timer: asyncio.TimerHandle | None = None
        if len(self.connections) > most_connections():
            transport.abort()
        else:
            self._wait_for((0, True), HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        messages = self._messages
        super().data_received(data)
        if not self._in_message:
            self._stop_waiting()
        elif not self._in_head:
            self._wait_for((self._messages, False), BODY_SECONDS)
        else:
            if self._messages == messages:
                self._head_bytes += len(data)
            if self._head_bytes > LONGEST_HEAD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long")
            else:
                self._wait_for((self._messages, True), HEAD_SECONDS)

    def on_message_begin(self) -> None:
        self._messages += 1
        self._in_head = self._in_message = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_message = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Called while the parser's error is handled."""
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, "the address is too long; send a form")
        elif isinstance(sys.exception(), HttpParserInvalidMethodError):
            self._refuse(HTTPStatus.NOT_IMPLEMENTED, "no such method is known")
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, "this is not HTTP as it should be")

    def _wait_for(self, what: tuple[int, bool], seconds: float) -> None:
        """Give up unless this part, of this message, has come in time; once a part."""
        if self._awaited == what:
            return
        self._stop_waiting()
        self._awaited = what
        self._timer = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = self._awaited = None

    def _give_up(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if self._in_head and answering:
            # The answer to the request before this one comes first.
            self._stop_waiting()
            self._wait_for((self._messages, True), HEAD_SECONDS)
        elif self._in_head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "the request did not come in time")
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer with a problem, and end; no application sees this request."""
        told = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
        body = json.dumps(told).encode()
        headers = {
            **SECURITY_HEADERS,
            "Content-Type": "application/problem+json",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._stop_waiting()
        self.transport.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        self.transport.close()


@cache
def most_connections() -> int:
    """Connections that may be open at once, so that files can still be opened."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(100, min(files - KEPT_FILES, MOST_CONNECTIONS))
