"""One graph to an engine: whole by the Graph Store Protocol, else its differences by updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from graph.store.remote.connection import Connection
from ontology.terms import GRAPH

SKOLEM = GRAPH + ".well-known/genid/"
"""IRIs in place of blank nodes, which cannot be sent in parts."""

Term = TypeVar("Term", bound=NamedNode | BlankNode | Literal | Triple)


def send_graph(
    connection: Connection, graph: NamedNode, *, before: Store, now: Store, folder: Path
) -> None:
    """Make the engine's graph what it is in `now`; `before` is what the engine holds."""
    address = connection.endpoint.find_graph_url()
    held = next(_quads(now, graph), None) is not None
    if address is None:
        _update(connection, graph, before=before, now=now)
    elif not held:
        connection.delete_graph(address, graph)
    else:
        file = folder / "sent.nt"
        now.dump(file, RdfFormat.N_TRIPLES, from_graph=graph)
        connection.put_graph(address, graph, file)
        file.unlink()


def send_small_graph(
    connection: Connection, graph: NamedNode, quads: Iterable[Quad], *, folder: Path
) -> None:
    """Replace a graph of a few triples, in one request."""
    address = connection.endpoint.find_graph_url()
    text = _render(quads)
    if address is None:
        connection.update(f"{_clear(graph)} ;\nINSERT DATA {{ GRAPH {graph} {{ {text} }} }}")
        return
    file = folder / "sent.nt"
    file.write_text(text, encoding="utf-8")
    connection.put_graph(address, graph, file)
    file.unlink()


def _update(connection: Connection, graph: NamedNode, *, before: Store, now: Store) -> None:
    """Take out what is gone, put in what is new: nothing else is touched when it breaks off."""
    gone: Iterable[Quad] = (quad for quad in _quads(before, graph) if quad not in now)
    fresh: Iterable[Quad] = (quad for quad in _quads(now, graph) if quad not in before)
    if any(_is_blank(quad) for quad in _quads(before, graph)):
        # What has no name cannot be named to be taken out.
        connection.update(_clear(graph))
        gone, fresh = (), _quads(now, graph)
    size = connection.endpoint.engine.insert_rows
    for what, quads in (("DELETE", gone), ("INSERT", fresh)):
        for batch in _batches(quads, size):
            connection.update(f"{what} DATA {{ GRAPH {graph} {{ {_render(batch)} }} }}")


def _clear(graph: NamedNode) -> str:
    # Not CLEAR, which not every engine has.
    return f"DELETE WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"


def _quads(store: Store, graph: NamedNode) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, graph)


def _is_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _batches(quads: Iterable[Quad], size: int) -> Iterator[list[Quad]]:
    rest = iter(quads)
    while batch := list(islice(rest, size)):
        yield batch


def _render(quads: Iterable[Quad]) -> str:
    """The triples as N-Triples, without blank nodes."""
    triples = (Triple(_named(q.subject), q.predicate, _named(q.object)) for q in quads)
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _named(term: Term) -> Term | NamedNode:
    return NamedNode(SKOLEM + term.value) if isinstance(term, BlankNode) else term
