"""Answers are written as the engine would write them, up to where they are cut."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from graph.errors import QueryError, QueryTooLarge
from graph.store import MemoryStore
from ontology.terms import XSD
from service.jobs import graph_read, sparql
from service.protocol.dataset import Dataset, query_dataset
from service.protocol.solutions import Written, write_solutions
from service.protocol.triples import write_triples
from service.settings import Settings
from service.workers.job import JobData

JSON, XML = QueryResultsFormat.JSON, QueryResultsFormat.XML
CSV, TSV = QueryResultsFormat.CSV, QueryResultsFormat.TSV
ALL = "SELECT ?s ?o ?none { ?s ?p ?o }"
BASE = "http://test/sparql"
EVERYTHING = 10**9

_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\"'\\,<>& "), max_size=8
)
_numbers = st.sampled_from(["1", "-2.50", "1e3", "INF", "x", "", "true", "+007"])
_types = st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string", "anyURI"])
_literals = st.one_of(
    st.builds(Literal, _texts),
    st.builds(lambda text: Literal(text, language="en-gb"), _texts),
    st.builds(lambda text, t: Literal(text, datatype=NamedNode(XSD + t)), _numbers, _types),
)
_nodes = st.sampled_from([NamedNode("http://e/a?b=<c".replace("<", "&")), BlankNode("b1")])
_triples = st.builds(lambda o: Triple(NamedNode("a:s"), NamedNode("a:p"), o), _literals)
_terms = st.one_of(_literals, _nodes, _triples)


def store_of(terms: list[object]) -> Store:
    store = Store()
    for number, term in enumerate(terms):
        store.add(Quad(NamedNode(f"a:s{number}"), NamedNode("a:p"), term))  # type: ignore[arg-type]
    return store


def select(store: Store, query: str = ALL) -> QuerySolutions:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found


def write(
    store: Store, form: QueryResultsFormat, *, rows: int = EVERYTHING, size: int = EVERYTHING
) -> Written:
    found = select(store)
    return write_solutions(found, form, most_rows=rows, most_bytes=size, about_cut=BASE + "#cut")


@settings(max_examples=60)
@given(st.lists(_terms, max_size=4))
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV], ids=str)
def test_the_bytes_are_those_of_the_engine(form: QueryResultsFormat, terms: list[object]) -> None:
    # The engine's CSV of a triple is not to be read again.
    assume(form is not CSV or not any(isinstance(term, Triple) for term in terms))
    store = store_of(terms)
    written = write(store, form)
    assert b"".join(written.chunks) == select(store).serialize(format=form)
    assert (written.rows, written.truncated) == (len(terms), False)


@settings(max_examples=60)
@given(st.lists(st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]))), max_size=3))
@pytest.mark.parametrize("form", [JSON, XML, TSV], ids=str)
def test_every_text_survives(form: QueryResultsFormat, terms: list[object]) -> None:
    """Control characters too, but in XML, which has no way to write them."""
    store = store_of(terms)
    body = b"".join(write(store, form).chunks)
    parsed = parse_query_results(body, format=form)
    assert isinstance(parsed, QuerySolutions)
    found = [row["o"].value for row in parsed]
    expected = [row["o"].value for row in select(store)]
    if form is XML:
        ElementTree.fromstring(body)
        found, expected = ([_plain(text) for text in texts] for texts in (found, expected))
    assert found == expected


def _plain(text: str) -> str:
    """Without what no XML can hold, and with line ends in one way, as parsers have it."""
    kept = (c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text)
    return "".join("\ufffd" if c in "\ufffe\uffff" else c for c in kept)


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV], ids=str)
def test_a_cut_is_at_a_whole_row(form: QueryResultsFormat) -> None:
    store = store_of([Literal("x" * 50) for _ in range(100)])
    whole = len(b"".join(write(store, form).chunks))
    for written in (write(store, form, rows=40), write(store, form, size=whole // 2)):
        body = b"".join(written.chunks)
        assert written.truncated
        assert len(body) <= whole // 2
        assert 20 < written.rows <= 50
        if form is not CSV:
            parsed = parse_query_results(body, format=form)
            assert isinstance(parsed, QuerySolutions)
            assert len(list(parsed)) == written.rows
        assert body.count(b"x" * 50) == written.rows
    assert not write(store, form, rows=100).truncated


def test_solutions_without_variables_are_counted() -> None:
    store = store_of([Literal(number) for number in range(3)])
    found = select(store, "SELECT * { [] <a:p> [] }")
    written = write_solutions(found, JSON, most_rows=2, most_bytes=EVERYTHING, about_cut="a:cut")
    body = json.loads(b"".join(written.chunks))
    assert body["results"]["bindings"] == [{}, {}]
    assert body["head"]["truncated"] is True


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD], ids=str)
def test_triples_are_cut_at_whole_triples(form: RdfFormat) -> None:
    store = store_of([Literal("x" * 1_000) for _ in range(1_500)])

    def construct() -> QueryTriples:
        found = store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert isinstance(found, QueryTriples)
        return found

    some = write_triples(construct(), form, most=10, most_bytes=EVERYTHING)
    assert (some.rows, some.truncated) == (10, True)
    assert len(list(parse(b"".join(some.chunks), form))) == 10
    few = write_triples(construct(), form, most=None, most_bytes=1_000_000)
    body = b"".join(few.chunks)
    assert few.truncated
    assert len(list(parse(body, form))) == few.rows
    assert 900_000 < len(body) <= 1_000_000
    every = write_triples(construct(), form, most=1_500, most_bytes=EVERYTHING)
    assert (every.rows, every.truncated) == (1_500, False)


def test_only_prefixes_that_are_used_are_written() -> None:
    triple = Triple(NamedNode(f"{XSD}a"), NamedNode("a:p"), Literal("o"))
    written = write_triples([triple], RdfFormat.TURTLE, most=None, most_bytes=EVERYTHING)
    body = b"".join(written.chunks).decode()
    assert body.startswith("@prefix xsd:")
    assert body.count("@prefix") == 1


def test_a_graph_is_never_cut() -> None:
    store = MemoryStore(store_of([Literal("x" * 10_000) for _ in range(200)]))
    data = JobData.over(store, Settings(answer_limit_mb=1))
    with pytest.raises(QueryTooLarge):
        graph_read.run(data, graph=None, accept="text/turtle")


def test_a_fault_while_answering_leaves_no_answer() -> None:
    data = JobData.over(MemoryStore(), Settings())
    for text in ("SELECT * { ?s }", "SELECT (<http://a/unknown>(1) AS ?x) {}"):
        with pytest.raises(QueryError):
            sparql.run(data, text=text, base=BASE, accept="*/*")


def test_a_triple_in_a_cell_of_csv_is_one_cell() -> None:
    store = store_of([Triple(NamedNode("a:s"), NamedNode("a:p"), Literal('a "b", c'))])
    rows = list(csv.reader(io.StringIO(b"".join(write(store, CSV).chunks).decode(), newline="")))
    assert rows[1] == ["a:s0", 'a:s a:p a "b", c', ""]


class Elsewhere:
    """A store of another engine, which only takes the text of a query."""

    version = "1"

    def __init__(self) -> None:
        self.memory = MemoryStore([Quad(NamedNode("a:s"), NamedNode("a:p"), Literal("o"))])
        self.asked: list[str] = []

    def query(self, text: str) -> QueryBoolean | QuerySolutions | QueryTriples:
        self.asked.append(text)
        return self.memory.query(text)


class Choosing(Elsewhere):
    """One that takes graphs beside the text, too."""

    def query_dataset(
        self, text: str, default_graphs: list[str], named_graphs: list[str]
    ) -> QueryBoolean | QuerySolutions | QueryTriples:
        self.asked.append(f"{default_graphs} {named_graphs}")
        return self.memory.query(text)


def test_another_engine_is_asked_by_its_text() -> None:
    store = Elsewhere()
    found = query_dataset(store, "ASK { ?s ?p ?o }", Dataset("union"), base=BASE)
    assert isinstance(found, QueryBoolean)
    assert found
    assert store.asked == [f"BASE <{BASE}> ASK {{ ?s ?p ?o }}"]
    for dataset in (Dataset("strict"), Dataset("union", default_graphs=["a:g"])):
        with pytest.raises(QueryError, match="FROM"):
            query_dataset(store, "ASK {}", dataset, base=BASE)
    choosing = Choosing()
    query_dataset(choosing, "ASK {}", Dataset("union", named_graphs=["a:g"]), base=BASE)
    assert choosing.asked == ["[] ['a:g']"]
