"""What analysis and queries may ask of a store, wherever the data is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

if TYPE_CHECKING:
    from graph.store.draft import Draft
    from graph.store.generation import Generation

Results: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
"""SELECT, ASK, or CONSTRUCT and DESCRIBE."""

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""(stage, done, total if known): called now and then on long work."""


class ReadableStore(Protocol):
    """Data that can be queried."""

    @property
    def version(self) -> str:
        """Changes whenever the data changes, so that derived results may be kept by it."""
        ...

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL 1.1 query.

        The default graph is the union of all graphs, unless the query has FROM or FROM NAMED. A
        triple that is in two graphs is met twice there, so count and list with DISTINCT.
        Results are lazy: keep the store referenced while iterating. Raises SyntaxError with the
        position, OSError on a store fault.
        """
        ...


@runtime_checkable
class OnDisk(Protocol):
    """Data in a directory of this machine that no one writes to any more."""

    directory: Path


class PublishedStore(ReadableStore, Protocol):
    """Data as one write left it."""

    @property
    def generation(self) -> Generation:
        """That write."""
        ...

    def copied(self) -> AbstractContextManager[Store]:
        """The data in a store of this machine, to look into but not to change."""
        ...


class WritableStore(Protocol):
    """Where the data of a deployment is; errors are StoreErrors of one line."""

    def exists(self) -> bool:
        """Whether there is data."""
        ...

    def read(self) -> PublishedStore:
        """The data as it is now; StoreMissing when there is none."""
        ...

    def write(
        self, *, note: str, kind: str = "load", wait_seconds: float = 0
    ) -> AbstractContextManager[Draft]:
        """A draft: published when the block ends, dropped when it raises."""
        ...

    def history(self) -> list[Generation]:
        """The generations that can be gone back to, newest first."""
        ...

    def rollback(
        self, to: int | None = None, *, by: str = "", wait_seconds: float = 0
    ) -> Generation:
        """Publish an earlier generation again."""
        ...

    def backup(self, target: Path) -> None:
        """Copy the data to a new file or directory."""
        ...

    def restore(self, archive: Path, *, wait_seconds: float = 0) -> Generation:
        """Publish a backup."""
        ...
