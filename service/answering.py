"""From a request to a job and back: entity tag, body, and the end where nobody waits for it.

Every answer of a job is whole before its first byte is sent, so none is ever partial.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable
from typing import IO, Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from service.workers.pool import Workers
from service.workers.process import Reply

GENERATION = "Nwd-Generation"
"""Header with the number of the generation that an answer was read from."""
CHUNK = 1 << 18
WATCH_AFTER = 0.05
"""Seconds after which it is worth to watch whether the client is still there."""
GONE = 499
"""Status in logs of what nobody waited for."""


async def answer(
    request: Request,
    job: str,
    arguments: dict[str, Any],
    *,
    timeout: float | None = None,
    etag: bool = True,
) -> Response:
    """The response that a job makes; 304 where the client has it already.

    `timeout` (seconds) lowers the deadline, never raises it. A client that goes away ends the job.
    GET answers get an entity tag of the generation, the address, the headers that choose the form,
    the settings and the day, so it changes whenever the answer may (RFC 9110, 8.8.3).
    """
    workers: Workers = request.app.state.workers
    headers = {}
    if etag and request.method in ("GET", "HEAD"):
        served = await workers.published.get()
        tag = _entity_tag(request, workers, served.version if served else "0")
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if _matches(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers={**headers, "Vary": "Accept, Accept-Encoding"})
    gzip = "gzip" in request.headers.get("accept-encoding", "")
    work = workers.run(job, arguments, timeout=timeout, gzip=gzip)
    reply = await _unless_client_leaves(request, work)
    return Response(status_code=GONE) if reply is None else _respond(reply, headers)


async def _unless_client_leaves(request: Request, work: Awaitable[Reply]) -> Reply | None:
    """The reply; None where the client left before, which ends the work.

    A client is only watched when the work takes a while: most is done before.
    """
    task = asyncio.current_task()
    watching: asyncio.Task[None] | None = None
    left = False

    def leave(watched: asyncio.Task[None]) -> None:
        nonlocal left
        if task is not None and not watched.cancelled():
            left = True
            task.cancel()

    def watch() -> None:
        nonlocal watching
        watching = asyncio.ensure_future(_left(request))
        watching.add_done_callback(leave)

    timer = asyncio.get_running_loop().call_later(WATCH_AFTER, watch)
    try:
        return await work
    except asyncio.CancelledError:
        if not left or task is None or task.uncancel() > 0:
            raise
        return None
    finally:
        timer.cancel()
        if watching is not None:
            watching.remove_done_callback(leave)
            watching.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _respond(reply: Reply, headers: dict[str, str]) -> Response:
    told = {**headers, "Vary": "Accept", **reply.headers}
    if reply.status >= 300:
        told.pop("ETag", None)
    if reply.generation is not None:
        told[GENERATION] = str(reply.generation)
    if reply.media_type:
        told["Content-Type"] = reply.media_type
    if reply.file is None:
        return Response(reply.rest, reply.status, told)
    told["Content-Length"] = str(reply.size)
    return StreamingResponse(_read(reply.file), reply.status, told)


async def _read(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


def _entity_tag(request: Request, workers: Workers, data: str) -> str:
    asked, scope = request.headers, request.scope
    parts = (
        workers.fingerprint,
        # As it was sent: decoded, an escaped slash and a plain one would be the same.
        scope.get("raw_path") or scope["path"].encode(),
        scope["query_string"],
        asked.get("accept", "").encode(),
        asked.get("host", "").encode(),
        str(workers.settings.day()).encode(),
    )
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:20]
    # Weak, since the same answer may be sent compressed and not.
    return f'W/"{data}-{digest}"'


def _matches(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; compared weakly (RFC 9110, 8.8.3.2)."""
    told = [each.strip().removeprefix("W/") for each in header.split(",")]
    return "*" in told or tag.removeprefix("W/") in told
