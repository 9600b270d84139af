"""The projection of a generation, kept in a file beside it for the next process to map."""

from __future__ import annotations

import logging
from functools import cache

from graph.projection.build import build_projection
from graph.projection.keeping import hash_data, hash_modules, keep, map_kept
from graph.projection.records import Projection
from graph.store import OnDisk, ReadableStore, derived_file

_log = logging.getLogger(__name__)


def open_projection(store: ReadableStore) -> Projection:
    """The projection of a store, mapped where it was built before, else built and kept.

    It is kept only of a store in a directory that no one writes to any more. A file that is
    damaged, or was written by other code or from other data, is replaced. Where it cannot be
    written, as in a directory that is read-only, it is built each time.
    """
    if not isinstance(store, OnDisk):
        return build_projection(store)
    path = derived_file(store.directory)
    data = hash_data(store.directory)
    labels = {"code": _hash_code(), "data": data, "version": store.version}
    mapped: Projection | None = map_kept(Projection, path, labels)
    if mapped is not None:
        return mapped
    built = build_projection(store)
    try:
        keep(built, path, labels)
    except OSError as error:
        _log.info("projection is not kept path=%s error=%s", path, error)
    return built


@cache
def _hash_code() -> str:
    """Of the modules that make the projection."""
    return hash_modules(("graph.identity", "graph.projection", "ontology"))
