"""The W3C's 232 tests of query evaluation, over HTTP, against the engine as it is and the suite.

The default graph of a test is the unnamed graph; where a test also has named graphs, the request
names all of its graphs, since the store always holds others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)
from w3c.comparing import (
    Table,
    read_result_graph,
    read_solutions,
    same_table,
    same_triples,
    table_of,
)
from w3c.endpoint import Answer, Endpoint, insert_text
from w3c.suite import QT, Entry, list_entries, needs_suite, read_file

FOLDERS = [
    *("aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists"),
    *("functions", "grouping", "json-res", "negation", "project-expression"),
    *("property-path", "subquery"),
]
KINDS = {"QueryEvaluationTest", "CSVResultFormatTest"}
ENTRIES = sorted(
    (entry for folder in FOLDERS for entry in list_entries(folder) if entry.kind in KINDS),
    # Tests of the same data follow each other, since loading takes longest.
    key=lambda entry: (entry.files(entry.action, QT + "data"), str(entry)),
)
FORMS = {
    "srx": QueryResultsFormat.XML,
    "srj": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
}
SYNTAXES = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "nt": RdfFormat.N_TRIPLES}
ASKED = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
}
Found = Table | bool | list[Triple]
OTHER_IN_THE_ENGINE = {
    "aggregates/agg-empty-group-count-graph": "a sub-select in GRAPH ?g does not see ?g",
    "aggregates/agg-groupconcat-04": "GROUP_CONCAT keeps the language that all texts have",
    "aggregates/agg-groupconcat-06": "GROUP_CONCAT keeps the language that all texts have",
    "bindings/graph": "VALUES in GRAPH ?g does not bind ?g",
    "csv-tsv-res/tsv03": "integers of a narrower type are stored as xsd:integer",
    "functions/bnode01": "BNODE gives the same node for the same text in every row",
    "negation/graph-minus": "MINUS in GRAPH ?g takes ?g for a shared variable",
    "property-path/zero_or_more_set_end": "a term that is not stored has no path to itself",
    "property-path/zero_or_more_set_start": "a term that is not stored has no path to itself",
    "property-path/zero_or_one_set_end": "a term that is not stored has no path to itself",
    "property-path/zero_or_one_set_start": "a term that is not stored has no path to itself",
}
"""Tests of which the engine by itself has another result than the suite."""


@dataclass(frozen=True)
class Question:
    """A query, and the files that are its graphs."""

    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]

    @property
    def explicit(self) -> bool:
        """Whether the request has to name the graphs."""
        return bool(self.named) or "FROM" in self.text


def question_of(entry: Entry) -> Question:
    text = f"BASE <{entry.query}> {read_file(entry.query).decode()}"
    data = tuple(entry.files(entry.action, QT + "data"))
    return Question(text, data, tuple(entry.files(entry.action, QT + "graphData")))


@cache
def triples_of(file: str) -> tuple[Triple, ...]:
    syntax = SYNTAXES[file.rpartition(".")[2]]
    found = parse(read_file(file), syntax, base_iri=file, rename_blank_nodes=True)
    return tuple(quad.triple for quad in found)


def quads_of(files: tuple[str, ...], *, named: bool) -> Iterator[Quad]:
    for file in files:
        graph = NamedNode(file) if named else DefaultGraph()
        for triple in triples_of(file):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def ask_engine(question: Question) -> Found:
    """What the engine answers without a service around it."""
    store = Store()
    store.extend(quads_of(question.default, named="FROM" in question.text))
    store.extend(quads_of(question.named, named=True))
    found = store.query(question.text)
    if isinstance(found, QueryBoolean):
        return bool(found)
    if isinstance(found, QueryTriples):
        return list(found)
    return table_of(found)


def ask_service(endpoint: Endpoint, question: Question, accept: str) -> Answer:
    if not question.explicit:
        if endpoint.loaded != question.default:
            quads = quads_of(question.default, named=False)
            assert endpoint.update(f"CLEAR DEFAULT ; {insert_text(quads)}").status == 204
            endpoint.loaded = question.default
        return endpoint.query(question.text, accept=accept)
    if "FROM" in question.text:
        return endpoint.query(question.text, accept=accept)
    # With named graphs only, the default graph of the request is empty.
    return endpoint.query(
        question.text, accept=accept, graphs=question.default, named=question.named
    )


def read_answer(answer: Answer) -> Found:
    if answer.media_type == "application/n-triples":
        return [quad.triple for quad in parse(answer.body, RdfFormat.N_TRIPLES)]
    form = next(name for name, media_type in ASKED.items() if media_type == answer.media_type)
    return read_solutions(answer.body, FORMS[form])


def read_expected(entry: Entry) -> Found:
    file = entry.result
    assert file is not None
    suffix = file.rpartition(".")[2]
    if suffix in FORMS:
        return read_solutions(read_file(file), FORMS[suffix])
    if entry.folder == "construct" or b"result-set#" not in read_file(file):
        return list(triples_of(file))
    return read_result_graph(read_file(file), SYNTAXES[suffix], base=file)


def same(one: Found, other: Found, *, ordered: bool = False) -> bool:
    if isinstance(one, Table) and isinstance(other, Table):
        return same_table(one, other, ordered=ordered)
    if isinstance(one, list) and isinstance(other, list):
        return same_triples(one, other)
    return one is other


def read_csv(body: bytes) -> list[dict[str, str]]:
    """The rows, with numbers in one way of writing them and blank nodes without their names."""
    return [
        {name: _csv_cell(cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(body.decode(), newline=""))
    ]


def _csv_cell(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return str(float(cell))
    except ValueError:
        return cell


@pytest.fixture(scope="module")
def with_graphs(endpoint: Endpoint) -> Endpoint:
    """The service with every file that is a named graph of some test."""
    endpoint.clear()
    questions = [question_of(entry) for entry in ENTRIES]
    files = {
        file
        for question in questions
        if question.explicit
        for file in (*question.default, *question.named)
    }
    assert endpoint.update(insert_text(quads_of(tuple(files), named=True))).status == 204
    return endpoint


def test_the_manifests_are_whole() -> None:
    needs_suite()
    assert len(ENTRIES) == 235


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_evaluation(entry: Entry, with_graphs: Endpoint) -> None:
    question = question_of(entry)
    oracle = ask_engine(question)
    suffix = (entry.result or "").rpartition(".")[2]
    accept = ASKED.get(suffix, ASKED["srj"])
    if isinstance(oracle, list):
        accept = "application/n-triples"
    answer = ask_service(with_graphs, question, accept)
    assert answer.status == 200, answer.body[:300]
    assert "nwd-truncated-at" not in answer.headers
    if suffix == "csv":
        assert read_csv(answer.body) == read_csv(read_file(entry.result or ""))
        return
    found = read_answer(answer)
    ordered = "ORDER BY" in question.text.upper()
    assert same(found, oracle, ordered=ordered)
    if str(entry) not in OTHER_IN_THE_ENGINE:
        assert same(found, read_expected(entry))
