"""Requests fired at a server over kept-alive connections, each as soon as the last is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop


@dataclass
class Fired:
    """What came back: seconds of each answer, and how many of each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.lasted

    def percentile(self, share: float) -> float:
        """Seconds within which that share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def fire(
    port: int, requests: Sequence[bytes], *, connections: int, seconds: float, most: int = 1 << 30
) -> Fired:
    """Send the requests in turn on each connection, for a time or a number of answers."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_fire(port, requests, connections, seconds, most))


async def _fire(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, most: int
) -> Fired:
    fired = Fired()
    loop = asyncio.get_running_loop()
    ends = time.perf_counter() + seconds
    clients = [
        _Client(requests[i % len(requests) :], fired, ends, most) for i in range(connections)
    ]
    began = time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    fired.lasted = time.perf_counter() - began
    return fired


class _Client(asyncio.Protocol):
    def __init__(self, requests: Sequence[bytes], fired: Fired, ends: float, most: int) -> None:
        self._requests, self._fired, self._ends, self._most = requests, fired, ends, most
        self._next = 0
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        if time.perf_counter() >= self._ends or len(self._fired.seconds) >= self._most:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(self._requests[self._next % len(self._requests)])
        self._next += 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = _end_of_answer(self._buffer)
        if end is None:
            return
        status = int(self._buffer[9:12])
        self._buffer = self._buffer[end:]
        self._fired.seconds.append(time.perf_counter() - self._began)
        self._fired.statuses[status] = self._fired.statuses.get(status, 0) + 1
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _end_of_answer(buffer: bytes) -> int | None:
    """Where the first answer ends; None while it is not whole."""
    head = buffer.find(b"\r\n\r\n")
    if head < 0:
        return None
    start = head + 4
    for line in buffer[:head].lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            end = start + int(line[15:])
            return end if len(buffer) >= end else None
        if line.startswith(b"transfer-encoding:"):
            last = buffer.find(b"0\r\n\r\n", start)
            while last >= 0 and buffer[last - 2 : last] != b"\r\n" and last != start:
                last = buffer.find(b"0\r\n\r\n", last + 1)
            return last + 5 if last >= 0 else None
    return start
