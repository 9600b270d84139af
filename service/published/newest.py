"""The newest data, made ready in the background while what was there before is still served."""

from __future__ import annotations

import asyncio
import logging
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from graph.errors import KnowledgeGraphError
from graph.store import Generation, Snapshot

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Served:
    """One state of the data that is served; its files stay while this object is referred to."""

    generation: Generation
    source: dict[str, Any]
    """What a worker needs to open it."""
    version: str
    """Another one whenever the data are others."""
    kept: Snapshot | None = field(default=None, repr=False)
    """The generation itself, where it is read as it is."""

    @property
    def number(self) -> int:
        """The generation's number; 0 where the data came in by other means than ours."""
        return self.generation.number


class Published(ABC):
    """The newest data; may be shared by threads."""

    ASKED_FREELY = True
    """Reading the stamp tells whether there are newer data, and costs next to nothing."""

    def __init__(self) -> None:
        self._building = threading.Lock()
        self._served: Served | None = None
        self._stamp: object = None
        self._next: Served | None = None
        self._next_stamp: object = None
        self._bad: object = None
        self._noticed = False
        self.watched = False
        """Somebody calls `follow` and `serve` when there are newer data."""

    @abstractmethod
    def read_stamp(self) -> object:
        """Another value when something may have been published; None while nothing is.

        Asked with every request, so it must cost next to nothing.
        """

    @abstractmethod
    def make_ready(self, before: Served | None) -> Served | None:
        """What is published now; `before` where it is still the same, None while nothing is."""

    @property
    def number(self) -> int | None:
        """The generation that is served now; looks for newer data, but does not wait for them."""
        if self.read_stamp() != self._stamp:
            if self.watched:
                self._noticed = True
            elif not self._building.locked():
                threading.Thread(target=self._refresh_quietly, daemon=True).start()
        return self._served.number if self._served else None

    @property
    def served(self) -> Served | None:
        """What is served now."""
        return self._served

    async def get(self) -> Served | None:
        """What is served; waits only where nothing is yet. None while nothing is published."""
        if self.number is None and self.read_stamp() is not None:
            return await asyncio.to_thread(self.refresh)
        return self._served

    def refresh(self) -> Served | None:
        """What is published now, made ready first where it is new, and served from then on."""
        with self._building:
            self._make_next()
            self._served, self._stamp = self._next, self._next_stamp
            return self._served

    def is_behind(self) -> bool:
        """Whether there may be newer data than those that are served.

        An engine that costs something to ask is looked at only where a request was answered.
        """
        noticed, self._noticed = self._noticed, False
        return noticed or (self.ASKED_FREELY and self.read_stamp() not in (self._stamp, self._bad))

    def follow(self) -> Served | None:
        """What is published now, made ready; what was there before is served until `serve`."""
        with self._building:
            self._bad = self.read_stamp()
            self._make_next()
            self._bad = None
            return self._next

    def serve(self, served: Served | None) -> None:
        """Serve what `follow` gave, unless newer data are served already."""
        with self._building:
            if served is self._next:
                self._served, self._stamp = served, self._next_stamp

    def _make_next(self) -> None:
        stamp = self.read_stamp()
        if stamp != self._next_stamp or self._next is None:
            self._next = self.make_ready(self._next)
            self._next_stamp = stamp

    def close(self) -> None:
        """Let go of what is served."""
        with self._building:
            self._served = self._next = None
            self._stamp = self._next_stamp = None

    def _refresh_quietly(self) -> None:
        try:
            self.refresh()
        except (KnowledgeGraphError, OSError) as error:
            _log.error("newer data are not served error=%s", error)
