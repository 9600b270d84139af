"""A query from outside reads, and reads only here, in every spelling an engine may accept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.errors import QueryError, QueryRefused
from queries.guard import check_query, check_update

PEER = "http://127.0.0.1:9/sparql"
CALL = f"SERVICE <{PEER}> {{ ?s ?p ?o }}"

CALLS = [
    f"SELECT * {{ {CALL} }}",
    f"select * {{ service<{PEER}>{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE SILENT <{PEER}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICESILENT<{PEER}>{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE # here\n<{PEER}> {{ ?s ?p ?o }} }}",
    "SELECT * { VALUES ?e { <http://a/> } SERVICE ?e { ?s ?p ?o } }",
    f"PREFIX : <{PEER}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    f"PREFIX : <{PEER}> PREFIX service: <http://x/> SELECT * {{ service:x # {{\n {{ ?s ?p ?o }} }}",
    f"PREFIX : <{PEER}> SELECT * {{ ?s ?p trueSERVICE:x {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1{CALL} }}",
    f"SELECT * {{ ?s ?p true{CALL} }}",
    f"SELECT * {{ ?s ?p true.{CALL} }}",
    f"SELECT * {{ ?s ?p 'a'@en.{CALL} }}",
    f"PREFIX e: <http://e/> SELECT * {{ ?s ?p e:.{CALL} }}",
    f"SELECT * {{ OPTIONAL {{ {CALL} }} }}",
    f"ASK {{ FILTER EXISTS {{ {CALL} }} }}",
    f"SELECT * {{ {{ SELECT * {{ {CALL} }} }} }}",
    f"SELECT * {{ \\u0053ERVICE <{PEER}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\U00000053ERVICE <{PEER}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u005Cu0053ERVICE <{PEER}> {{ ?s ?p ?o }} }}",
    f'SELECT * {{ ?s ?p "\\u0022 . {CALL} }} #"',
    f'SELECT * {{ BIND("\\u005C" AS ?x) {CALL} }} #"',
    f"SELECT * {{ ?s ?p <http://a/> #\\u000A {CALL}\n }}",
    f"SELECT * {{ ?s ?p <http://a/> #\r {CALL}\n }}",
    f'SELECT * {{ BIND(1 AS ?a) FILTER(?a<2#>"""\n) {CALL} #"""\n}}',
    f'PREFIX h: <http://h/> SELECT * {{ FILTER(?a<h:b#>"""\n) {CALL} #"""\n}}',
    f'SELECT * {{ VALUES ?x {{"""x"}} {CALL} }} #\\q"""',
    f'SELECT * {{ VALUES ?x {{"""x"}} {CALL} }} #\\uD800"""',
    f"SELECT * {{ VALUES ?x {{'''x'}} {CALL} }} #\\q'''",
]

CHANGES = [
    "INSERT DATA { <http://a/> <http://a/> <http://a/> }",
    "PREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }",
    f"LOAD <{PEER}>",
    f"\\u004CLOAD <{PEER}>",
    "# SELECT\nCLEAR ALL",
    "BASE <http://a/> DROP GRAPH <g>",
    "WITH <http://g/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } ; INSERT DATA { <http://a/> <http://a/> <http://a/> }",
    f"SELECT * {{ ?s ?p ?o }} ; LOAD <{PEER}>",
    'DEFINE get:soft "soft" SELECT * { ?s ?p ?o }',
    "SELECT (bif:http_get('http://a/') AS ?x) { }",
    "SELECT (<java:java.lang.System.exit>(1) AS ?x) { }",
]

FINE = [
    "SELECT * { ?s ?p ?o }",
    "# SERVICE <http://a/> { }\nASK { ?s ?p 'SERVICE <http://a/> { }' }",
    'SELECT * { ?service ?p """a "SERVICE" b""" , $service }',
    "PREFIX service: <http://a/> SELECT * { GRAPH service:g { ?s service:p service:o . } }",
    "PREFIX service: <http://a/> SELECT * FROM NAMED service:g { ?s ?p ?o }",
    "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> SELECT * { ?s a nwd:Service }",
    "SELECT * { <https://w3id.org/nowrongdoor/id/a/service/1> ?p ?o }",
    "SELECT * { ?s <https://w3id.org/nowrongdoor/ontology#servesArea> ?o }",
    "PREFIX load: <http://a/> SELECT * { ?s load:insert ?delete . _:service ?clear 'x'@service }",
    "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 2) FILTER(?o = <http://a/> || ?o IN (<urn:a>)) }",
    "SELECT * { VALUES (?a ?b) { (<http://a/> <http://b/>) ('x' <urn:c>) } }",
    "SELECT * { ?s (<http://a/>|^<http://b/>)+ ?o }",
    "BASE <http://a/> SELECT * { ?s <p> <#q> }",
    "PREFIX : <http://a/> CONSTRUCT { ?s :p ?o } WHERE { ?s :p ?o }",
    "DESCRIBE <http://a/>",
    "SELECT * { ?s ?p '\\u0041' . ?s ?q <http://a/\\u0042> }",
    'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STR(?o) != "a\\"b") }',
]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(text)


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(text)


@pytest.mark.parametrize("text", ["", "   # nothing", "<http://a/> SELECT", "\x00" * 9])
def test_what_is_no_query_at_all(text: str) -> None:
    with pytest.raises(QueryError):
        check_query(text)


@pytest.mark.parametrize("text", FINE)
def test_a_harmless_query_passes(text: str) -> None:
    check_query(text)
    Store().query(text)


@given(st.text(alphabet="SERVICE<>:{}()?x#\"'\\u0053 \n.1;", max_size=40), st.data())
def test_what_surrounds_a_call_does_not_hide_it(noise: str, data: st.DataObject) -> None:
    """Whatever this engine parses, with a call in it that would be made, is refused."""
    at = data.draw(st.integers(0, len(noise)))
    text = f"SELECT * {{ {noise[:at]} {CALL} {noise[at:]} }}"
    try:
        for _ in Store().query(text):  # type: ignore[union-attr]
            pass
    except OSError:
        with pytest.raises(QueryRefused):
            check_query(text)
    except (SyntaxError, RuntimeError, ValueError):
        return


def test_an_address_on_the_list_may_be_called() -> None:
    check_query(f"SELECT * {{ {CALL} }}", allow=[PEER])
    check_query(f"SELECT * {{ SERVICE SILENT <{PEER}> {{ ?s ?p ?o }} }}", allow=[PEER])
    for text in (
        f"SELECT * {{ {CALL} SERVICE <{PEER}x> {{ }} }}",
        "SELECT * { SERVICE ?x { ?s ?p ?o } }",
        f"PREFIX : <{PEER}> SELECT * {{ SERVICE : {{ ?s ?p ?o }} }}",
    ):
        with pytest.raises(QueryRefused):
            check_query(text, allow=[PEER])


@pytest.mark.parametrize(
    "text",
    [
        f"LOAD <{PEER}>",
        f"LOAD SILENT <{PEER}> INTO GRAPH <http://g/>",
        f"PREFIX : <{PEER}> LOAD:x",
        f"PREFIX : <{PEER}> LOADSILENT:x",
        f"CREATE GRAPH <http://g/> ; load<{PEER}>",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ {CALL} }}",
        f"\\u004COAD <{PEER}>",
    ],
)
def test_an_update_may_not_read_elsewhere(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_update(text)


def test_an_update_may_change_what_is_here() -> None:
    check_update("PREFIX load: <http://a/> INSERT DATA { load:a load:b 'LOAD' } ; CLEAR ALL")
    check_update("DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }")
    check_update(f"LOAD SILENT <{PEER}> INTO GRAPH <http://g/>", allow=[PEER])
