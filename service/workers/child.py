"""A worker process: reads requests from a socket, runs their jobs, and writes what they answer.

It is killed from outside when a job takes too long. It ends itself when the other side of its
socket is gone, even in the middle of a job.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import select
import socket
import sys
import threading
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from graph.errors import KnowledgeGraphError, QueryTooLarge
from graph.store import Generation
from service.settings import Settings
from service.workers.faults import encode_error
from service.workers.frames import (
    BODY,
    ERROR,
    READY,
    encode,
    encode_end,
    encode_json,
    read_frame,
)
from service.workers.job import JobData, Outcome
from service.workers.sources import open_source

FLUSH_AT = 1 << 20
"""Bytes of an answer that are gathered before they are handed over."""
COMPRESS_AT = 1024
"""Bytes from which an answer is compressed for who accepts that."""
COMPRESSIBLE = ("text/", "application/json", "+json", "+xml", "application/xml", "n-triples")
NOT_COMPRESSIBLE = ("openxmlformats", "zip", "parquet")
MEBI = 1 << 20


def main() -> None:
    """Serve the socket whose descriptor is the first argument."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    setup = json.loads(sys.argv[2])
    os.nice(setup["nice"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    first = read_frame(connection)
    if first is None:
        return
    settings = Settings.model_validate(json.loads(first[1]))
    for module in setup["modules"]:
        importlib.import_module(module)
    if setup["memory_mb"]:
        limit = setup["memory_mb"] * MEBI
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    connection.sendall(encode(READY))
    _Worker(connection, settings, setup["jobs"]).serve()


def _end_with(connection: socket.socket) -> None:
    watch = select.poll()
    watch.register(connection, select.POLLRDHUP)
    watch.poll()
    os._exit(0)


class _Worker:
    def __init__(self, connection: socket.socket, settings: Settings, jobs: str) -> None:
        self._connection = connection
        self._jobs = jobs
        self._settings = settings
        self._source: dict[str, Any] | None = None
        self._data = JobData(settings, None, None)

    def serve(self) -> None:
        while (frame := read_frame(self._connection)) is not None:
            request = json.loads(frame[1].decode("utf-8", "surrogatepass"))
            try:
                self._open(request["source"])
                self._answer(request)
            except KnowledgeGraphError as error:
                self._refuse(error)
            except MemoryError:
                limit = f"{self._settings.query_memory_mb} MiB"
                self._refuse(self._too_large("it needs more memory than one query may use", limit))

    def _open(self, source: dict[str, Any] | None) -> None:
        if source == self._source:
            return
        # What was read before is let go first: two generations need not fit in memory.
        self._data, self._source = JobData(self._settings, None, None), None
        if source is not None:
            generation = Generation(
                **source["generation"]
                | {"published_at": datetime.fromisoformat(source["generation"]["published_at"])}
            )
            store = open_source(source, self._settings)
            self._data = JobData(self._settings, store, generation)
            self._source = source

    def _answer(self, request: dict[str, Any]) -> None:
        job = request["job"]
        if job is None:  # only to have the data open before somebody asks
            self._connection.sendall(encode_end({"status": 204}, b""))
            return
        module = importlib.import_module(f"{self._jobs}.{job}")
        outcome: Outcome = module.run(self._data, **request["arguments"])
        pending: list[bytes] = []
        size, whole = 0, 0
        most = self._settings.answer_limit_mb * MEBI
        for chunk in _packed(outcome, accepted=request["gzip"]):
            pending.append(chunk)
            size += len(chunk)
            whole += len(chunk)
            if whole > most:
                raise self._too_large("its answer is larger than is sent", f"{most // MEBI} MiB")
            if size >= FLUSH_AT:
                self._connection.sendall(encode(BODY, b"".join(pending)))
                pending, size = [], 0
        header = {
            "status": outcome.status,
            "media_type": outcome.media_type,
            "headers": outcome.headers,
        }
        self._connection.sendall(encode_end(header, b"".join(pending)))

    def _refuse(self, error: KnowledgeGraphError) -> None:
        self._connection.sendall(encode_json(ERROR, encode_error(error)))

    def _too_large(self, why: str, limit: str) -> QueryTooLarge:
        return QueryTooLarge(f"the query was stopped: {why} ({limit})", query="", limit=limit)


def _packed(outcome: Outcome, *, accepted: bool) -> Iterator[bytes]:
    """The body, compressed where the client accepts it and it is worth it."""
    chunks = iter(outcome.chunks)
    kind = outcome.media_type
    if not any(mark in kind for mark in COMPRESSIBLE) or any(m in kind for m in NOT_COMPRESSIBLE):
        yield from chunks
        return
    outcome.headers["Vary"] = "Accept, Accept-Encoding"
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= COMPRESS_AT:
            break
    if not accepted or len(first) < COMPRESS_AT:
        yield first
        yield from chunks
        return
    outcome.headers["Content-Encoding"] = "gzip"
    packer = zlib.compressobj(5, wbits=31)
    yield packer.compress(first)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


if __name__ == "__main__":
    main()
