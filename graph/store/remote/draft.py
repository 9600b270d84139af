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
from graph.store.querying import count_triples
from graph.store.remote.answers import query_remote
from graph.store.remote.connection import Connection
from graph.store.remote.state import GRAPH_STATE, State
from ontology.terms import GRAPH, GRAPH_ONTOLOGY

_CONSTRUCT = "CONSTRUCT {{ ?s {0} ?o }} WHERE {{ GRAPH {1} {{ ?s {0} ?o }} }}"
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
        # Others may have removed it.
        if state is not None and store.contains_named_graph(GRAPH_ONTOLOGY):
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
    file = directory.with_name("graph.nt")
    for graph, count in count_graphs(connection).items():
        if graph == GRAPH_STATE or not graph.value.startswith(GRAPH):
            continue
        for download in (_download, _download_in_parts):
            file.write_bytes(b"")
            download(connection, graph, file)
            store.clear_graph(graph)
            # Lenient: an engine that took a term gives it back, sound or not.
            store.bulk_load(path=file, format=RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
            held = count_triples(store, graph)
            if held == count:
                break
        else:
            raise RemoteStoreError(
                f"of {graph.value} the engine gave {held:,} triples, and counts {count:,}; raise"
                " the limit of rows in the engine",
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
        connection.download_answer(_CONSTRUCT.format("?p", graph), file)


def _download_in_parts(connection: Connection, graph: NamedNode, file: Path) -> None:
    """One property after the other, for an engine that gives no more than so many triples."""
    found = query_remote(connection, f"SELECT DISTINCT ?p WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)
    for (predicate,) in found:
        connection.download_answer(_CONSTRUCT.format(predicate, graph), file)
