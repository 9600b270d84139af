"""The W3C's tests of the SPARQL 1.1 Protocol, 34 of them, over HTTP."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from w3c.endpoint import Answer, Endpoint, insert_text
from w3c.suite import Entry, Request, list_entries, needs_suite, read_file

ENTRIES = list_entries("protocol")
PREFIX = "/sparql/"
RDF_TYPES = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}
TABLE_TYPES = {
    *("application/sparql-results+json", "application/sparql-results+xml"),
    *("text/csv", "text/tab-separated-values"),
}


def test_the_manifest_is_whole() -> None:
    needs_suite()
    assert len(ENTRIES) == 34


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_protocol(entry: Entry, endpoint: Endpoint) -> None:
    if entry.graphs():
        quads = [
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
            for file, graph in entry.graphs()
            for triple in parse(read_file(file), RdfFormat.N_TRIPLES)
        ]
        assert endpoint.update(insert_text(quads)).status == 204
    for request in entry.requests():
        path = request.path.replace(PREFIX, _path(request), 1)
        answer = endpoint.ask(request.method, path, request.body, dict(request.headers))
        _check(request, answer)


def _path(request: Request) -> str:
    """Queries and updates have an address each; a wrong request goes where its kind belongs."""
    sent = request.body.lstrip(b"\xff\xfe").replace(b"\x00", b"")
    kind = dict(request.headers).get("content-type", "")
    changes = "sparql-update" in kind or sent.startswith((b"update=", b"CLEAR"))
    return "/update" if changes or "?update=" in request.path else "/sparql"


def _check(request: Request, answer: Answer) -> None:
    families = {f"StatusCode{answer.status // 100}xx"}
    assert families & request.statuses, (answer.status, answer.body[:300])
    if request.boolean is not None:
        assert json.loads(answer.body)["boolean"] is request.boolean
    if request.form == "RDF":
        assert answer.media_type in RDF_TYPES
    elif request.form is not None:
        assert answer.media_type in TABLE_TYPES
        assert (b'"boolean"' in answer.body) is (request.form == "boolean")


def test_an_update_by_get_is_refused_at_either_address(endpoint: Endpoint) -> None:
    for path in ("/sparql", "/update"):
        answer = endpoint.ask("GET", f"{path}?update=CLEAR%20ALL")
        assert 400 <= answer.status < 500
