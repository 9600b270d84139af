"""What is read of a request itself: its address as an IRI, what it accepts, and its body."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from fastapi import Request

from graph.errors import QueryError
from service.protocol.fields import checked_graph

LONG = 1 << 16
"""Bytes of a body from which on reading it must not hold up other requests."""
Asked = TypeVar("Asked")


def request_address(request: Request, path: str | None = None) -> str:
    """The address a request was sent to, without its query; with `path`, another on that host.

    Percent-encoding stays as it was sent. Raises QueryError where the host is not one.
    """
    scope = request.scope
    sent: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    server = scope.get("server") or ("localhost", None)
    host = request.headers.get("host") or ":".join(str(part) for part in server if part)
    where = sent.decode("latin-1") if path is None else path
    try:
        return checked_graph(f"{scope['scheme']}://{host}{where}", "Host")
    except QueryError as error:
        raise QueryError("the header Host and the path make no address", query="") from error


def accepted(request: Request) -> str:
    """What the client accepts, of all headers that say so."""
    return ", ".join(request.headers.getlist("accept")) or "*/*"


async def parse_sent(request: Request, parse: Callable[[bytes, str, bytes], Asked]) -> Asked:
    """What `parse` makes of the query string, the content type and the body of a request."""
    body = await request.body()
    sent = request.scope["query_string"], request.headers.get("content-type", ""), body
    return parse(*sent) if len(body) < LONG else await asyncio.to_thread(parse, *sent)
