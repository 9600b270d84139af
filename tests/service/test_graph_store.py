"""The Graph Store HTTP Protocol beside what the W3C tests: rights, syntaxes, faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from served.problems import SECRET, check_problem
from served.writable import WritableService

from graph.errors import NoSuchRecord, QueryError
from graph.store import MemoryStore
from graph.store.protocol import Results
from loaders.load import list_sources
from ontology.terms import (
    GRAPH_EDGES,
    GRAPH_ONTOLOGY,
    GRAPH_SOURCES,
    findings_graph,
    source_graph,
)
from service.demo import demo_sources
from service.jobs import graph_read
from service.protocol.forms import TRIPLES
from service.settings import Settings
from service.workers.job import JobData

STORE = "/rdf-graph-store"
GRAPH = "http://example.org/g"
TURTLE = {"Content-Type": "text/turtle"}
MANY = 'PREFIX : <http://e/> :s :p 1, 1.5, true, "x"@en, "\\"é\\n" ; :q :o .'.encode()
DATA = b"<http://e/s> <http://e/p> <o> ."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> WritableService:
    """Each test has graphs of its own."""
    return WritableService(tmp_path_factory.mktemp("graphs") / "nwd-data")


def put(service: WritableService, graph: str, body: bytes = DATA, **options: str) -> int:
    key = options.pop("key", "editor")
    headers = {"Content-Type": options.pop("kind", "text/turtle")}
    answer = service.ask(
        "PUT", STORE, key=key, content=body, headers=headers, params={"graph": graph}
    )
    return answer.status_code


def triples(service: WritableService, graph: str) -> int:
    answer = service.ask("GET", STORE, key=None, params={"graph": graph, "format": "nt"})
    return len(answer.text.splitlines()) if answer.status_code == 200 else -1


@pytest.mark.parametrize("media_type", list(TRIPLES))
def test_every_syntax_is_read_and_written(service: WritableService, media_type: str) -> None:
    form = TRIPLES[media_type]
    graph = f"http://example.org/{form.name}"
    assert put(service, graph, MANY) == 201
    got = service.ask("GET", STORE, params={"graph": graph}, headers={"Accept": media_type})
    assert got.headers["content-type"] == form.media_type
    assert {quad.triple for quad in parse(got.content, form.engine)} == {
        quad.triple for quad in parse(MANY, RdfFormat.TURTLE)
    }
    assert put(service, graph, got.content, kind=f"{media_type}; charset=utf-8") == 204
    again = service.ask("GET", STORE, params={"graph": graph}, headers={"Accept": media_type})
    assert sorted(again.content) == sorted(got.content)
    if form.engine in (RdfFormat.N_QUADS, RdfFormat.TRIG):
        named = b"<a:s> <a:p> <a:o> <a:g> ." if form.name == "nq" else b"<a:g> { <a:s> <a:p> 1 }"
        assert put(service, graph, named, kind=media_type) == 400


def test_new_changed_empty_and_gone(service: WritableService) -> None:
    graph = "http://example.org/life"
    asked = {"graph": graph}
    assert triples(service, graph) == -1
    assert put(service, graph) == 201
    assert put(service, graph) == 204
    more = service.ask("POST", STORE, content=b"<a:s> <a:p> 1", headers=TURTLE, params=asked)
    check_problem(more, 400, "line 1")
    more = service.ask("POST", STORE, content=b"<a:s> <a:p> 1 .", headers=TURTLE, params=asked)
    assert (more.status_code, triples(service, graph)) == (204, 2)
    assert put(service, graph, b"") == 204
    assert triples(service, graph) == 0
    assert service.ask("DELETE", STORE, params=asked).status_code == 204
    check_problem(service.ask("DELETE", STORE, params=asked), 404, graph)
    check_problem(service.ask("GET", STORE, params=asked), 404, graph)
    empty = service.ask("PUT", STORE, content=b"", params=asked)
    assert (empty.status_code, triples(service, graph)) == (201, 0)


def test_relative_iris_start_from_the_graph(service: WritableService) -> None:
    assert put(service, "http://example.org/a/b") == 201
    assert service.holds("GRAPH <http://example.org/a/b> { ?s ?p <http://example.org/a/o> }")


def test_blank_nodes_of_two_requests_are_different(service: WritableService) -> None:
    graph = "http://example.org/blank"
    for _ in range(2):
        service.ask(
            "POST", STORE, content=b"_:x <a:p> 1 .", headers=TURTLE, params={"graph": graph}
        )
    assert triples(service, graph) == 2


def test_a_graph_named_by_the_address(service: WritableService) -> None:
    direct = f"{STORE}/reports/2026%20a.ttl"
    made = service.ask("PUT", direct, content=DATA, headers=TURTLE)
    assert made.status_code == 201
    assert service.ask("GET", direct, key=None).status_code == 200
    assert triples(service, f"http://test{direct}") == 1
    assert service.ask("HEAD", direct).headers["content-length"] != "0"
    check_problem(service.ask("GET", f"{direct}?default"), 400, "one graph")
    check_problem(service.ask("PATCH", direct), 405)


def test_a_new_graph_gets_an_address(service: WritableService) -> None:
    made = service.ask("POST", STORE, content=DATA, headers=TURTLE)
    assert made.status_code == 201
    assert triples(service, made.headers["location"]) == 1
    path = made.headers["location"].removeprefix("http://test")
    assert service.ask("DELETE", path).status_code == 204


def test_the_unnamed_graph(service: WritableService) -> None:
    assert service.ask("PUT", f"{STORE}?default", content=DATA, headers=TURTLE).status_code == 204
    answer = service.ask("GET", f"{STORE}?default&format=nt")
    assert len(answer.text.splitlines()) == 1
    assert service.ask("DELETE", f"{STORE}?default").status_code == 204
    assert service.ask("GET", f"{STORE}?default&format=nt").text == ""


def test_files_of_a_form(service: WritableService) -> None:
    graph = {"graph": "http://example.org/files"}
    files = [
        ("a", ("a.ttl", DATA, "text/turtle")),
        ("b", ("b.nt", b"<a:s> <a:p> <a:o> .", "application/octet-stream")),
        ("c", ("c.jsonld", b'{"@id": "a:s", "a:p": "x"}', "application/ld+json")),
    ]
    made = service.ask("POST", STORE, files=files, params=graph)
    assert (made.status_code, triples(service, graph["graph"])) == (201, 3)
    odd = [("d", ("d.pdf", b"x", "application/pdf"))]
    check_problem(service.ask("POST", STORE, files=odd, params=graph), 415, "text/turtle")
    bad = [("e", ("e.ttl", b"<a:s>", "text/turtle"))]
    check_problem(service.ask("POST", STORE, files=bad, params=graph), 400, "Turtle")
    text = service.ask("POST", STORE, files=[("f", (None, b"text"))], params=graph)
    check_problem(text, 400, "no file")
    broken = {"Content-Type": "multipart/form-data"}
    assert service.ask("POST", STORE, content=b"x", headers=broken).status_code == 400
    assert triples(service, graph["graph"]) == 3


@pytest.mark.parametrize("graph", [GRAPH_ONTOLOGY, GRAPH_SOURCES, GRAPH_EDGES, findings_graph("x")])
def test_own_graphs_are_for_admins(service: WritableService, graph: object) -> None:
    address = str(graph)[1:-1]
    for method in ("PUT", "POST", "DELETE"):
        answer = service.ask(method, STORE, content=DATA, headers=TURTLE, params={"graph": address})
        check_problem(answer, 403, "scope admin")
    assert json.loads(service.audited[-1])["outcome"] == "ScopeRefused"


def test_a_key_for_a_source_writes_to_its_graph_only(service: WritableService) -> None:
    own = source_graph("clinic").value
    assert put(service, own, key="clinic") == 201
    for address in (source_graph("library").value, GRAPH, own + "/x", own.replace("c", "%63", 1)):
        assert put(service, address, key="clinic") in (400, 403)
    for path in (f"{STORE}?default", STORE, f"{STORE}/x"):
        answer = service.ask("POST", path, key="clinic", content=DATA, headers=TURTLE)
        check_problem(answer, 403, own)
    check_problem(service.ask("DELETE", STORE, key="reader", params={"graph": own}), 403)
    check_problem(service.ask("DELETE", STORE, key=None, params={"graph": own}), 401)


def test_graphs_of_loaded_sources(own_demo: Path) -> None:
    service = WritableService(own_demo)
    for name, _, _ in demo_sources():
        answer = service.ask("GET", STORE, params={"graph": source_graph(name).value})
        assert answer.status_code == 200
        for text in SECRET:
            assert text not in answer.text
    # A source whose graph is removed is no longer listed.
    assert name in [row["name"] for row in list_sources(service.workspace.snapshot())]
    graph = {"graph": source_graph(name).value}
    assert service.ask("DELETE", STORE, params=graph).status_code == 204
    assert name not in [row["name"] for row in list_sources(service.workspace.snapshot())]


def test_bad_requests(service: WritableService) -> None:
    two = f"{STORE}?graph=a:b&graph=a:c"
    for path, word in (
        (STORE, "name a graph"),
        (two, "one graph"),
        (f"{STORE}?graph=a:b&default", "one graph"),
        (f"{STORE}?default=yes", "no value"),
        (f"{STORE}?graph=relative", "absolute IRI"),
        (f"{STORE}?graph=%FF", "UTF-8"),
    ):
        check_problem(service.ask("GET", path), 400, word)
        check_problem(service.ask("PUT", path, content=DATA, headers=TURTLE), 400, word)
    graph = {"graph": GRAPH}
    for kind in ("application/pdf", "text/turtle; charset=utf-16", ""):
        answer = service.ask(
            "PUT", STORE, content=DATA, headers={"Content-Type": kind}, params=graph
        )
        check_problem(answer, 415, "text/turtle")
    check_problem(service.ask("GET", STORE, params={**graph, "format": "csv"}), 422, "format")
    own = {"graph": GRAPH_ONTOLOGY.value}
    refused = service.ask("GET", STORE, params=own, headers={"Accept": "text/csv"})
    check_problem(refused, 406, "text/turtle")


class Elsewhere:
    """Another engine, which answers queries."""

    version = "1"

    def __init__(self) -> None:
        one = NamedNode("a:s")
        self._memory = MemoryStore([Quad(one, one, one, NamedNode(GRAPH))])

    def query(self, sparql: str) -> Results:
        return self._memory.query(sparql)


def test_graphs_of_another_engine() -> None:
    data = JobData.over(Elsewhere(), Settings())
    asked = {"accept": "application/n-triples"}
    outcome = graph_read.run(data, graph=GRAPH, **asked)
    assert b"".join(outcome.chunks) == b"<a:s> <a:s> <a:s> .\n"
    with pytest.raises(NoSuchRecord):
        graph_read.run(data, graph="a:none", **asked)
    with pytest.raises(QueryError, match="no unnamed graph"):
        graph_read.run(data, graph=None, **asked)
