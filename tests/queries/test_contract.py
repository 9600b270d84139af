"""What every query file of the catalogue keeps to."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from communities.river import read_river
from pyoxigraph import NamedNode, Store
from rdflib.plugins.sparql import prepareQuery

from graph.store import ReadableStore
from ontology.files import read_ontology
from ontology.terms import CODE, NWD, PREFIXES, SKOS
from queries.catalogue import NamedQuery, catalogue
from queries.codes import code_labels
from queries.header import RECORD_TYPES
from queries.reference import render_reference
from queries.references import list_records
from queries.tokens import significant_tokens, tokens

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "queries.md"


@pytest.fixture(params=catalogue().values(), ids=lambda query: query.name)
def query(request: pytest.FixtureRequest) -> NamedQuery:
    found = request.param
    assert isinstance(found, NamedQuery)
    return found


def prefixes(query: NamedQuery) -> dict[str, str]:
    return dict(re.findall(r"^PREFIX ([\w-]+): <([^>]*)>$", query.text, re.MULTILINE))


@pytest.fixture(scope="module")
def defined() -> set[str]:
    """Every IRI that the vocabulary or a code list defines."""
    return {quad.subject.value for quad in read_ontology() if isinstance(quad.subject, NamedNode)}


def test_the_file_itself_is_legal_sparql(query: NamedQuery) -> None:
    Store().query(query.text)
    prepareQuery(query.text)


def test_prefixes_are_written_out_and_used(query: NamedQuery) -> None:
    declared = prefixes(query)
    body = query.text[query.text.index("\nSELECT ") :]
    used = {t.text.partition(":")[0] for t in significant_tokens(body) if t.kind == "name"}
    assert used == set(declared)
    for prefix, namespace in declared.items():
        assert namespace == PREFIXES.get(prefix, f"{CODE}{prefix}/")


def test_every_term_of_ours_is_defined(query: NamedQuery, defined: set[str]) -> None:
    declared = prefixes(query)
    for token in significant_tokens(query.text):
        if token.kind == "name" and not token.text.endswith(":"):
            prefix, _, local = token.text.partition(":")
            iri = declared[prefix] + local
            if iri.startswith((NWD, CODE)):
                assert iri in defined, token.text


def test_rows_are_in_order_and_columns_are_named(query: NamedQuery) -> None:
    significant = significant_tokens(query.text)
    assert any(token.is_word("ORDER") for token in significant)
    texts = [token.text.upper() for token in significant]
    for before, after in pairwise(texts):
        assert (before, after) not in (("SELECT", "*"), ("DISTINCT", "*"))


def test_rows_are_in_the_order_of_their_key(query: NamedQuery) -> None:
    # Then the order is total, and a page begins where the one before ended.
    significant = significant_tokens(query.text)
    last = max(place for place, token in enumerate(significant) if token.is_word("ORDER"))
    ordered = {token.text[1:] for token in significant[last:] if token.kind == "variable"}
    assert query.key
    assert set(query.key) <= ordered


def test_every_query_with_parameters_has_an_example(query: NamedQuery) -> None:
    shown = {name for example in query.examples for name in example}
    assert bool(query.examples) == bool(query.params)
    for param in query.params:
        assert param.name in shown or not param.required


def test_no_optional_step_in_a_path(query: NamedQuery) -> None:
    assert all(token.text != "?" for token in significant_tokens(query.text))


def test_lists_survive_a_missing_item(query: NamedQuery) -> None:
    # An unbound item is an error, and one error would blank the whole list.
    texts = [token.text for token in significant_tokens(query.text)]
    for position, text in enumerate(texts):
        if text == "GROUP_CONCAT":
            assert texts[position + 1 : position + 4] == ["(", "DISTINCT", "COALESCE"]


def test_the_text_is_laid_out(query: NamedQuery) -> None:
    assert query.text.endswith("\n")
    for line in query.text.splitlines():
        assert line == line.rstrip()
        assert "\t" not in line
        assert line.startswith("#+") or (len(line) - len(line.lstrip())) % 2 == 0
        assert line.startswith("#+") or len(line) <= 100


def test_the_header_reads_well(query: NamedQuery) -> None:
    assert query.question.endswith("?")
    assert not query.summary.endswith(".")
    assert query.columns
    for param in query.params:
        if param.scheme is not None:
            assert code_labels(param.scheme), param.type


def test_an_aggregate_is_of_distinct_rows_or_counts(query: NamedQuery) -> None:
    # A triple may be in two graphs; a plain SUM would count its row twice.
    words = [token.text.upper() for token in tokens(query.text) if token.kind == "word"]
    if "SUM" in words:
        assert words.count("SELECT") > 1


def test_every_record_type_can_be_listed(river: ReadableStore) -> None:
    for kind in RECORD_TYPES:
        assert list_records(river, kind), kind


def test_the_fixture_is_of_the_shipped_vocabulary() -> None:
    shipped = {(q.subject, q.predicate, q.object) for q in read_ontology()}
    texts = (f"{SKOS}prefLabel", f"{SKOS}definition")
    for quad in read_river():
        if str(quad.graph_name).endswith("/ontology>") and quad.predicate.value not in texts:
            assert (quad.subject, quad.predicate, quad.object) in shipped


def test_the_reference_is_current(pytestconfig: pytest.Config) -> None:
    found = render_reference(catalogue())
    if pytestconfig.getoption("--update-golden"):
        REFERENCE.parent.mkdir(exist_ok=True)
        REFERENCE.write_text(found, encoding="utf-8")
    assert REFERENCE.read_text(encoding="utf-8") == found
