"""Connections that are endless, slow or no HTTP at all are ended, and soon."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from service.middleware import connections
from service.middleware.connections import LONGEST_HEAD, BoundedProtocol

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]
GET = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the length of the body; under `/slow` after a while."""
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def talk(conversation: Talk) -> bytes:
    """What a conversation with the server gives."""

    async def run() -> bytes:
        loop = asyncio.get_running_loop()
        config = uvicorn.Config(echo, ws="none", log_config=None, access_log=False)
        config.load()
        state = ServerState()
        server = await loop.create_server(
            lambda: BoundedProtocol(config, state, {}, loop), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            async with asyncio.timeout(20):
                return await conversation(reader, writer)
        finally:
            writer.close()
            server.close()
            await asyncio.sleep(0.05)

    return asyncio.run(run())


def send_all(*parts: bytes, pause: float = 0.02) -> Talk:
    """Sends the parts one by one, and reads to the end of the connection."""

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        return await reader.read()

    return conversation


def check_problem(answer: bytes, status: int) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in head
    assert b"X-Content-Type-Options: nosniff" in head
    assert json.loads(body)["status"] == status


def test_requests_in_parts_and_in_a_row() -> None:
    last = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    parts = [GET[:9], GET[9:] + GET + POST, b"01234", b"56789" + POST[:30], POST[30:], b"x" * 10]
    answer = talk(send_all(*parts, last))
    assert answer.count(b"HTTP/1.1 200 OK") == 5
    assert answer.count(b"\r\n\r\n10") == 2


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"BREW / HTTP/1.1\r\n\r\n", 501),
        (b"\x16\x03\x01\x02\x00", 501),
        (b"GET /" + b"x" * 66_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (GET[:-2] + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ],
)
def test_what_is_no_http(sent: bytes, status: int) -> None:
    check_problem(talk(send_all(sent)), status)


@pytest.mark.parametrize("filling", [b"x", b"X-Some: 123456\r\n"])
def test_endless_headers(filling: bytes) -> None:
    count = LONGEST_HEAD // len(filling) + 1
    check_problem(talk(send_all(GET[:-2], filling * count, pause=0.1)), 431)


def test_slow_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    began = time.monotonic()
    check_problem(talk(send_all(GET[:5], GET[5:8], GET[8:12], pause=0.05)), 408)
    # The second request of a connection, too, but not before the first is answered.
    for first in (GET, GET.replace(b"/", b"/slow", 1)):
        answer = talk(send_all(first, GET[:9]))
        assert answer.startswith(b"HTTP/1.1 200")
        check_problem(answer[answer.index(b"HTTP/1.1 408") :], 408)
    assert time.monotonic() - began < 5


def test_a_connection_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.1)
    assert talk(send_all()) == b""


def test_slow_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.2)
    assert talk(send_all(POST, b"01234")) == b""


def test_too_many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 100 <= connections.most_connections() <= connections.MOST_CONNECTIONS
    monkeypatch.setattr(connections, "most_connections", lambda: 0)

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        try:
            return await reader.read()
        except ConnectionResetError:
            return b"reset"

    assert talk(conversation) in (b"", b"reset")
