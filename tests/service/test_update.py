"""Updates over HTTP: all or nothing, for holders of a key, and analysis follows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from served.asgi_client import Client
from served.problems import check_problem
from served.writable import WritableService

from loaders.load import list_sources
from ontology.terms import GRAPH_EDGES, GRAPH_ONTOLOGY, GRAPH_SOURCES, nwd, source_graph
from service.app import create_app
from service.demo import demo_sources
from service.settings import Settings
from service.workspace import Workspace

GRAPH = "http://example.org/g"
ADD = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:s> <a:p> 'added' }} }}"
ADDED = "?s ?p 'added'"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> WritableService:
    """Starts empty; no test relies on what another leaves."""
    return WritableService(tmp_path_factory.mktemp("update") / "nwd-data")


def test_an_update_is_served_at_once_and_kept_in_the_history(service: WritableService) -> None:
    answer = service.update(ADD)
    assert (answer.status_code, answer.content) == (204, b"")
    assert service.holds(ADDED)
    removal = {"update": "DELETE WHERE { GRAPH ?g { ?s <a:p> ?o } }"}
    assert service.ask("POST", "/update", data=removal).status_code == 204
    assert not service.holds(ADDED)
    newest, before, *_ = service.workspace.store.history()
    assert (before.kind, before.note) == ("update", "update over HTTP by editor")
    assert answer.headers["nwd-generation"] == str(before.number) == str(newest.number - 1)
    line = json.loads(service.audited[-1])
    told = {name: line[name] for name in ("key", "scope", "action", "outcome", "generation")}
    assert told == {
        "key": "editor",
        "scope": "edit",
        "action": "update",
        "outcome": "done",
        "generation": newest.number,
    }
    assert "a:p" not in service.audited[-1]


def test_all_operations_are_done_or_none(service: WritableService) -> None:
    first = "INSERT DATA { <a:s> <a:p> 'first' }"
    for wrong in (f"{first} ; DROP GRAPH <a:none>", f"{first} ; INSERT DATA {{"):
        check_problem(service.update(wrong), 400)
    assert not service.holds("?s ?p 'first'")
    assert json.loads(service.audited[-1])["outcome"] == "QueryError"


def test_who_may_update(service: WritableService, tmp_path: Path) -> None:
    text = "INSERT DATA { <a:s> <a:p> 'refused' }"
    check_problem(service.update(text, key=None), 401)
    check_problem(service.update(text, key="reader"), 403, "edit is needed")
    check_problem(service.update(text, key="clinic"), 403, "/rdf-graph-store")
    assert not service.holds("?s ?p 'refused'")
    reading = Client(create_app(Workspace(Settings(data_dir=tmp_path / "other"))))
    headers = {"Content-Type": "application/sparql-update"}
    check_problem(reading.post("/update", content=ADD, headers=headers), 403, "only reads")


@pytest.mark.parametrize(
    "text",
    [
        "DROP ALL",
        "CLEAR NAMED",
        f"INSERT DATA {{ GRAPH {GRAPH_SOURCES} {{ <a:s> <a:p> 1 }} }}",
        "INSERT { GRAPH ?g { <a:s> <a:p> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        f"COPY <{GRAPH}> TO <https://w3id.org/nowrongdoor/graph/findings/gaps>",
    ],
)
def test_own_graphs_are_for_admins(service: WritableService, text: str) -> None:
    assert service.update(ADD).status_code == 204
    check_problem(service.update(text), 403, "scope admin")
    assert service.update(text, key="admin").status_code == 204


def test_the_ontology_is_always_there(service: WritableService) -> None:
    for text in ("DROP ALL", f"CLEAR GRAPH {GRAPH_ONTOLOGY}"):
        assert service.update(text, key="admin").status_code == 204
        assert service.holds(f"GRAPH {GRAPH_ONTOLOGY} {{ {nwd('Door')} a ?class }}")


@pytest.mark.parametrize(
    ("content", "headers", "status", "word"),
    [
        (b"update=CLEAR+DEFAULT&update=CLEAR+DEFAULT", FORM, 400, "2 were sent"),
        (b"", FORM, 400, "0 were sent"),
        (b"query=ASK{}", FORM, 400, "/sparql"),
        (b"update=CLEAR+DEFAULT&default-graph-uri=a:b", FORM, 400, "using-graph-uri"),
        (b"update=CLEAR+DEFAULT&using-graph-uri=b", FORM, 400, "absolute IRI"),
        (b"update=%FF", FORM, 400, "UTF-8"),
        (b"CLEAR DEFAULT", {"Content-Type": "text/plain"}, 415, "sparql-update"),
        (b"CLEAR DEFAULT", {}, 415, "sparql-update"),
        (b"ASK {}", {"Content-Type": "application/sparql-update"}, 400, "SPARQL"),
    ],
)
def test_bad_requests(
    service: WritableService, content: bytes, headers: dict[str, str], status: int, word: str
) -> None:
    answer = service.ask("POST", "/update", content=content, headers=headers)
    check_problem(answer, status, word)
    assert service.ask("GET", "/update?update=CLEAR+ALL").status_code == 405


def test_graphs_of_the_request_are_those_that_where_reads(service: WritableService) -> None:
    assert service.update(ADD + " ; INSERT DATA { <a:s> <a:p> 'unnamed' }").status_code == 204
    copy = "INSERT { GRAPH <a:copy> { ?s <a:copied> ?o } } WHERE { ?s <a:p> ?o }"
    assert service.update(copy, using_graph_uri=GRAPH).status_code == 204
    assert service.holds("GRAPH <a:copy> { ?s <a:copied> 'added' }")
    assert not service.holds("GRAPH <a:copy> { ?s <a:copied> 'unnamed' }")
    conflict = f"WITH <{GRAPH}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
    check_problem(service.update(conflict, using_graph_uri=GRAPH), 400, "WITH")
    # Without them, an update reads the unnamed graph, whatever the rule for queries is.
    assert service.update(copy.replace("a:copy>", "a:again>")).status_code == 204
    assert not service.holds("GRAPH <a:again> { ?s ?p 'added' }")


def test_relative_iris_start_from_the_address_of_the_request(service: WritableService) -> None:
    assert service.update("INSERT DATA { <s> <#p> 1 }").status_code == 204
    assert service.holds("<http://test/s> <http://test/update#p> 1")


def test_what_is_derived_follows(own_demo: Path) -> None:
    service = WritableService(own_demo)
    before = _edges(service)
    assert before > 10
    closing = (
        f"DELETE {{ GRAPH ?g {{ ?pathway {nwd('fromSource')} ?from }} }} "
        f"WHERE {{ GRAPH ?g {{ ?pathway {nwd('fromSource')} ?from }} }}"
    )
    assert service.update(closing).status_code == 204
    assert _edges(service) == 0
    name = demo_sources()[0][0]
    assert service.update(f"DROP GRAPH {source_graph(name)}").status_code == 204
    assert name not in [row["name"] for row in list_sources(service.workspace.snapshot())]


def _edges(service: WritableService) -> int:
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {GRAPH_EDGES} {{ ?a ?b ?c }} }}"
    found = service.client.get("/sparql", params={"query": count}).json()
    return int(found["results"]["bindings"][0]["n"]["value"])
