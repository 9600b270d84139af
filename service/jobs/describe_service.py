"""The description of the SPARQL service, which its bare address answers with."""

from __future__ import annotations

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from graph.errors import NotAcceptable
from ontology.terms import PREFIXES
from service.protocol.forms import TRIPLES, Form, choose_form
from service.protocol.service_description import SD, Size, describe_service
from service.protocol.triples import write_triples
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"

COUNTED = 200_000
"""Triples up to which those of each graph are counted."""
MOST_GRAPHS = 1_000
"""Named graphs that are listed."""
MEBI = 1 << 20


def run(data: JobData, *, endpoint: str, accept: str, form: str | None = None) -> Outcome:
    """The description as triples; Turtle for a browser. Raises NotAcceptable."""
    syntax = _choose(accept, form)
    size = data.remember("size of the dataset", lambda: _measure(data))
    written = write_triples(
        describe_service(endpoint, data.settings, size),
        syntax.engine,
        most=None,
        most_bytes=data.settings.answer_limit_mb * MEBI,
        prefixes={**PREFIXES, "sd": SD},
    )
    return Outcome(written.chunks, syntax.media_type)


def _choose(accept: str, form: str | None) -> Form[RdfFormat]:
    try:
        return choose_form(TRIPLES, accept=accept, name=form)
    except NotAcceptable:
        if form is None and "text/html" in accept.lower():
            return TRIPLES["text/turtle"]
        raise


def _measure(data: JobData) -> Size:
    """The graphs of an embedded store; those of another engine are not listed."""
    total = data.generation.triples
    engine = getattr(data.store, "store", None)
    if not isinstance(engine, Store):
        return Size(total, ())
    names = sorted(graph.value for graph in engine.named_graphs() if isinstance(graph, NamedNode))
    counts: dict[str, int] = {}
    if total <= COUNTED:
        found = engine.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        assert isinstance(found, QuerySolutions)
        for graph, count in found:
            counts[graph.value] = int(count.value)
        return Size(total, [(name, counts.get(name, 0)) for name in names[:MOST_GRAPHS]])
    return Size(total, [(name, None) for name in names[:MOST_GRAPHS]])
