"""What is served: the public data of the newest generation, made ready beside the one before it."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import tempfile
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any

from graph.errors import KnowledgeGraphError, StoreMissing
from graph.public import write_public
from graph.store import EmbeddedStore, Generation, Snapshot
from service.settings import Settings
from service.workers.sources import describe_source

_log = logging.getLogger(__name__)

FOLDER = "public"
"""In the data directory: the copies that servers make, each server's in a folder of its own."""


@dataclass(eq=False)
class Served:
    """One generation that is served; its files stay while this object is referred to."""

    generation: Generation
    source: dict[str, Any]
    """What a worker needs to open it."""
    number: int
    kept: Snapshot | None = field(default=None, repr=False)
    """The generation itself, where it is read as it is."""


class Published:
    """The newest generation, ready to be read; may be shared by threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = EmbeddedStore(settings.data_dir, keep_generations=settings.keep_generations)
        self._building = threading.Lock()
        self._served: Served | None = None
        self._stamp: object = None
        self._folder: Path | None = None
        self._forget: Callable[[], object] | None = None

    @property
    def number(self) -> int | None:
        """The generation that is served now; looks for a newer one, but does not wait for it."""
        if self._store.stamp() != self._stamp and not self._building.locked():
            threading.Thread(target=self._refresh_quietly, daemon=True).start()
        return self._served.number if self._served else None

    @property
    def served(self) -> Served | None:
        """What is served now."""
        return self._served

    async def get(self) -> Served | None:
        """What is served; waits only where nothing is yet. None while nothing is published."""
        if self.number is None and self._store.stamp() is not None:
            return await asyncio.to_thread(self.refresh)
        return self._served

    def refresh(self) -> Served | None:
        """What is published now, made ready first where it is new."""
        with self._building:
            stamp = self._store.stamp()
            if stamp != self._stamp or self._served is None:
                self._served = self._make_ready()
                self._stamp = stamp
            return self._served

    def close(self) -> None:
        """Let go of the files."""
        with self._building:
            self._served = None
            self._stamp = None
            if self._forget is not None:
                self._forget()

    def _refresh_quietly(self) -> None:
        try:
            self.refresh()
        except (KnowledgeGraphError, OSError) as error:
            _log.error("the new generation is not served error=%s", error)

    def _make_ready(self) -> Served | None:
        try:
            snapshot = self._store.read()
        except StoreMissing:
            return None
        generation = snapshot.generation
        if self._served is not None and self._served.number == generation.number:
            return self._served
        target = self._own_folder() / f"{generation.number:06d}"
        floor = self._settings.small_cell_floor
        if not write_public(snapshot, target, small_cell_floor=floor):
            path = self._store.directory(generation.number)
            source = describe_source(generation, str(path))
            return Served(generation, source, generation.number, snapshot)
        served = Served(generation, describe_source(generation, str(target)), generation.number)
        weakref.finalize(served, rmtree, target, ignore_errors=True)
        return served

    def _own_folder(self) -> Path:
        """This server's folder, locked while it lives; those of servers that died are removed."""
        if self._folder is None:
            self._folder, descriptor = _claim(self._settings.data_dir / FOLDER)
            self._forget = weakref.finalize(self, _release, self._folder, descriptor)
        return self._folder


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
