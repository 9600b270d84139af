"""A worker process as the front sees it."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from graph.errors import KnowledgeGraphError
from service.settings import Settings
from service.workers.faults import decode_error
from service.workers.frames import (
    BODY,
    END,
    ERROR,
    PREFIX,
    READY,
    REQUEST,
    decode_end,
    encode_json,
)

DYING = 1.0
"""Seconds that a process may take from closing its socket to its end."""
AT_ONCE = 1 << 18
"""Most bytes that are read of a socket at once."""
TOLD = 4000
"""Bytes of its last words that are read of a process that ended."""


@dataclass
class Reply:
    """What a job answered, whole."""

    status: int
    media_type: str
    headers: dict[str, str]
    rest: bytes
    """The body, or what of it is not in the file."""
    file: IO[bytes] | None = None
    """An open file at its start, where the body is large."""
    size: int = 0
    generation: int | None = None

    @property
    def body(self) -> bytes:
        """The whole body."""
        if self.file is None:
            return self.rest
        self.file.seek(0)
        return self.file.read()


class Ended(Exception):
    """The process ended while it should have answered.

    `said` is the end of what it wrote, `by_signal` the signal that ended it, if one did.
    """

    def __init__(self, said: str, by_signal: int | None) -> None:
        self.said, self.by_signal = said, by_signal
        super().__init__(said)


@dataclass
class Worker:
    """One process, for one request at a time."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    words: IO[bytes]
    ready: bool = False
    source: dict[str, Any] | None = field(default=None, repr=False)
    _unread: bytearray = field(default_factory=bytearray, repr=False)

    async def wait_ready(self) -> None:
        """Return when it can take a request; raises Ended where it cannot."""
        if not self.ready:
            kind, _ = await self._read_frame()
            self.ready = kind == READY

    async def call(self, request: dict[str, Any]) -> Reply | KnowledgeGraphError:
        """The answer, or the error that the job ended with; raises Ended."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self.connection, encode_json(REQUEST, request))
        except OSError:
            raise await self.ended() from None
        self.source = request["source"]
        file: IO[bytes] | None = None
        size = 0
        try:
            while True:
                kind, content = await self._read_frame()
                if kind == BODY:
                    if file is None:
                        file = TemporaryFile()  # noqa: SIM115 - the reply's
                    file.write(content)
                    size += len(content)
                elif kind == ERROR:
                    return decode_error(json.loads(content.decode("utf-8", "surrogatepass")))
                elif kind == END:
                    header, rest = decode_end(content)
                    if file is not None:
                        file.write(rest)
                        file.seek(0)
                    reply = Reply(
                        status=header["status"],
                        media_type=header.get("media_type", ""),
                        headers=header.get("headers", {}),
                        rest=rest,
                        file=file,
                        size=size + len(rest),
                    )
                    file = None
                    return reply
        finally:
            if file is not None:
                file.close()

    async def _read_frame(self) -> tuple[bytes, bytes]:
        while len(self._unread) < PREFIX.size:
            await self._receive()
        kind, length = PREFIX.unpack_from(self._unread)
        while len(self._unread) < PREFIX.size + length:
            await self._receive()
        content = bytes(self._unread[PREFIX.size : PREFIX.size + length])
        del self._unread[: PREFIX.size + length]
        return kind, content

    async def _receive(self) -> None:
        try:
            part = await asyncio.get_running_loop().sock_recv(self.connection, AT_ONCE)
        except OSError:
            part = b""
        if not part:
            raise await self.ended()
        self._unread += part

    async def ended(self) -> Ended:
        """That the process ended, with its last words."""
        code = await asyncio.to_thread(self._end)
        self.words.seek(0, 2)
        self.words.seek(max(0, self.words.tell() - TOLD))
        said = self.words.read().decode("utf-8", "replace").strip()
        return Ended(said, -code if code < 0 else None)

    def _end(self) -> int:
        """How it ended, or was ended."""
        try:
            # Its socket closes a moment before the process is gone.
            return self.process.wait(timeout=DYING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return 0

    def close(self) -> None:
        """Kill the process and let go of what belongs to it; does not wait for its end."""
        self.connection.close()
        self.words.close()
        self.process.kill()
        # A process that holds much memory takes a while to go.
        threading.Thread(target=self.process.wait, daemon=True).start()


def start_worker(
    settings: Settings,
    *,
    memory_mb: int | None,
    nice: int,
    modules: Sequence[str],
    jobs: str = "service.jobs",
) -> Worker:
    """A new process; it is ready for requests a little later."""
    ours, theirs = socket.socketpair()
    setup = {"memory_mb": memory_mb, "nice": nice, "modules": list(modules), "jobs": jobs}
    words = TemporaryFile()  # noqa: SIM115 - closed with the worker
    with theirs:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "service.workers.child"),
                *(str(theirs.fileno()), json.dumps(setup)),
            ],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=words,
            start_new_session=True,
        )
    # Before the socket stops waiting: the settings fit its buffer.
    ours.sendall(encode_json(REQUEST, dump_settings(settings)))
    ours.setblocking(False)
    worker = Worker(process, ours, words)
    weakref.finalize(worker, _end, process, ours, words)
    return worker


def _end(process: subprocess.Popen[bytes], connection: socket.socket, words: IO[bytes]) -> None:
    process.kill()
    process.wait()
    connection.close()
    words.close()


def dump_settings(settings: Settings) -> dict[str, Any]:
    """The settings as JSON values, with the password, for a process of our own."""
    plain = settings.model_dump(mode="json")
    if settings.store_password is not None:
        plain["store_password"] = settings.store_password.get_secret_value()
    return plain
