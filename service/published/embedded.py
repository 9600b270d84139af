"""Generations of this machine: the newest is made ready beside the one before it."""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from graph.errors import StoreMissing
from graph.public import write_public
from graph.store import EmbeddedStore, remove_computed
from service.published.newest import Published, Served
from service.settings import Settings
from service.workers.sources import describe_source

_log = logging.getLogger(__name__)

FOLDER = "public"
"""In the data directory: the copies that servers make, each server's in a folder of its own."""


class EmbeddedPublished(Published):
    """Generations of the embedded store, each copied without what may not be told."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._store = EmbeddedStore(settings.data_dir, keep_generations=settings.keep_generations)
        self._folder: Path | None = None
        self._forget: Callable[[], object] | None = None

    def read_stamp(self) -> object:
        """That of the file which names the published generation."""
        return self._store.stamp()

    def make_ready(self, before: Served | None) -> Served | None:
        """The published generation, or a copy of it where not all of it may be told."""
        try:
            snapshot = self._store.read()
        except StoreMissing:
            return None
        generation, version = snapshot.generation, snapshot.version
        if before is not None and before.version == version:
            return before
        target = self._own_folder() / f"{generation.number:06d}"
        floor = self._settings.small_cell_floor
        if not write_public(snapshot, target, small_cell_floor=floor):
            path = self._store.directory(generation.number)
            source = describe_source(generation, str(path), version)
            return Served(generation, source, version, snapshot)
        served = Served(generation, describe_source(generation, str(target), version), version)
        weakref.finalize(served, _remove_copy, target)
        return served

    def close(self) -> None:
        """Let go of what is served, and remove the copies."""
        super().close()
        if self._forget is not None:
            self._forget()

    def _own_folder(self) -> Path:
        """This server's folder, locked while it lives; those of servers that died are removed."""
        if self._folder is None:
            self._folder, descriptor = _claim(self._settings.data_dir / FOLDER)
            self._forget = weakref.finalize(self, _release, self._folder, descriptor)
        return self._folder


def _remove_copy(target: Path) -> None:
    rmtree(target, ignore_errors=True)
    with suppress(OSError):
        remove_computed(target)


def _claim(parent: Path) -> tuple[Path, int]:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(parent)
        folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
    except OSError as error:
        folder = Path(tempfile.mkdtemp(prefix="nwd-public-"))
        _log.warning("copies are made in %s error=%s", folder, error)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return folder, descriptor


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.iterdir():
        try:
            descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)


def _release(folder: Path, descriptor: int) -> None:
    rmtree(folder, ignore_errors=True)
    os.close(descriptor)
