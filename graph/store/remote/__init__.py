"""A store in another engine: one small interface over the SPARQL 1.1 protocol."""

from __future__ import annotations

from graph.store.remote.endpoint import Endpoint
from graph.store.remote.engines import ENGINES, find_engine
from graph.store.remote.profile import EngineProfile
from graph.store.remote.store import RemoteSnapshot, RemoteStore

__all__ = [
    "ENGINES",
    "Endpoint",
    "EngineProfile",
    "RemoteSnapshot",
    "RemoteStore",
    "find_engine",
]
