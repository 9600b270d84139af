"""A graph by the Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, QueryTriples, Store, Triple

from graph.errors import NoSuchRecord, QueryError, QueryTooLarge
from graph.store import ReadableStore
from service.protocol.dataset import engine_errors
from service.protocol.forms import TRIPLES, choose_form
from service.protocol.graphs import Target, checked_target
from service.protocol.triples import write_triples
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "sparql"
MEBI = 1 << 20


def run(data: JobData, *, graph: str | None, accept: str, form: str | None = None) -> Outcome:
    """The whole graph: never cut, since a client may send back what it got.

    Raises NoSuchRecord for a graph that is not known, QueryTooLarge for one that is too large to
    be sent, NotAcceptable.
    """
    syntax = choose_form(TRIPLES, accept=accept, name=form)
    target = checked_target(graph)
    megabytes = data.settings.answer_limit_mb
    with engine_errors(""):
        triples = _read(data.store, target)
        written = write_triples(triples, syntax.engine, most=None, most_bytes=megabytes * MEBI)
    if written.truncated:
        limit = f"{megabytes} MiB"
        raise QueryTooLarge(f"the graph is larger than {limit}", query="", limit=limit)
    return Outcome(written.chunks, syntax.media_type)


def _read(store: ReadableStore, target: Target) -> Iterator[Triple]:
    node = target.node
    engine = getattr(store, "store", None)
    if isinstance(engine, Store):
        if isinstance(node, NamedNode) and not engine.contains_named_graph(node):
            raise NoSuchRecord(node.value, f"there is no graph {node.value}")
        return (quad.triple for quad in engine.quads_for_pattern(None, None, None, node))
    if not isinstance(node, NamedNode):
        raise QueryError("the engine behind this service has no unnamed graph to read", query="")
    if not store.query(f"ASK {{ GRAPH {node} {{ ?s ?p ?o }} }}"):
        raise NoSuchRecord(node.value, f"there is no graph {node.value}")
    found = store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QueryTriples)
    return iter(found)
