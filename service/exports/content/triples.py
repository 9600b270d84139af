"""The triples that may leave the store, in an order that is the same for the same data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad, QuerySolutions

from graph.public.withheld import DECIDED_BY, NOT_TOLD, NOTE
from ontology.terms import GRAPH_DECISIONS, GRAPH_ONTOLOGY

if TYPE_CHECKING:
    from service.exports.contract import ExportData

MOST_SORTED = 1_000_000
"""Above this many quads they are given in the order of the store, without holding them all."""


def read_quads(data: ExportData, *, with_ontology: bool) -> Iterator[Quad]:
    """Quads of every graph, or of every graph but our own terms and codes.

    Sorted by graph, subject, predicate and object up to `MOST_SORTED`; above it in the store's
    order, in which quads of one subject in one graph follow each other. Left out: where
    confidential sites are, and load issues.
    """
    quads = _allowed(data, with_ontology=with_ontology)
    if _count(data) > MOST_SORTED:
        yield from quads
        return
    yield from sorted(quads, key=_key)


def read_subjects(data: ExportData) -> Iterator[tuple[object, list[Quad]]]:
    """Quads of the loaded facts grouped by subject, without our own terms and codes.

    Up to `MOST_SORTED` quads each subject comes once and each triple once; above it a subject that
    stands in several graphs comes once for each.
    """
    quads: Iterator[Quad] = read_quads(data, with_ontology=False)
    if _count(data) <= MOST_SORTED:
        merged = {(q.subject, q.predicate, q.object): q for q in quads}
        quads = iter(sorted(merged.values(), key=_triple_key))
    subject: object = None
    group: list[Quad] = []
    for quad in quads:
        if quad.subject != subject and group:
            yield subject, group
            group = []
        subject = quad.subject
        group.append(quad)
    if group:
        yield subject, group


def _allowed(data: ExportData, *, with_ontology: bool) -> Iterator[Quad]:
    condition = "" if with_ontology else f"FILTER(?g != {GRAPH_ONTOLOGY})"
    solutions = data.store.query(
        f"SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {condition} }}"
    )
    assert isinstance(solutions, QuerySolutions)
    withheld = data.withheld
    for g, s, p, o in solutions:
        if not withheld.keeps(s, p) or str(o) in withheld.hidden:
            continue
        if p == NOTE and g == GRAPH_DECISIONS:
            continue
        if isinstance(o, Literal) and withheld.addresses and g != GRAPH_ONTOLOGY:
            o = _redacted(o, withheld.redact(o.value))
        if isinstance(o, Literal) and p == DECIDED_BY:
            o = _redacted(o, NOT_TOLD)
        yield Quad(s, p, o, g)


def _redacted(literal: Literal, text: str) -> Literal:
    if text == literal.value:
        return literal
    return Literal(text, language=literal.language) if literal.language else Literal(text)


def _count(data: ExportData) -> int:
    solutions = data.store.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(solutions, QuerySolutions)
    return next(int(row[0].value) for row in solutions)


def _key(quad: Quad) -> tuple[str, str, str, str]:
    return (str(quad.graph_name), *_triple_key(quad))


def _triple_key(quad: Quad) -> tuple[str, str, str]:
    return (str(quad.subject), str(quad.predicate), str(quad.object))
