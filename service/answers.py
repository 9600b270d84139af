"""The answer of a SPARQL query as text in the form asked for, cut at a number of rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from graph.store.protocol import Results
from ontology.terms import PREFIXES, XSD
from service.negotiation import choose

SOLUTIONS: dict[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
TRIPLES: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Answer:
    """The bytes to send, their media type, and whether rows were left out."""

    body: bytes
    media_type: str
    truncated: bool


def render_answer(results: Results, accept: str, *, row_limit: int) -> Answer:
    """At most `row_limit` rows or triples in the form that `accept` likes best.

    Raises HTTPException 406 where it likes none, and what the engine raises while answering.
    """
    if isinstance(results, QueryBoolean):
        media_type = choose(accept, SOLUTIONS)
        body = results.serialize(format=SOLUTIONS[media_type])
        return Answer(body or b"", media_type, truncated=False)
    if isinstance(results, QueryTriples):
        media_type = choose(accept, TRIPLES)
        triples = list(islice(results, row_limit + 1))
        cut = len(triples) > row_limit
        text = serialize(triples[:row_limit], format=TRIPLES[media_type], prefixes=PREFIXES)
        return Answer(text or b"", media_type, cut)
    media_type = choose(accept, SOLUTIONS)
    return _render_solutions(results, media_type, row_limit)


def _render_solutions(results: QuerySolutions, media_type: str, row_limit: int) -> Answer:
    """By way of SPARQL JSON: the engine writes whole results only, and these are cut."""
    names = [variable.value for variable in results.variables]
    rows = list(islice(results, row_limit + 1))
    bindings = [
        {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in rows[:row_limit]
    ]
    whole = {"head": {"vars": names}, "results": {"bindings": bindings}}
    body = json.dumps(whole, ensure_ascii=False).encode()
    wanted = SOLUTIONS[media_type]
    if wanted is not QueryResultsFormat.JSON:
        again = parse_query_results(body, format=QueryResultsFormat.JSON)
        assert isinstance(again, QuerySolutions)
        body = again.serialize(format=wanted) or b""
    return Answer(body, media_type, truncated=len(rows) > row_limit)


def _json_term(term: Term) -> dict[str, Any]:
    """A term of SPARQL 1.1 Query Results JSON, with the triple of its 1.2 draft."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        value = {name: _json_term(part) for name, part in parts.items()}
        return {"type": "triple", "value": value}
    literal: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        literal["xml:lang"] = term.language
    elif term.datatype.value != f"{XSD}string":
        literal["datatype"] = term.datatype.value
    return literal
