"""What a store may tell anyone who asks over HTTP: all of it but where confidential sites are."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from shutil import rmtree
from tempfile import mkdtemp

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from graph.store import MemoryStore, Snapshot
from graph.store.protocol import Results
from graph.store.querying import query_union
from ontology.terms import GRAPH_ONTOLOGY, GRAPH_SOURCES, NWD
from service.exports.content.withheld import Withheld, read_withheld

ISSUES_TELL = frozenset(f"{NWD}{name}" for name in ("value", "message"))
"""Of a load issue, what may quote a cell of the row."""
UNQUOTED = "[not shown over HTTP]"


class PublicStore:
    """A ReadableStore over a copy of a generation from which what is withheld has been removed.

    The copy is made of hard links where the disk allows, and goes with this object. A generation
    with nothing to withhold is read as it is.
    """

    def __init__(self, snapshot: Snapshot | MemoryStore) -> None:
        self._snapshot = snapshot
        self._store = snapshot.store
        withheld = read_withheld(snapshot)
        changes = list(_changes(snapshot, withheld))
        if changes:
            folder = mkdtemp(prefix="nwd-public-")
            weakref.finalize(self, rmtree, folder, ignore_errors=True)
            self._store = _copy(snapshot, f"{folder}/store")
            for quad, instead in changes:
                self._store.remove(quad)
                if instead is not None:
                    self._store.add(instead)

    @property
    def version(self) -> str:
        """That of the generation."""
        return self._snapshot.version

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self._store, sparql)


def _copy(of: Snapshot | MemoryStore, folder: str) -> Store:
    if isinstance(of, MemoryStore):
        copy = Store()
        copy.extend(of.store)
        return copy
    of.store.backup(folder)
    return Store(folder)


def _changes(
    store: Snapshot | MemoryStore, withheld: Withheld
) -> Iterator[tuple[Quad, Quad | None]]:
    """Quads to remove, each with what takes its place."""
    for term in (*withheld.sites, *withheld.hidden):
        node = NamedNode(term[1:-1]) if term.startswith("<") else BlankNode(term[2:])
        for quad in store.store.quads_for_pattern(node, None, None, None):
            if quad.graph_name == GRAPH_SOURCES:
                if quad.predicate.value in ISSUES_TELL:
                    yield quad, _with_text(quad, UNQUOTED)
            elif not withheld.keeps(quad.subject, quad.predicate):
                yield quad, None
    if withheld.addresses is not None:
        for quad in _quoting(store, withheld.addresses.pattern):
            text = quad.object.value if isinstance(quad.object, Literal) else ""
            if withheld.keeps(quad.subject, quad.predicate):
                yield quad, _with_text(quad, withheld.redact(text))


def _quoting(store: Snapshot | MemoryStore, pattern: str) -> Iterator[Quad]:
    """Quads with an address in their text, found by the engine."""
    solutions = store.query(
        f"SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(isLiteral(?o) && "
        f"?g != {GRAPH_ONTOLOGY} && REGEX(STR(?o), {Literal(pattern)}, 'i')) }}"
    )
    assert isinstance(solutions, QuerySolutions)
    for graph, subject, predicate, text in solutions:
        yield Quad(subject, predicate, text, graph)


def _with_text(quad: Quad, text: str) -> Quad:
    old = quad.object
    language = old.language if isinstance(old, Literal) else None
    return Quad(quad.subject, quad.predicate, Literal(text, language=language), quad.graph_name)
