"""Graphs named in a query are found, and those of a request are written into an update."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.errors import QueryError
from queries.dataset import add_using, names_dataset

G1, G2, G3 = "http://g/1", "http://g/2", "http://g/3"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <http://g/> { ?s ?p ?o }",
        "select*from<http://g/>{ ?s ?p ?o }",
        "PREFIX : <http://g/> ASK FROM NAMED :g { ?s ?p ?o }",
        "PREFIX : <http://g/> SELECT ?s FROM:g { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM <http://g/> WHERE { ?s ?p ?o }",
        "DESCRIBE <http://a/> # here\nFROM # and\n<http://g/>",
        "SELECT (COUNT(*) AS ?n) FROM <http://g/> { ?s ?p ?o }",
    ],
)
def test_a_query_that_names_graphs(text: str) -> None:
    assert names_dataset(text)
    Store().query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?from { ?from ?p 'FROM <http://g/>' } # FROM <http://g/>",
        "PREFIX from: <http://g/> DESCRIBE from:a",
        "PREFIX from: <http://g/> SELECT * { ?s from:a ?o }",
        "SELECT * { GRAPH <http://from/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '''FROM <http://g/> \n FROM''' }",
    ],
)
def test_a_query_that_does_not(text: str) -> None:
    assert not names_dataset(text)
    Store().query(text)


def _store() -> Store:
    store = Store()
    for graph in (DefaultGraph(), NamedNode(G1), NamedNode(G2), NamedNode(G3)):
        name = graph.value if isinstance(graph, NamedNode) else "default"
        store.add(Quad(NamedNode("a:s"), NamedNode("a:in"), Literal(name), graph))
    return store


def _found(store: Store) -> set[str]:
    return {
        quad.object.value
        for quad in store.quads_for_pattern(None, NamedNode("a:found"), None)
        if isinstance(quad.object, Literal)
    }


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("?s <a:in> ?o", {G1, G2}),
        ("GRAPH ?g { ?s <a:in> ?o }", {G3}),
        ("{ ?s <a:in> ?o } UNION { GRAPH ?g { ?s <a:in> ?o } }", {G1, G2, G3}),
    ],
)
@pytest.mark.parametrize(
    "template",
    [
        "INSERT {{ ?s <a:found> ?o }} WHERE {{ {} }}",
        "INSERT {{ ?s <a:found> ?o }}WHERE{{ {} }}",
        "DELETE {{ ?x <a:none> 1 }} INSERT {{ ?s <a:found> ?o }} # WHERE\nwhere {{ {} }}",
        "CREATE GRAPH <a:new> ; INSERT {{ ?s <a:found> ?o }} WHERE {{ {} }} ; INSERT DATA {{}}",
        'INSERT DATA {{ <a:s> <a:p> "WHERE {{" }} ; INSERT {{ ?s <a:found> ?o }} WHERE {{ {} }}',
    ],
)
def test_every_where_reads_the_graphs_of_the_request(
    template: str, where: str, found: set[str]
) -> None:
    store = _store()
    store.update(add_using(template.format(where), graphs=[G1, G2], named=[G3]))
    assert _found(store) == found


def test_a_short_deletion_reads_them_too() -> None:
    store = _store()
    text = "DELETE WHERE { ?s <a:in> ?o } ; DELETE WHERE { GRAPH ?g { ?s <a:in> ?o } }"
    store.update(add_using(text, graphs=[G1], named=[G3]))
    left = {quad.object.value for quad in store if isinstance(quad.object, Literal)}
    # The first looks at G1, but deletes from the unnamed graph; the second from G3.
    assert left == {"default", G1, G2}


@pytest.mark.parametrize(
    "text",
    [
        "WITH <http://g/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } USING <http://g/> WHERE { ?s ?p ?o }",
        "PREFIX : <http://g/> INSERT { ?s ?p 1 } USING:g WHERE { ?s ?p ?o }",
        "PREFIX : <http://g/> WITH:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } WHER\\u0045 { ?s ?p ?o }",
        "DELETEWHERE { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o",
        "SELECT * { ?s ?p ?o }",
    ],
)
def test_graphs_are_chosen_in_one_way(text: str) -> None:
    with pytest.raises(QueryError):
        add_using(text, graphs=[G1], named=[])


@given(st.text(alphabet="INSERTDLWH {};<>:ga#\"'\\\n", max_size=60))
def test_no_text_is_rewritten_so_that_it_reads_other_graphs(noise: str) -> None:
    """Whatever is rewritten and then understood by the engine never reads the unnamed graph."""
    text = f"INSERT {{ ?s <a:found> ?o }} {noise} WHERE {{ ?s <a:in> ?o }}"
    store = _store()
    try:
        store.update(add_using(text, graphs=[G1], named=[]))
    except (QueryError, SyntaxError, OSError):
        return
    assert _found(store) <= {G1}
