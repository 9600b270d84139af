"""One writer at a time, by a lock on a file that vanishes with the process."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import StoreLocked

_POLL_SECONDS = 0.05


@contextmanager
def writer_lock(path: Path, *, note: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the writer lock of a data directory.

    Raises StoreLocked, naming the holder, when it is not free within `wait_seconds`. The file
    stays when the lock is given back: removing it would let two writers lock two files.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path, time.monotonic() + wait_seconds)
        try:
            _write_holder(descriptor, note)
            yield
        finally:
            os.ftruncate(descriptor, 0)
            # Said outright, since a forked child may hold the descriptor too.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            left = deadline - time.monotonic()
            if left <= 0:
                raise _locked(path) from None
            time.sleep(min(_POLL_SECONDS, left))


def _write_holder(descriptor: int, note: str) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "note": note,
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _locked(path: Path) -> StoreLocked:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        holder = (
            f"process {found['pid']} on {found['host']} since {found['since']} ({found['note']})"
        )
    except (OSError, ValueError, KeyError, TypeError):
        holder = "another process"
    return StoreLocked(
        f"{path.parent}: {holder} is writing; wait for it to end, or allow a longer wait",
        data_dir=path.parent,
        holder=holder,
    )
