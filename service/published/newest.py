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

    def __init__(self) -> None:
        self._building = threading.Lock()
        self._served: Served | None = None
        self._stamp: object = None

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
        if self.read_stamp() != self._stamp and not self._building.locked():
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
        """What is published now, made ready first where it is new."""
        with self._building:
            stamp = self.read_stamp()
            if stamp != self._stamp or self._served is None:
                self._served = self.make_ready(self._served)
                self._stamp = stamp
            return self._served

    def close(self) -> None:
        """Let go of what is served."""
        with self._building:
            self._served = None
            self._stamp = None

    def _refresh_quietly(self) -> None:
        try:
            self.refresh()
        except (KnowledgeGraphError, OSError) as error:
            _log.error("newer data are not served error=%s", error)
