"""The projection of a generation, kept in a file beside it for the next process to map."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from graph.projection.build import build_projection
from graph.projection.packing import UnusableFile, map_record, write_record
from graph.projection.records import Projection
from graph.store import OnDisk, ReadableStore, derived_file

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_log = logging.getLogger(__name__)


def open_projection(store: ReadableStore) -> Projection:
    """The projection of a store, mapped where it was built before, else built and kept.

    It is kept only of a store in a directory that no one writes to any more. A file that is
    damaged, or was written by other code or from other data, is replaced. Where it cannot be
    written, as in a directory that is read-only, it is built each time.
    """
    if not isinstance(store, OnDisk):
        return build_projection(store)
    path = derived_file(store.directory)
    labels = {"code": _hash_code(), "data": _hash_data(store.directory), "version": store.version}
    try:
        mapped: Projection = map_record(Projection, path, labels=labels)
        return mapped
    except FileNotFoundError:
        pass
    except (UnusableFile, OSError) as error:
        _log.info("projection is built again reason=%s", error)
    built = build_projection(store)
    try:
        _write(built, path, labels)
    except OSError as error:
        _log.info("projection is not kept path=%s error=%s", path, error)
    return built


def _write(projection: Projection, path: Path, labels: dict[str, str]) -> None:
    """Others see the file whole or not at all; of several that write it, the last one stays."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            write_record(projection, file, labels=labels)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@cache
def _hash_code() -> str:
    """Of the modules that make the projection: other code may read the same data differently."""
    digest = hashlib.sha256()
    for package in ("graph.identity", "graph.projection", "ontology"):
        for module in sorted(files(package).iterdir(), key=_name):
            if module.name.endswith(".py"):
                digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()


def _name(module: Traversable) -> str:
    return module.name


def _hash_data(directory: Path) -> str:
    """Of names, sizes and times of the engine's data files, which are written once."""
    told = [(path.name, path.stat()) for path in sorted(directory.glob("*.sst"))]
    digest = hashlib.sha256()
    for name, status in told:
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
