"""A copy of a generation without what may not be told, where there is anything of that."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from pyoxigraph import Store

from graph.public.changes import SMALL_CELL_FLOOR, Change, list_changes
from graph.store import MemoryStore, Snapshot
from graph.store.protocol import Results
from graph.store.querying import query_union


def write_public(
    snapshot: Snapshot, target: Path, *, small_cell_floor: int = SMALL_CELL_FLOOR
) -> bool:
    """Make `target`, a directory with the public data of a generation, to be opened read-only.

    False, and no directory, where everything may be told. Files are shared by hard links where
    the disk allows. `target` appears whole or not at all.
    """
    changes = list_changes(snapshot, small_cell_floor=small_cell_floor)
    if not changes:
        return False
    draft = target.with_name(f"{target.name}-draft")
    try:
        snapshot.store.backup(draft)
        store = Store(draft)
        _apply(store, changes)
        store.flush()
        store.backup(target)
    finally:
        rmtree(draft, ignore_errors=True)
    return True


class PublicStore:
    """A ReadableStore of public data, over a copy that goes with this object."""

    def __init__(
        self, of: Snapshot | MemoryStore, *, small_cell_floor: int = SMALL_CELL_FLOOR
    ) -> None:
        self._of = of
        self.store = of.store
        changes = list_changes(of, small_cell_floor=small_cell_floor)
        if not changes:
            return
        if isinstance(of, MemoryStore):
            self.store = Store()
            self.store.extend(of.store)
        else:
            folder = mkdtemp(prefix="nwd-public-")
            weakref.finalize(self, rmtree, folder, ignore_errors=True)
            of.store.backup(f"{folder}/store")
            self.store = Store(f"{folder}/store")
        _apply(self.store, changes)

    @property
    def is_in_memory(self) -> bool:
        """Whether the data is in no directory."""
        return isinstance(self._of, MemoryStore)

    @property
    def version(self) -> str:
        """That of the generation."""
        return self._of.version

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self.store, sparql)


def _apply(store: Store, changes: Sequence[Change]) -> None:
    for quad, _ in changes:
        store.remove(quad)
    store.extend(instead for _, instead in changes if instead is not None)
