"""The Graph Store HTTP Protocol beside what the W3C tests: rights, syntaxes, faults."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from served.problems import SECRET, check_problem
from served.writable import WritableService

from graph.errors import NoSuchRecord, QueryError
from graph.store import MemoryStore
from loaders.load import list_sources
from ontology.terms import (
    GRAPH_EDGES,
    GRAPH_ONTOLOGY,
    GRAPH_SOURCES,
    findings_graph,
    source_graph,
)
from service.demo import demo_sources
from service.jobs import graph_read, graph_write
from service.protocol.forms import TRIPLES
from service.protocol.graphs import make_part
from service.settings import Settings
from service.workers.job import JobData

STORE = "/rdf-graph-store"
GRAPH = "http://example.org/g"
TURTLE = {"Content-Type": "text/turtle"}
DATA = b"<http://e/s> <http://e/p> <o> ."


@pytest.fixture(scope="module")
def service(loaded_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> WritableService:
    """With the demonstration community; each test has graphs of its own."""
    data_dir = tmp_path_factory.mktemp("graphs") / "nwd-data"
    return WritableService(Path(shutil.copytree(loaded_demo, data_dir)))


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
    source = source_graph(demo_sources()[0][0]).value
    got = service.ask("GET", STORE, params={"graph": source}, headers={"Accept": media_type})
    assert got.headers["content-type"] == form.media_type
    expected = {quad.triple for quad in parse(got.content, form.engine)}
    assert len(expected) > 100
    graph = f"http://example.org/{form.name}"
    body = got.content
    if form.engine in (RdfFormat.N_QUADS, RdfFormat.TRIG):
        named = b"<a:s> <a:p> <a:o> <a:g> ." if form.name == "nq" else b"<a:g> { <a:s> <a:p> 1 }"
        assert put(service, graph, named, kind=media_type) == 400
    assert put(service, graph, body, kind=f"{media_type}; charset=utf-8") == 201
    assert triples(service, graph) == len(expected)


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


def test_a_graph_does_not_tell_where_a_confidential_site_is(service: WritableService) -> None:
    for name, _, _ in demo_sources():
        answer = service.ask("GET", STORE, params={"graph": source_graph(name).value})
        assert answer.status_code == 200
        for text in SECRET:
            assert text not in answer.text


def test_a_source_whose_graph_is_removed_is_no_longer_listed(service: WritableService) -> None:
    name = demo_sources()[-1][0]
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


class Elsewhere(MemoryStore):
    """Another engine, which takes updates, and whose store is not to be had."""

    def __init__(self) -> None:
        super().__init__()
        self._inside, self.store = self.store, None  # type: ignore[assignment]

    def query(self, sparql: str) -> object:  # type: ignore[override]
        return self._inside.query(sparql, use_default_graph_as_union=True)

    def update(self, text: str) -> None:
        self._inside.update(text)


def test_graphs_of_another_engine(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, store_url="http://engine/sparql")
    data = JobData.over(Elsewhere(), settings)  # type: ignore[arg-type]

    def write(action: graph_write.Action, graph: str | None, body: bytes = DATA) -> int:
        parts = [] if action == "delete" else [make_part(body, "text/turtle").as_argument()]
        return graph_write.run(
            data, action=action, graph=graph, base=GRAPH, by="editor", parts=parts
        ).status

    def lines(graph: str | None) -> int:
        outcome = graph_read.run(data, graph=graph, accept="application/n-triples")
        return len(b"".join(outcome.chunks).splitlines())

    assert write("put", GRAPH) == 201
    assert write("put", GRAPH) == 204
    assert write("post", GRAPH, b"_:a <a:p> 1 . _:b <a:p> 1 .") == 204
    assert lines(GRAPH) == 3
    assert write("delete", GRAPH) == 204
    for act in (lambda: write("delete", GRAPH), lambda: lines(GRAPH)):
        with pytest.raises(NoSuchRecord):
            act()
    assert write("put", None) == 204
    with pytest.raises(QueryError, match="no unnamed graph"):
        lines(None)
