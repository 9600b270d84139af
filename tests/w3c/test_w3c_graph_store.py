"""The W3C's tests of the Graph Store HTTP Protocol, 4 direct and 9 indirect, over HTTP."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse
from w3c.comparing import same_triples
from w3c.endpoint import Answer, Endpoint
from w3c.suite import Entry, Request, list_entries, needs_suite

DIRECT = list_entries("graph-store-protocol", "manifest-direct.ttl")
INDIRECT = list_entries("graph-store-protocol", "manifest-indirect.ttl")
STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


def test_the_manifests_are_whole() -> None:
    needs_suite()
    assert (len(DIRECT), len(INDIRECT)) == (4, 9)


@pytest.mark.parametrize("entry", [*DIRECT, *INDIRECT], ids=str)
def test_graph_store(entry: Entry, endpoint: Endpoint) -> None:
    endpoint.clear()
    names: dict[str, str] = {}
    for request in entry.requests():
        path = request.path.replace("/gsp", "/rdf-graph-store", 1)
        for name, value in names.items():
            path = path.replace(name, value)
        answer = endpoint.ask(request.method, path, request.body, dict(request.headers))
        _check(request, answer)
        if request.location is not None:
            names[request.location] = answer.headers["location"]


def _check(request: Request, answer: Answer) -> None:
    expected = {STATUSES[status] for status in request.statuses}
    assert answer.status in expected, (answer.status, answer.body[:300])
    if request.content_type is not None:
        assert answer.headers["content-type"] == request.content_type
    if request.content is not None:
        found = [quad.triple for quad in parse(answer.body, RdfFormat.TURTLE)]
        wanted = [quad.triple for quad in parse(request.content.encode(), RdfFormat.TURTLE)]
        assert same_triples(found, wanted)
    if request.method == "HEAD":
        assert answer.body == b""
        assert int(answer.headers["content-length"]) > 0
