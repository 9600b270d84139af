"""From a changed copy to the engine: what differs is sent, graph by graph, the state last.

No protocol replaces several graphs at once. So the state first names the graphs that are about to
be replaced, and at the end says that the new generation is there; whoever reads in between, or
after a write that broke off, sees that by the version.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from graph.errors import RemoteStoreError, StoreLocked
from graph.public.changes import list_changes
from graph.store.generation import Generation
from graph.store.memory import MemoryStore
from graph.store.querying import count_triples
from graph.store.remote.connection import Connection
from graph.store.remote.draft import RemoteDraft, count_graphs
from graph.store.remote.sending import send_graph, send_small_graph
from graph.store.remote.state import GRAPH_STATE, State, describe_state, read_state
from ontology.terms import GRAPH, GRAPH_SOURCES

if TYPE_CHECKING:
    from typing_extensions import Buffer

_log = logging.getLogger(__name__)


def publish(connection: Connection, draft: RemoteDraft, *, small_cell_floor: int) -> Generation:
    """Send what differs from the copy that the draft began with; returns what is there then.

    Raises StoreLocked, nothing changed, when another write came in between; RemoteStoreError when
    the engine fails, perhaps half-way.
    """
    url = connection.endpoint.shown
    _keep_back(draft.store, small_cell_floor)
    before = Store.read_only(str(draft.folder / "before"))
    changed = _list_changed(before, draft.store)
    _check_ours(changed, draft.store, url)
    doubtful = draft.state.unfinished if draft.state else frozenset()
    still = doubtful - draft.rewritten - frozenset(changed)
    generation = Generation(
        number=draft.number,
        published_at=datetime.now(UTC),
        note=draft.note,
        kind=draft.kind,
        triples=len(draft.store),
        ontology=draft.ontology,
    )
    _check_unchanged(connection, draft.state)
    if changed:
        begun = _begin(draft, generation, still.union(changed))
        _write_state(connection, draft, begun)
    for graph in changed:
        send_graph(connection, graph, before=before, now=draft.store, folder=draft.folder)
    _check_arrived(connection, {graph: count_triples(draft.store, graph) for graph in changed})
    _write_state(connection, draft, State(generation, still))
    return generation


def _keep_back(store: Store, small_cell_floor: int) -> None:
    """Take out of the draft what may not be told: an engine is asked by anyone who reaches it."""
    held = MemoryStore()
    held.store = store
    changes = list_changes(held, small_cell_floor=small_cell_floor)
    for quad, _ in changes:
        store.remove(quad)
    store.extend(instead for _, instead in changes if instead is not None)


def _list_changed(before: Store, now: Store) -> list[NamedNode]:
    """The graphs that are not the same; what tells of the sources comes last."""
    graphs = {
        graph
        for store in (before, now)
        for graph in store.named_graphs()
        if isinstance(graph, NamedNode)
    }
    changed = (graph for graph in graphs if _digest(before, graph) != _digest(now, graph))
    return sorted(changed, key=lambda graph: (graph == GRAPH_SOURCES, graph.value))


def _digest(store: Store, graph: NamedNode) -> bytes:
    # On disk the triples of a graph come in one order, however they were added.
    hashing = _Hashing()
    store.dump(hashing, RdfFormat.N_TRIPLES, from_graph=graph)
    return hashing.hash.digest()


class _Hashing(BytesIO):
    """A file that keeps only the hash of what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.hash = hashlib.sha256()

    def write(self, data: Buffer, /) -> int:
        self.hash.update(data)
        return len(memoryview(data))


def _check_ours(changed: Collection[NamedNode], store: Store, url: str) -> None:
    """An engine may be shared: only graphs under our name are written."""
    foreign = [graph.value for graph in changed if not graph.value.startswith(GRAPH)]
    if next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None:
        foreign.append("the unnamed graph")
    if foreign or GRAPH_STATE in changed:
        names = ", ".join(foreign) or GRAPH_STATE.value
        raise RemoteStoreError(
            f"{names}: in another engine only graphs under {GRAPH} are written, and of these not"
            f" {GRAPH_STATE.value}; nothing was changed",
            url=url,
        )


def _check_unchanged(connection: Connection, state: State | None) -> None:
    now = read_state(connection)
    if (now.version if now else None) != (state.version if state else None):
        holder = now.generation.note if now else "someone who removed the data"
        raise StoreLocked(
            f"{connection.endpoint.shown}: another write came in between ({holder}); nothing was"
            " changed, try again",
            data_dir=connection.endpoint.shown,
            holder=holder,
        )


def _begin(draft: RemoteDraft, coming: Generation, graphs: frozenset[NamedNode]) -> State:
    """The state while the graphs are being replaced: what was there, in doubt."""
    there = draft.state.generation if draft.state else replace(coming, number=0, triples=0)
    note = f"{coming.note} (not finished)"
    return State(replace(there, note=note, published_at=coming.published_at), graphs)


def _write_state(connection: Connection, draft: RemoteDraft, state: State) -> None:
    send_small_graph(connection, GRAPH_STATE, describe_state(state), folder=draft.folder)


def _check_arrived(connection: Connection, sent: Mapping[NamedNode, int]) -> None:
    """Engines have dropped what they were sent and said that all was well."""
    there = count_graphs(connection) if sent else {}
    for graph, count in sent.items():
        found = there.get(graph, 0)
        if found == count:
            continue
        # Two ways to write one number may be one triple there.
        if connection.endpoint.engine.keeps_literals or not 0 < found < count:
            raise RemoteStoreError(
                f"{graph.value} was sent with {count:,} triples, and the engine counts {found:,};"
                " load again",
                url=connection.endpoint.shown,
            )
        _log.warning("fewer triples graph=%s sent=%d there=%d", graph.value, count, found)
