from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Quad, RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.public.withheld import KEPT
from ontology.terms import GRAPH_ONTOLOGY, mint, nwd, source_graph
from service.exports import ExportData, write_export
from service.exports.content import triples
from service.exports.content.compaction import Compactor
from service.exports.jsonld import read_context

# rdflib uses its own deprecated class when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def write(name: str, data: ExportData, out: Path) -> bytes:
    write_export(name, data, out)
    return out.read_bytes()


def test_jsonld_and_turtle_hold_the_same_triples(county: ExportData, out: Path) -> None:
    turtle = Graph().parse(data=write("turtle", county, out), format="turtle")
    jsonld = Graph().parse(data=write("jsonld", county, out), format="json-ld")
    assert len(turtle) > 50
    assert isomorphic(turtle, jsonld)


def test_nquads_and_trig_hold_the_same_quads(county: ExportData, out: Path) -> None:
    nquads = set(parse(write("nquads", county, out), RdfFormat.N_QUADS))
    trig = set(parse(write("trig", county, out), RdfFormat.TRIG))
    assert nquads == trig
    assert {quad.graph_name for quad in nquads} >= {GRAPH_ONTOLOGY, source_graph("county")}


def test_nothing_else_is_left_out(county: ExportData, out: Path) -> None:
    """What is in the store and not in the file is the confidential site's, or a load issue's."""
    exported = set(parse(write("nquads", county, out), RdfFormat.N_QUADS))
    lost = set(county.store.store) - exported  # type: ignore[attr-defined]
    hidden, shelter = mint("county", "site", "hidden"), mint("county", "partner", "shelter")
    issue = mint("county", "issue", "1")
    for quad in lost:
        on_site = quad.subject == hidden and quad.predicate.value not in KEPT
        quoted = quad.subject == shelter and "hidden" in str(quad.object)
        of_geometry = isinstance(quad.subject, BlankNode)
        assert on_site or quoted or of_geometry or quad.subject == issue
    assert len(lost) == 12


def test_the_confidential_site_is_still_known_by_name(county: ExportData, out: Path) -> None:
    hidden = mint("county", "site", "hidden")
    kept = {
        quad.predicate.value
        for quad in parse(write("nquads", county, out), RdfFormat.N_QUADS)
        if quad.subject == hidden
    }
    assert kept == KEPT


def test_confidential_in_one_source_is_confidential_in_all(county: ExportData, out: Path) -> None:
    site, other = mint("county", "site", "main"), source_graph("directory")
    truth = next(county.store.store.quads_for_pattern(None, nwd("isConfidential"), None))  # type: ignore[attr-defined]
    county_store = type(county.store)([*county.store.store])  # type: ignore[attr-defined, call-arg]
    county_store.store.add(Quad(site, nwd("isConfidential"), truth.object, other))  # type: ignore[attr-defined]
    text = write("nquads", ExportData(county_store), out).decode()
    assert "1 Main Street" not in text
    assert "Alder City" not in text


def test_a_large_store_streams_and_holds_the_same(
    county: ExportData, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = {
        "nquads": RdfFormat.N_QUADS,
        "turtle": RdfFormat.TURTLE,
        "jsonld": RdfFormat.JSON_LD,
    }
    small = {name: write(name, county, out) for name in formats}
    monkeypatch.setattr(triples, "MOST_SORTED", 10)
    for name in ("nquads", "turtle"):
        large = write(name, county, out)
        assert set(map(str, parse(large, formats[name]))) == set(
            map(str, parse(small[name], formats[name]))
        )
    first = Graph().parse(data=small["jsonld"], format="json-ld")
    assert isomorphic(Graph().parse(data=write("jsonld", county, out), format="json-ld"), first)


def test_sorted_lines_make_two_runs_comparable(county: ExportData, out: Path) -> None:
    lines = [line for line in write("nquads", county, out).decode().splitlines() if line[0] != "#"]
    graphs = [line.split(" <")[-1] for line in lines]
    assert graphs == sorted(graphs)


def test_jsonld_carries_its_context(county: ExportData, out: Path) -> None:
    document = json.loads(write("jsonld", county, out))
    assert document["@context"] == read_context()
    assert all("@id" in node for node in document["@graph"])


CONTEXT = {
    "ex": "http://example.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "link": {"@id": "ex:link", "@type": "@id"},
    "amount": {"@id": "ex:amount", "@type": "xsd:decimal"},
    "label": {"@id": "ex:label", "@language": "en"},
    "on": {"@id": "ex:on", "@type": "xsd:date", "@container": "@set"},
    "ex:odd": {"@id": "ex:odd", "@type": "@id"},
    "plain": "ex:plain",
    "many": {"@id": "ex:many", "@container": "@list"},
}
TURTLE = """
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a a ex:Thing, <http://other.org/Thing> ;
  ex:link ex:b, "a text", [ ex:plain "in a blank node" ] ;
  ex:amount 1.50, "1.5"^^xsd:double, "x" ;
  ex:label "label"@en, "etiqueta"@es, "none" ;
  ex:on "2026-01-01"^^xsd:date, "2026-01-02" ;
  ex:odd "text", ex:c ;
  ex:plain 7, "007"^^xsd:integer, true, "1"^^xsd:boolean, 99999999999999999999,
    "http://example.org/b", "@id", "<\\u2028>", "-0"^^xsd:integer ;
  ex:many "one", "two" ;
  <http://other.org/p> <http://other.org/o>, <mailto:a@example.org> .
"""


def test_compaction_changes_no_triple() -> None:
    compactor = Compactor(CONTEXT)
    quads = sorted(
        (Quad(*triple) for triple in parse(TURTLE, RdfFormat.TURTLE)), key=lambda q: str(q.subject)
    )
    subjects = dict.fromkeys(quad.subject for quad in quads)
    nodes = [compactor.node(s, [q for q in quads if q.subject == s]) for s in subjects]
    text = json.dumps({"@context": CONTEXT, "@graph": nodes})
    found = Graph().parse(data=text, format="json-ld")
    assert isomorphic(found, Graph().parse(data=TURTLE))
    by_oxigraph = {str(quad.triple) for quad in parse(text, RdfFormat.JSON_LD)}
    assert len(by_oxigraph) == len(quads)
