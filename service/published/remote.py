"""The data of another engine, which is asked now and then whether they have changed."""

from __future__ import annotations

import time

from graph.errors import StoreMissing
from service.published.newest import Published, Served
from service.settings import Settings
from service.workers.sources import describe_source
from service.workspace import open_store

LOOK_EVERY = 1.0
"""Seconds between two looks at the engine."""


class RemotePublished(Published):
    """What is in the engine is public: what may not be told was never sent there."""

    ASKED_FREELY = False

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._store = open_store(settings, read_timeout=settings.query_timeout)

    def read_stamp(self) -> object:
        """The time, in steps: what the engine holds is not known without asking it."""
        return int(time.monotonic() / LOOK_EVERY)

    def make_ready(self, before: Served | None) -> Served | None:
        """What the engine says of itself; nothing is copied."""
        try:
            snapshot = self._store.read()
        except StoreMissing:
            return None
        if before is not None and before.version == snapshot.version:
            return before
        source = describe_source(snapshot.generation, None, snapshot.version)
        return Served(snapshot.generation, source, snapshot.version)
