"""One way of misbehaving for each value of `how`."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Iterator

from graph.errors import BadParameter
from service.workers.job import JobData, Outcome

LANE = "sparql"


def run(data: JobData, *, how: str, size: int = 0) -> Outcome:
    """An answer of `size` bytes, unless `how` gets in its way."""
    if how == "refuse":
        raise BadParameter("no", query="q", name="n", value="v", expected="e")
    if how == "sleep":
        time.sleep(60)
    if how == "allocate":
        kept = [bytearray(1 << 24) for _ in range(1000)]
        return Outcome([bytes(kept[0])], "text/plain")
    if how == "abort":
        # As the engine does where it gets no memory.
        sys.stderr.write("memory allocation of 123 bytes failed")
        sys.stderr.flush()
        os.abort()
    if how == "fault":
        raise RuntimeError("a fault of a job")
    if how == "crash":
        ctypes.string_at(0)
    return Outcome(
        _chunks(how, size), "application/octet-stream", headers={"Pid": str(os.getpid())}
    )


def _chunks(how: str, size: int) -> Iterator[bytes]:
    for _ in range(0, size, 1 << 16):
        yield b"x" * (1 << 16)
    if how == "refuse late":
        raise BadParameter("late", query="q", name="n", value="v", expected="e")
    if how == "crash late":
        os._exit(3)
