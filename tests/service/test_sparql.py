"""The SPARQL 1.1 Protocol for queries, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from served.asgi_client import Client
from served.problems import SECRET, check_problem

from graph.store import MemoryStore
from ontology.terms import SDO, XSD, nwd, source_graph
from service.answers import SOLUTIONS, TRIPLES, render_answer
from service.app import create_app
from service.public import PublicStore
from service.routes.sparql import MOST_BYTES
from service.settings import Settings
from service.workspace import Workspace

NAMES = "SELECT ?s ?name { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?s"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query; charset=UTF-8"}


def ask(client: Client, query: str, accept: str = "*/*") -> object:
    return client.get("/sparql", params={"query": query}, accept=accept).json()


def test_get_and_both_posts_answer_the_same(client: Client) -> None:
    got = client.get("/sparql", params={"query": NAMES})
    form = client.post("/sparql", data={"query": NAMES})
    direct = client.post("/sparql", content=NAMES.encode(), headers=DIRECT)
    assert got.status_code == form.status_code == direct.status_code == 200
    assert got.content == form.content == direct.content
    assert got.headers["content-type"] == "application/sparql-results+json"
    assert len(got.json()["results"]["bindings"]) > 100


@pytest.mark.parametrize("media_type", list(SOLUTIONS))
def test_solutions_in_every_form(client: Client, media_type: str) -> None:
    query = f"{NAMES} LIMIT 5"
    answer = client.get("/sparql", params={"query": query}, accept=media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["vary"] == "Accept"
    if SOLUTIONS[media_type] is QueryResultsFormat.CSV:
        assert len(answer.text.splitlines()) == 6
        return
    parsed = parse_query_results(answer.content, format=SOLUTIONS[media_type])
    assert isinstance(parsed, QuerySolutions)
    assert len(list(parsed)) == 5


@pytest.mark.parametrize("media_type", list(TRIPLES))
def test_triples_in_every_form(client: Client, media_type: str) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s a {nwd('Touchpoint')} ; ?p ?o }}"
    answer = client.get("/sparql", params={"query": query}, accept=media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert len({q.triple for q in parse(answer.content, TRIPLES[media_type])}) > 25


def test_ask_in_json_and_xml(client: Client) -> None:
    assert ask(client, "ASK {}") == {"head": {}, "boolean": True}
    answer = client.get("/sparql?query=ASK{}", accept="application/sparql-results+xml")
    assert ElementTree.fromstring(answer.text).find(".//{*}boolean") is not None


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.1, application/json;q=0.9", "application/json"),
        ("application/xml, */*;q=0", "application/xml"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/sparql-results+json"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_negotiation(client: Client, accept: str, chosen: str) -> None:
    answer = client.get("/sparql", params={"query": f"{NAMES} LIMIT 1"}, accept=accept)
    assert answer.headers["content-type"].partition(";")[0] == chosen


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "application/json;q=x"])
def test_what_is_not_offered(client: Client, accept: str) -> None:
    answer = client.get("/sparql", params={"query": NAMES}, accept=accept)
    check_problem(answer, 406, "available: application/sparql-results+json")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <a:b> <a:c> 1 }",
        "DROP ALL",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR DEFAULT",
    ],
)
def test_what_is_refused(client: Client, query: str) -> None:
    check_problem(client.get("/sparql", params={"query": query}), 403)
    check_problem(client.post("/sparql", data={"query": query}), 403)
    check_problem(client.post("/sparql", content=query.encode(), headers=DIRECT), 403)


def test_updates_are_refused_in_every_form(client: Client) -> None:
    update = "INSERT DATA { <a:b> <a:c> 1 }"
    headers = {"Content-Type": "application/sparql-update"}
    check_problem(client.post("/sparql", content=update, headers=headers), 403, "only reads")
    check_problem(client.post("/sparql", data={"update": update}), 403, "only reads")
    assert ask(client, "ASK { <a:b> <a:c> 1 }") == {"head": {}, "boolean": False}


def test_bad_requests(client: Client) -> None:
    check_problem(client.get("/sparql"), 400, "one query is expected, 0")
    check_problem(client.get("/sparql?query=ASK{}&query=ASK{}"), 400, "2 were sent")
    check_problem(client.post("/sparql", content=b"", headers=FORM), 400, "0 were sent")
    check_problem(client.post("/sparql", content=b"\xff", headers=DIRECT), 400, "UTF-8")
    check_problem(client.get("/sparql", params={"query": "SELECT * { ?s ?p }"}), 400, "SPARQL")
    for name in ("default-graph-uri", "named-graph-uri"):
        asked = {"query": "ASK {}", name: "http://example.org/g"}
        check_problem(client.get("/sparql", params=asked), 400, name)
        check_problem(client.post("/sparql", data=asked), 400, name)


def test_too_large_and_of_no_known_type(client: Client) -> None:
    long = b"ASK {}" + b" " * MOST_BYTES
    check_problem(client.post("/sparql", content=long, headers=DIRECT), 413)
    check_problem(client.post("/sparql", content=b"ASK {}"), 415)
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
        answer = client.post("/sparql", content=b"ASK {}", headers={"Content-Type": kind})
        check_problem(answer, 415, "application/sparql-query")


def test_a_long_answer_is_cut_and_says_so(loaded_demo: Path) -> None:
    client = Client(create_app(Workspace(Settings(data_dir=loaded_demo, row_limit=7))))
    select = client.get("/sparql", params={"query": NAMES}, accept="text/csv")
    assert len(select.text.splitlines()) == 8
    construct = client.get(
        "/sparql",
        params={"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"},
        accept="application/n-triples",
    )
    assert len(construct.text.splitlines()) == 7
    for answer in (select, construct):
        assert answer.headers["Nwd-Truncated-At"] == "7"
    whole = client.get("/sparql", params={"query": f"{NAMES} LIMIT 7"})
    assert "Nwd-Truncated-At" not in whole.headers


def test_no_answer_tells_where_a_confidential_site_is(client: Client) -> None:
    for text in SECRET:
        count = f'SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), "{text}")) }}'
        found = client.get("/sparql", params={"query": count}).json()
        assert found["results"]["bindings"][0]["n"]["value"] == "0"
    site = f"SELECT ?p {{ ?s {nwd('isConfidential')} true ; ?p ?o }}"
    described = client.get("/sparql", params={"query": site}).text
    assert "prefLabel" in described
    assert "inPlace" not in described


# What the answers are made of

TERMS: list[NamedNode | BlankNode | Literal | Triple] = [
    NamedNode("http://example.org/a"),
    BlankNode("b"),
    Literal('quoted "text"\n\twith breaks'),
    Literal("12.5", datatype=NamedNode(f"{XSD}decimal")),
    Literal("niños", language="es"),
    Triple(NamedNode("a:s"), NamedNode("a:p"), Literal("o")),
]


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "application/xml"])
def test_every_kind_of_term_survives(media_type: str) -> None:
    store = Store()
    for number, term in enumerate(TERMS):
        store.add(Quad(NamedNode("a:s"), NamedNode(f"a:p{number}"), term))
    query = "SELECT ?o ?none { ?s ?p ?o } ORDER BY ?p"
    results = store.query(query)
    answer = render_answer(results, media_type, row_limit=100)
    parsed = parse_query_results(answer.body, format=SOLUTIONS[media_type])
    assert isinstance(parsed, QuerySolutions)
    found = [row["o"] for row in parsed]
    assert [t for t in found if not isinstance(t, BlankNode)] == [
        t for t in TERMS if not isinstance(t, BlankNode)
    ]
    assert len(found) == len(TERMS)


def test_solutions_without_variables_are_counted() -> None:
    store = Store()
    for number in range(3):
        store.add(Quad(BlankNode(), NamedNode("a:p"), Literal(number)))
    answer = render_answer(store.query("SELECT * { [] <a:p> [] }"), "*/*", row_limit=2)
    assert json.loads(answer.body)["results"]["bindings"] == [{}, {}]
    assert answer.truncated


def test_addresses_are_removed_wherever_they_stand() -> None:
    graph = source_graph("county")
    site, other = NamedNode("a:site"), NamedNode("a:other")
    street, about = NamedNode(f"{SDO}streetAddress"), NamedNode("a:about")
    quads = [
        Quad(site, nwd("isConfidential"), Literal(True), graph),
        Quad(site, street, Literal("9 Secret (Lane)"), graph),
        Quad(other, street, Literal("1 Main Street"), graph),
        Quad(other, about, Literal("Ring at 9  secret (LANE), twice", language="en"), graph),
    ]
    store = PublicStore(MemoryStore(quads))
    found = store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert {(t.subject, t.predicate, t.object) for t in found} == {  # type: ignore[union-attr]
        (site, nwd("isConfidential"), Literal(True)),
        (other, street, Literal("1 Main Street")),
        (other, about, Literal("Ring at [address withheld], twice", language="en")),
    }


def test_nothing_is_copied_where_nothing_is_withheld() -> None:
    memory = MemoryStore([Quad(NamedNode("a:s"), NamedNode("a:p"), Literal("o"))])
    assert PublicStore(memory)._store is memory.store
    assert RdfFormat.TURTLE in TRIPLES.values()
