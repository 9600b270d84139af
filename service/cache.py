"""Answers sent again without being made again, while the generation is the same."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1 << 18
"""Bytes of the largest answer kept."""
MEBI = 1 << 20
CHOOSING = (b"accept", b"accept-encoding", b"host")
"""Request headers that choose among the forms of an answer."""

Key = tuple[bytes, bytes, bytes, bytes, bytes]


@dataclass(frozen=True)
class _Kept:
    generation: int
    day: date
    made: float
    start: Message
    body: bytes
    tag: bytes
    route: object
    """Which route made it, for logs and numbers."""


class AnswerCache:
    """Keeps small answers of GET that have an entity tag and the number of a generation.

    A kept answer has the header `Age` (seconds); `Cache-Control: no-cache` in a request asks for a
    new one. It stands behind the checks of keys and rates, so it lets nobody past them.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        megabytes: int,
        generation: Callable[[], int | None],
        count: Callable[[bool], None] = lambda hit: None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.app = app
        self._room = megabytes * MEBI
        self._generation = generation
        self._count = count
        self._today = today
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not self._room:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        control = headers.get(b"cache-control", b"")
        accept, encoding, host = (headers.get(name, b"") for name in CHOOSING)
        path = scope.get("raw_path") or scope["path"].encode()
        key = (path, scope["query_string"], accept, encoding, host)
        kept = (
            self._find(key) if b"no-cache" not in control and b"no-store" not in control else None
        )
        self._count(kept is not None)
        if kept is not None:
            scope["route"] = kept.route
            await _send_kept(kept, headers.get(b"if-none-match"), send)
        elif b"no-store" in control:
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Recorder(self, key, scope, send).send)

    def _find(self, key: Key) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.generation != self._generation() or kept.day != self._today():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def keep(self, key: Key, scope: Scope, start: Message, body: bytes) -> None:
        """Keep a whole answer, if it says which generation it was read from."""
        headers = dict(start["headers"])
        tag, number = headers.get(b"etag"), headers.get(b"nwd-generation")
        # Without a number, nobody can tell whether the data are still the same.
        if start["status"] != 200 or tag is None or number in (None, b"0"):
            return
        self._drop(key)
        made, route = time.monotonic(), scope.get("route")
        self._kept[key] = _Kept(int(number), self._today(), made, start, body, tag, route)
        self._size += len(body)
        while self._size > self._room:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._size -= len(kept.body)


class _Recorder:
    """Passes an answer on, and keeps it when all of it was small enough."""

    def __init__(self, cache: AnswerCache, key: Key, scope: Scope, send: Send) -> None:
        self._cache, self._key, self._scope, self._send = cache, key, scope, send
        self._start: Message | None = None
        self._parts: list[bytes] | None = []
        self._size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = {**message, "headers": list(message["headers"])}
        elif message["type"] == "http.response.body" and self._parts is not None:
            self._parts.append(message.get("body", b""))
            self._size += len(self._parts[-1])
            if self._size > LARGEST:
                self._parts = None
            elif not message.get("more_body") and self._start is not None:
                self._cache.keep(self._key, self._scope, self._start, b"".join(self._parts))
        await self._send(message)


async def _send_kept(kept: _Kept, asked: bytes | None, send: Send) -> None:
    age = (b"age", str(int(time.monotonic() - kept.made)).encode())
    if asked is not None and kept.tag.removeprefix(b"W/") in asked:
        headers = [pair for pair in kept.start["headers"] if pair[0] != b"content-length"]
        await send({"type": "http.response.start", "status": 304, "headers": [*headers, age]})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({**kept.start, "headers": [*kept.start["headers"], age]})
    await send({"type": "http.response.body", "body": kept.body})
