"""The data that jobs read: told to a worker as JSON, and opened there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.store import Generation, ReadableStore
from graph.store.protocol import Results
from graph.store.querying import query_union
from service.settings import Settings
from service.workspace import open_store


class PublicDirectory:
    """A ReadableStore over a directory that holds the public data of one generation."""

    def __init__(self, path: str, version: str) -> None:
        self.directory = Path(path)
        self.store = Store.read_only(path)
        self.version = version

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self.store, sparql)


def describe_source(generation: Generation, path: str | None, version: str) -> dict[str, Any]:
    """What `open_source` needs, as JSON: a directory, or None for the engine of the settings."""
    fields = asdict(generation)
    fields["published_at"] = generation.published_at.isoformat()
    return {"path": path, "version": version, "generation": fields}


def open_source(source: dict[str, Any], settings: Settings) -> ReadableStore:
    """The store that a worker reads."""
    if source["path"] is None:
        return open_store(settings).read()
    return PublicDirectory(source["path"], source["version"])
