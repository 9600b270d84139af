"""A local copy of what an engine holds of ours, to be changed and then published there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from graph.errors import RemoteStoreError
from graph.store.draft import Draft, _no_progress
from graph.store.layout import remove_tree
from graph.store.protocol import Progress
from graph.store.remote.answers import query_remote
from graph.store.remote.connection import Connection
from graph.store.remote.state import GRAPH_STATE, State
from ontology.terms import GRAPH

_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


class RemoteDraft(Draft):
    """A draft that remembers which graphs were written as a whole."""

    def __init__(
        self, store: Store, folder: Path, *, state: State | None, note: str, kind: str, url: str
    ) -> None:
        number = state.generation.number + 1 if state is not None else 1
        super().__init__(store, folder, number=number, note=note, kind=kind, data_dir=url)
        self.state = state
        """Of the engine, when the copy was made."""
        self.rewritten: set[NamedNode] = set()
        if state is not None:
            self.ontology = state.generation.ontology

    def replace_graph(
        self, graph: NamedNode, quads: Iterable[Quad], *, progress: Progress = _no_progress
    ) -> int:
        """As every draft does."""
        self.rewritten.add(graph)
        return super().replace_graph(graph, quads, progress=progress)

    def remove_graph(self, graph: NamedNode, *, progress: Progress = _no_progress) -> None:
        """As every draft does."""
        self.rewritten.add(graph)
        super().remove_graph(graph, progress=progress)


def open_draft(connection: Connection, state: State | None, *, note: str, kind: str) -> RemoteDraft:
    """A draft with all graphs of ours that the engine holds; `before` in its folder keeps them."""
    folder = Path(mkdtemp(prefix="nwd-remote-"))
    try:
        store = copy_graphs(connection, folder / "store")
        store.flush()
        store.backup(folder / "before")
    except BaseException:
        remove_tree(folder)
        raise
    url = connection.endpoint.shown
    return RemoteDraft(store, folder, state=state, note=note, kind=kind, url=url)


def copy_graphs(connection: Connection, directory: Path) -> Store:
    """A new store on disk with all graphs of ours that the engine holds, but the state's."""
    store = Store(directory)
    for graph, count in count_graphs(connection).items():
        if graph == GRAPH_STATE or not graph.value.startswith(GRAPH):
            continue
        file = directory.with_name("graph.nt")
        _download(connection, graph, file)
        before = len(store)
        # Lenient: an engine that took a term gives it back, sound or not.
        store.bulk_load(path=file, format=RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
        file.unlink()
        if len(store) - before != count:
            raise RemoteStoreError(
                f"of {graph.value} the engine gave {len(store) - before:,} triples, and counts"
                f" {count:,}",
                url=connection.endpoint.shown,
            )
    return store


def count_graphs(connection: Connection) -> dict[NamedNode, int]:
    """Triples of every named graph in the engine."""
    found = query_remote(connection, _GRAPHS)
    assert isinstance(found, QuerySolutions)
    return {
        graph: int(count.value)
        for graph, count in found
        if isinstance(graph, NamedNode) and isinstance(count, Literal)
    }


def _download(connection: Connection, graph: NamedNode, file: Path) -> None:
    address = connection.endpoint.find_graph_url()
    if address is not None:
        connection.download(address, graph, file)
    else:
        pattern = f"GRAPH {graph} {{ ?s ?p ?o }}"
        connection.download_answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", file)
