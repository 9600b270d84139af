"""The JSON-LD context: complete, and JSON made with it says the same as the Turtle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, SKOS

from ontology.files import list_vocabulary_files, read_context
from ontology.terms import CODE, NWD, SDO

ROOT = Path(__file__).parents[2] / "ontology"
OUR = Namespace(NWD)

# rdflib's JSON-LD parser still makes its deprecated ConjunctiveGraph.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def parse_json(document: dict[str, object]) -> Graph:
    whole = {"@context": json.loads(read_context())["@context"], **document}
    return Graph().parse(data=json.dumps(whole), format="json-ld")


def test_every_term_has_a_key_with_its_type() -> None:
    context = json.loads(read_context())["@context"]
    terms = Graph()
    for file in list_vocabulary_files():
        terms.parse(data=file.read_bytes(), format="turtle")
    for term in terms.subjects(RDF.type, OWL.Class):
        assert context[str(term).removeprefix(NWD)] == "nwd:" + str(term).removeprefix(NWD)
    for term in terms.subjects(RDF.type, OWL.ObjectProperty):
        assert context[str(term).removeprefix(NWD)]["@type"] == "@id"
    for term in terms.subjects(RDF.type, OWL.DatatypeProperty):
        entry = context[str(term).removeprefix(NWD)]
        datatype = terms.value(term, URIRef(SDO + "rangeIncludes"))
        stated = entry["@type"] if isinstance(entry, dict) else "xsd:string"
        assert stated == str(datatype).replace(str(XSD), "xsd:"), term


def test_every_code_list_has_a_prefix() -> None:
    context = json.loads(read_context())["@context"]
    for source in (ROOT / "codes").glob("*.ttl"):
        assert context[source.stem] == f"{CODE}{source.stem}/"


def test_the_worked_community_goes_there_and_back() -> None:
    first = Graph().parse(ROOT / "examples" / "community.ttl")
    text = first.serialize(
        format="json-ld", context=json.loads(read_context())["@context"], auto_compact=False
    )
    assert '"addressesNeed"' in text
    assert isomorphic(first, Graph().parse(data=text, format="json-ld"))


def test_plain_json_gets_types_and_links() -> None:
    made = parse_json(
        {
            "id": "https://example.org/s1",
            "type": "Service",
            "identifier": "s1",
            "name": "Home visits",
            "providedBy": "https://example.org/p1",
            "addressesNeed": ["need:home-visiting", "need:food"],
            "serviceStatus": "service-status:active",
            "forSegment": ["nwd:allFamilies"],
            "fromDay": 0,
            "isVoluntary": True,
            "verifiedOn": "2026-05-14",
            "language": ["en"],
            "latitude": "44.56",
        }
    )
    service = URIRef("https://example.org/s1")
    expected = {
        (RDF.type, OUR.Service),
        (DCTERMS.identifier, Literal("s1")),
        (SKOS.prefLabel, Literal("Home visits")),
        (OUR.providedBy, URIRef("https://example.org/p1")),
        (OUR.addressesNeed, URIRef(CODE + "need/home-visiting")),
        (OUR.addressesNeed, URIRef(CODE + "need/food")),
        (OUR.serviceStatus, URIRef(CODE + "service-status/active")),
        (OUR.forSegment, OUR.allFamilies),
        (OUR.fromDay, Literal("0", datatype=XSD.integer)),
        (OUR.isVoluntary, Literal("true", datatype=XSD.boolean)),
        (OUR.verifiedOn, Literal("2026-05-14", datatype=XSD.date)),
        (DCTERMS.language, Literal("en")),
        (URIRef(SDO + "latitude"), Literal("44.56", datatype=XSD.decimal)),
    }
    assert set(made.predicate_objects(service)) == expected
