"""The store: published generations to read, drafts to write, or a small store in memory."""

from __future__ import annotations

from graph.store.draft import Draft
from graph.store.embedded import EmbeddedStore
from graph.store.generation import Generation
from graph.store.layout import coverage_file, derived_file, remove_computed
from graph.store.memory import MemoryStore
from graph.store.protocol import (
    OnDisk,
    Progress,
    PublishedStore,
    ReadableStore,
    Results,
    WritableStore,
)
from graph.store.seed import Seed
from graph.store.snapshot import Snapshot

__all__ = [
    "Draft",
    "EmbeddedStore",
    "Generation",
    "MemoryStore",
    "OnDisk",
    "Progress",
    "PublishedStore",
    "ReadableStore",
    "Results",
    "Seed",
    "Snapshot",
    "WritableStore",
    "coverage_file",
    "derived_file",
    "remove_computed",
]
