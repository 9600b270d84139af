"""Noticing that a file was written to while it was read: what was read may be half of each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from graph.errors import SourceError

Fingerprint = frozenset[tuple[str, int, int]]
"""(path, size in bytes, time of the last change in nanoseconds) of each file."""


def fingerprint(path: Path) -> Fingerprint:
    """What a file, or each file of a folder and of the folders in it, is by size and time."""
    try:
        return frozenset(_entries(path, depth=2))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=path) from error


def check_unchanged(path: Path, before: Fingerprint) -> None:
    """Raise SourceError when a file is not what it was, is gone, or another came."""
    changed = sorted({name for name, _, _ in fingerprint(path) ^ before})
    if changed:
        name = Path(changed[0]).name
        more = f" and {len(changed) - 1:,} others" if len(changed) > 1 else ""
        raise SourceError(
            f"{name}{more} changed while it was read; load again when it is written to the end",
            path=path,
        )


def _entries(path: Path, *, depth: int) -> Iterator[tuple[str, int, int]]:
    if path.is_file():
        told = path.stat()
        yield str(path), told.st_size, told.st_mtime_ns
    elif depth and path.is_dir():
        with os.scandir(path) as inside:
            for entry in inside:
                yield from _entries(Path(entry.path), depth=depth - 1)
