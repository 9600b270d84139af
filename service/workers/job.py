"""What a job is given, and what it answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeVar

from graph.errors import StoreMissing
from graph.store import Generation, ReadableStore
from service.settings import Settings
from service.workspace import Analyses

Lane = Literal["sparql", "catalogue", "analysis", "export", "write"]
"""Jobs of one lane share processes; those of different lanes do not wait for each other."""

REMEMBERED = 64
"""Things that a job keeps for the generation it reads."""

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Outcome:
    """What a job answers."""

    chunks: Iterable[bytes]
    """The body; all of it is made before any of it is sent."""
    media_type: str
    """With the character set, where it is text."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    """Read when the chunks are exhausted, so that making them may still set one."""


class JobData:
    """What the jobs of one process read: the public data of one generation."""

    def __init__(
        self, settings: Settings, store: ReadableStore | None, generation: Generation | None
    ) -> None:
        self.settings = settings
        self._store = store
        self._generation = generation
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._analyses: Analyses | None = None

    @classmethod
    def over(cls, store: ReadableStore, settings: Settings) -> JobData:
        """The data of a store as it is, to run jobs without processes."""
        now = datetime.now(UTC)
        generation = getattr(store, "generation", Generation(1, now, "", "load", 0))
        return cls(settings, store, generation)

    @property
    def store(self) -> ReadableStore:
        """The data that may be told; StoreMissing while nothing is published."""
        if self._store is None:
            raise self._missing()
        return self._store

    @property
    def generation(self) -> Generation:
        """The generation that is read."""
        if self._generation is None:
            raise self._missing()
        return self._generation

    @property
    def analyses(self) -> Analyses:
        """The analyses of this generation, remembered by their parameters."""
        if self._analyses is None:
            self._analyses = Analyses(lambda: self.store)
        return self._analyses

    def remember(self, key: Hashable, compute: Callable[[], Kept]) -> Kept:
        """What `compute` gives, kept while this generation is read; for indexes and listings."""
        if key not in self._kept:
            self._kept[key] = compute()
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        found: Kept = self._kept[key]  # type: ignore[assignment]
        return found

    def _missing(self) -> StoreMissing:
        where = self.settings.data_dir
        return StoreMissing(f"{where}: no data yet; load a source first", data_dir=where)


class Job(Protocol):
    """A module of `service.jobs`."""

    LANE: Lane

    def run(self, data: JobData, **arguments: object) -> Outcome:
        """Answer; runs in a process of its own, which is killed when its time is over."""
