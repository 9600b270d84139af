"""Changes to the data over HTTP: all of one becomes visible at once, or nothing of it.

What is derived is made again, so that analysis agrees: the edges between partners, and the listing
of sources, which forgets those whose graph is gone. The ontology is in every generation: where a
change removed it, it is written again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyoxigraph import Literal, NamedNode, Store

from graph.store import Draft
from loaders.derived import derive_edges
from loaders.provenance import forget_source
from ontology.files import read_ontology
from ontology.terms import (
    DCTERMS,
    GRAPH_CROSSWALKS,
    GRAPH_DECISIONS,
    GRAPH_EDGES,
    GRAPH_FINDINGS,
    GRAPH_ONTOLOGY,
    GRAPH_SOURCES,
    source_graph,
)
from service.errors import ScopeRefused
from service.settings import Settings
from service.workspace import open_store

KIND = "update"
PATIENCE = 10.0
"""Seconds to wait for another writer, such as `nwd load`."""

_IDENTIFIER = NamedNode(f"{DCTERMS}identifier")
_RESERVED = frozenset(
    graph.value
    for graph in (GRAPH_CROSSWALKS, GRAPH_DECISIONS, GRAPH_EDGES, GRAPH_ONTOLOGY, GRAPH_SOURCES)
)


def is_reserved(graph: str) -> bool:
    """Whether a graph is the product's own, which only a key of scope `admin` may write to."""
    return graph in _RESERVED or graph.startswith(GRAPH_FINDINGS.value)


@contextmanager
def changed_store(settings: Settings, *, note: str, all_graphs: bool) -> Iterator[Draft]:
    """A draft, published with what follows from its changes when the block ends.

    Without `all_graphs`, ScopeRefused and nothing changed where the product's own graphs were
    changed. Raises StoreLocked where another writer takes too long.
    """
    store = open_store(settings)
    with store.write(note=note, kind=KIND, wait_seconds=PATIENCE) as draft:
        before = {graph.value for graph in _named_graphs(draft.store)}
        marks = None if all_graphs else _marks(draft.store)
        yield draft
        if marks is not None and marks != _marks(draft.store):
            raise ScopeRefused(
                "this would change graphs of the ontology, of provenance, of decisions or of "
                "findings: that takes a key of scope admin",
                needed="admin",
            )
        _follow(draft, before)


def _follow(draft: Draft, before: set[str]) -> None:
    if next(draft.store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY), None) is None:
        draft.replace_graph(GRAPH_ONTOLOGY, read_ontology())
    names = draft.store.quads_for_pattern(None, _IDENTIFIER, None, GRAPH_SOURCES)
    for name in [quad.object.value for quad in names if isinstance(quad.object, Literal)]:
        graph = source_graph(name)
        if graph.value in before and not draft.store.contains_named_graph(graph):
            forget_source(draft.store, name)
    edges = set(derive_edges(draft.store))
    if edges != set(draft.store.quads_for_pattern(None, None, None, GRAPH_EDGES)):
        draft.replace_graph(GRAPH_EDGES, edges)


def _named_graphs(store: Store) -> Iterator[NamedNode]:
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode):
            yield graph


def _marks(store: Store) -> dict[str, tuple[int, int]]:
    """A number and a hash of the triples of each graph of our own; edges are made anew anyway."""
    marks = {}
    for graph in _named_graphs(store):
        if is_reserved(graph.value) and graph != GRAPH_EDGES:
            count = mark = 0
            for quad in store.quads_for_pattern(None, None, None, graph):
                count += 1
                mark ^= hash(quad)
            marks[graph.value] = (count, mark)
    return marks
