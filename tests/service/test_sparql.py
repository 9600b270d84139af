"""Queries by the SPARQL 1.1 Protocol: requests, forms of answers, and which graphs are read."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse, parse_query_results
from served.asgi_client import Client
from served.problems import SECRET, check_problem

from ontology.terms import GRAPH_ONTOLOGY, nwd, source_graph
from service.app import create_app
from service.demo import demo_sources
from service.protocol.forms import SOLUTIONS, TRIPLES
from service.settings import Settings
from service.workspace import Workspace

NAMES = "SELECT ?s ?name { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?s"
SPREAD = f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s a {nwd('Touchpoint')} ; ?p ?o }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SOURCE = demo_sources()[0][0]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query; charset=UTF-8"}


def ask(client: Client, query: str, **options: str) -> object:
    return client.get("/sparql", params={"query": query, **options}).json()


def count(client: Client, query: str = COUNT, **options: str) -> int:
    found = client.get("/sparql", params={"query": query, **options}).json()
    return int(found["results"]["bindings"][0]["n"]["value"])


def test_every_way_to_ask_gives_the_same_answer(client: Client) -> None:
    got = client.get("/sparql", params={"query": NAMES})
    form = client.post("/sparql", data={"query": NAMES})
    direct = client.post("/sparql", content=NAMES.encode(), headers=DIRECT)
    asked = client.request("QUERY", "/sparql", content=NAMES.encode(), headers=DIRECT)
    for answer in (got, form, direct, asked):
        assert answer.status_code == 200
        assert answer.content == got.content
        assert answer.headers["content-type"] == "application/sparql-results+json"
        assert answer.headers["nwd-default-graph"] == "union"
    assert len(got.json()["results"]["bindings"]) > 100


def test_a_get_has_an_entity_tag_and_is_not_sent_twice(client: Client) -> None:
    first = client.get("/sparql", params={"query": NAMES})
    again = client.get(
        "/sparql", params={"query": NAMES}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("media_type", list(SOLUTIONS))
def test_solutions_in_every_form(client: Client, media_type: str) -> None:
    asked = {"query": f"{NAMES} LIMIT 5"}
    answer = client.get("/sparql", params=asked, accept=media_type)
    form = SOLUTIONS[media_type]
    assert answer.headers["content-type"] == form.media_type
    assert "Accept" in answer.headers["vary"]
    named = client.get("/sparql", params={**asked, "format": form.name}, accept="text/turtle")
    assert named.content == answer.content
    if form.engine is QueryResultsFormat.CSV:
        assert len(answer.text.splitlines()) == 6
        return
    parsed = parse_query_results(answer.content, format=form.engine)
    assert isinstance(parsed, QuerySolutions)
    assert len(list(parsed)) == 5


@pytest.mark.parametrize("media_type", list(TRIPLES))
def test_triples_in_every_form(client: Client, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": SPREAD}, accept=media_type)
    form = TRIPLES[media_type]
    assert answer.headers["content-type"] == form.media_type
    assert len({q.triple for q in parse(answer.content, form.engine)}) > 25
    named = client.get("/sparql", params={"query": SPREAD, "format": form.name})
    assert named.headers["content-type"] == form.media_type


def test_ask_in_every_form(client: Client) -> None:
    assert ask(client, "ASK {}") == {"head": {}, "boolean": True}
    answer = client.get("/sparql?query=ASK{}", accept="application/sparql-results+xml")
    assert ElementTree.fromstring(answer.text).find(".//{*}boolean") is not None
    for form in ("csv", "tsv"):
        assert client.get("/sparql", params={"query": "ASK {}", "format": form}).text == "true"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.1, application/json;q=0.9", "application/json"),
        ("application/xml, */*;q=0", "application/xml"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/sparql-results+json"),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
    ],
)
def test_negotiation(client: Client, accept: str, chosen: str) -> None:
    answer = client.get("/sparql", params={"query": f"{NAMES} LIMIT 1"}, accept=accept)
    assert answer.headers["content-type"].partition(";")[0] == chosen


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "application/json;q=x"])
def test_what_is_not_offered(client: Client, accept: str) -> None:
    answer = client.get("/sparql", params={"query": NAMES}, accept=accept)
    check_problem(answer, 406, "available: application/sparql-results+json")
    named = client.get("/sparql", params={"query": NAMES, "format": "ttl"})
    check_problem(named, 406, "available: json, csv, tsv, xml")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <a:b> <a:c> 1 }",
        "DROP ALL",
        "LOAD <http://127.0.0.1:9/>",
    ],
)
def test_what_is_refused(client: Client, query: str) -> None:
    check_problem(client.get("/sparql", params={"query": query}), 403)
    check_problem(client.post("/sparql", data={"query": query}), 403)
    check_problem(client.post("/sparql", content=query.encode(), headers=DIRECT), 403)


def test_updates_are_refused_in_every_form(client: Client) -> None:
    update = "INSERT DATA { <a:b> <a:c> 1 }"
    headers = {"Content-Type": "application/sparql-update"}
    check_problem(client.post("/sparql", content=update, headers=headers), 403, "/update")
    check_problem(client.post("/sparql", data={"update": update}), 403, "/update")
    check_problem(client.get("/sparql", params={"update": update}), 400, "/update")
    check_problem(client.post("/update", content=update, headers=headers), 403, "only reads")
    assert ask(client, "ASK { <a:b> <a:c> 1 }") == {"head": {}, "boolean": False}


def test_bad_requests(client: Client) -> None:
    def post(body: bytes, headers: dict[str, str] = DIRECT, **options: object) -> object:
        return client.post("/sparql", content=body, headers=headers, **options)

    check_problem(client.get("/sparql?query=ASK{}&query=ASK{}"), 400, "2 were sent")
    check_problem(client.get("/sparql?default-graph-uri=http://a/"), 400, "0 were sent")
    check_problem(client.get("/sparql?query=%FF"), 400, "UTF-8")
    check_problem(post(b"", FORM), 400, "0 were sent")
    check_problem(post(b"query=ASK{}&query=ASK{}", FORM), 400, "2 were sent")
    check_problem(post(b"query=%FF", FORM), 400, "UTF-8")
    check_problem(post(b"query=ASK{}" + b"&x=1" * 100_000, FORM), 400, "1,000 parameters")
    check_problem(post(b"\xff"), 400, "UTF-8")
    check_problem(post("ASK {}".encode("utf-16")), 400, "UTF-8")
    check_problem(post(b"ASK {}", params={"query": "ASK {}"}), 400, "2 were sent")
    check_problem(client.get("/sparql", params={"query": "SELECT * { ?s ?p }"}), 400, "SPARQL")
    nested = b"ASK " + b"{" * 100_000 + b"}" * 100_000
    check_problem(post(nested), 400, "nested brackets")
    for name in ("using-graph-uri", "using-named-graph-uri"):
        check_problem(client.get("/sparql", params={"query": "ASK {}", name: "a:b"}), 400, name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("limit", value) for value in ("0", "many", "1e3", "-1", "9" * 5_000)),
        *(("timeout", value) for value in ("0", "nan", "inf", "soon")),
        *(("default-graph", "all"), ("format", "pdf")),
    ],
)
def test_parameters_that_do_not_fit(client: Client, name: str, value: str) -> None:
    check_problem(client.get("/sparql", params={"query": "ASK {}", name: value}), 422, name)


@pytest.mark.parametrize("graph", ["relative", "a b:c", "http://a/<b>", ""])
def test_addresses_of_graphs_that_are_none(client: Client, graph: str) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        asked = {"query": "ASK {}", name: graph}
        check_problem(client.get("/sparql", params=asked), 400, name)
        check_problem(client.post("/sparql", data=asked), 400, name)


def test_of_no_known_type(client: Client) -> None:
    check_problem(client.post("/sparql", content=b"ASK {}"), 415)
    utf16 = "application/sparql-query; charset=UTF-16"
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x", utf16):
        answer = client.post("/sparql", content=b"ASK {}", headers={"Content-Type": kind})
        check_problem(answer, 415, "application/sparql-query")


def test_the_bare_address_describes_the_service(client: Client) -> None:
    for accept in ("text/turtle", "text/html", "*/*"):
        described = client.get("/sparql", accept=accept)
        assert described.headers["content-type"] == "text/turtle; charset=utf-8"
        for word in ("UnionDefaultGraph", "http://test/sparql", "10000 rows", "SERVICE is refused"):
            assert word in described.text
        assert "SPARQL11Update" not in described.text
    check_problem(client.get("/sparql", accept="image/png"), 406, "text/turtle")
    assert client.get("/sparql?format=rdf").headers["content-type"] == "application/rdf+xml"


# Which graphs are read


def test_the_default_graph_is_the_union_of_all_and_can_be_switched(client: Client) -> None:
    everything = (
        "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } } }"
    )
    assert count(client) == count(client, everything) > 1_000
    strict = client.get("/sparql", params={"query": COUNT, "default-graph": "strict"})
    assert strict.headers["nwd-default-graph"] == "strict"
    assert count(client, **{"default-graph": "strict"}) == 0


def test_graphs_of_the_request_come_before_those_of_the_query(client: Client) -> None:
    source = source_graph(SOURCE).value
    own = {"default-graph-uri": source}
    inside = count(client, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{source}> {{ ?s ?p ?o }} }}")
    assert inside > 100
    for options in (own, {}):
        answer = client.get(
            "/sparql", params={"query": f"SELECT * FROM {GRAPH_ONTOLOGY} {{ ?s ?p ?o }}", **options}
        )
        assert answer.headers["nwd-default-graph"] == "named"
    assert count(client, f"{COUNT.replace('{', f'FROM {GRAPH_ONTOLOGY} {{')}", **own) == inside
    # Only those graphs: no other is found by GRAPH, or is the default graph.
    graphs = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(client, graphs, **own) == 0
    assert count(client, graphs, **{"named-graph-uri": source}) == 1
    assert count(client, **{"named-graph-uri": source}) == 0


def test_several_graphs_together(client: Client) -> None:
    both = [source_graph(SOURCE).value, GRAPH_ONTOLOGY.value]
    query = urlencode([("query", COUNT), *(("default-graph-uri", graph) for graph in both)])
    parts = [count(client, **{"default-graph-uri": graph}) for graph in both]
    found = client.get(f"/sparql?{query}").json()["results"]["bindings"][0]["n"]["value"]
    assert int(found) == sum(parts)


def test_an_unknown_graph_is_empty(client: Client) -> None:
    unknown = "SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:9/x> { ?s ?p ?o }"
    assert count(client, unknown) == 0
    assert count(client, **{"default-graph-uri": "file:///etc/passwd"}) == 0


def test_relative_iris_start_from_the_address_of_the_request(client: Client) -> None:
    found = ask(client, "SELECT (<x> AS ?a) (<#y> AS ?b) {}")
    (row,) = found["results"]["bindings"]  # type: ignore[index]
    assert [row[name]["value"] for name in "ab"] == ["http://test/x", "http://test/sparql#y"]


# Limits


@pytest.fixture(scope="module")
def narrow(loaded_demo: Path) -> Client:
    """A service that answers with seven rows at most."""
    return Client(create_app(Workspace(Settings(data_dir=loaded_demo, row_limit=7))))


def test_a_long_answer_is_cut_and_says_so(narrow: Client) -> None:
    select = narrow.get("/sparql", params={"query": NAMES}, accept="text/csv")
    assert len(select.text.splitlines()) == 8
    triples = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    construct = narrow.get("/sparql", params={"query": triples}, accept="application/n-triples")
    assert len(construct.text.splitlines()) == 7
    in_json = narrow.get("/sparql", params={"query": NAMES})
    head = in_json.json()["head"]
    assert (head["truncated"], head["link"]) == (True, ["http://test/sparql#truncated"])
    in_xml = narrow.get("/sparql", params={"query": NAMES, "format": "xml"})
    link = ElementTree.fromstring(in_xml.text).find("{*}head/{*}link")
    assert link is not None
    assert link.get("href") == "http://test/sparql#truncated"
    for answer in (select, construct, in_json, in_xml):
        assert answer.headers["nwd-truncated-at"] == "7"
    whole = narrow.get("/sparql", params={"query": f"{NAMES} LIMIT 7"})
    assert "nwd-truncated-at" not in whole.headers
    assert whole.json()["head"] == {"vars": ["s", "name"]}


def test_a_client_may_lower_its_limits_but_not_raise_them(narrow: Client) -> None:
    lower = narrow.get("/sparql", params={"query": NAMES, "limit": "3"})
    assert lower.headers["nwd-truncated-at"] == "3"
    higher = narrow.get("/sparql", params={"query": NAMES, "limit": "1000"})
    assert higher.headers["nwd-truncated-at"] == "7"
    lists = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(40)))} }}" for i in range(8))
    slow = {"query": f"SELECT (COUNT(*) AS ?n) {{ {lists} }}", "timeout": "0.3"}
    check_problem(narrow.get("/sparql", params=slow), 504, "0.3 s")


def test_no_answer_tells_where_a_confidential_site_is(client: Client) -> None:
    for text in SECRET:
        telling = f'SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), "{text}")) }}'
        assert count(client, telling) == 0
    site = f"SELECT ?p {{ ?s {nwd('isConfidential')} true ; ?p ?o }}"
    described = json.dumps(ask(client, site))
    assert "prefLabel" in described
    assert "inPlace" not in described
