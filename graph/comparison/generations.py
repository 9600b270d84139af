"""Opening a generation of the store that is not the newest."""

from __future__ import annotations

from graph.errors import StoreError, UnknownGeneration
from graph.store import EmbeddedStore, PublishedStore, WritableStore
from graph.store.layout import Layout
from graph.store.snapshot import open_snapshot


def open_generation(store: WritableStore, number: int) -> PublishedStore:
    """One of the generations that are kept, read-only; it stays while it is used.

    Raises UnknownGeneration for a number that is not kept, or never was, and StoreError where the
    data is in another engine, which has the newest state only.
    """
    if not isinstance(store, EmbeddedStore):
        raise StoreError(
            "another engine holds the newest data only, so generations cannot be compared; "
            "compare two days, or two places",
            data_dir=getattr(store, "data_dir", ""),
        )
    newest = store.read()
    if newest.generation.number == number:
        return newest
    kept = sorted(generation.number for generation in store.history())
    try:
        if number in kept:
            return open_snapshot(Layout(store.data_dir), number)
    except FileNotFoundError:
        kept.remove(number)
    gone = "is no longer kept" if 0 < number < newest.generation.number else "was never published"
    raise UnknownGeneration(
        f"{store.data_dir}: generation {number} {gone} (kept: {', '.join(map(str, kept))}; "
        "NWD_KEEP_GENERATIONS says how many are)",
        data_dir=store.data_dir,
        sought=number,
        available=kept,
    )
