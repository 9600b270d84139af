"""What is read of a store to match its records, and how two of them are shown side by side."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from graph.store import MemoryStore
from loaders.matching import Address, propose_matches, read_records
from loaders.matching.conflicts import Row, compare_records
from ontology.files import read_ontology
from ontology.terms import source_graph

PREFIXES = """
PREFIX : <https://w3id.org/nowrongdoor/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX sdo: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dcterms: <http://purl.org/dc/terms/>
BASE <urn:>
"""
COUNTY = """
<c/p> a :Partner ; skos:prefLabel "Hearthside Community Action" ; skos:altLabel "Hearthside" ;
  sdo:telephone "541-555-0125" ; sdo:url "https://hearthside.example" ;
  sdo:email "intake@hearthside.example" ; dcterms:description "Rent and heat." ;
  adms:identifier <c/ein> ; sdo:contactPoint <c/phone2> ; :additionalPage <c/page> ;
  org:subOrganizationOf <c/county> .
<c/county> a :Partner ; skos:prefLabel "Alder County" .
<c/ein> a adms:Identifier ; skos:notation "93-0012345" ; :identifierScheme "US-EIN" .
<c/phone2> a sdo:ContactPoint ; sdo:telephone "541-555-0199" ; sdo:contactType "fax" .
<c/page> a sdo:WebPage ; sdo:url "https://facebook.com/hearthside" .
<c/office> a org:Site ; skos:prefLabel "Main office" ; org:siteOf <c/p> ;
  sdo:streetAddress "77 Railyard Way" ; sdo:addressLocality "Tamarack Falls" ;
  sdo:postalCode "97990" .
<c/shelter> a org:Site ; skos:prefLabel "Safe house" ; org:siteOf <c/p> ; :isConfidential true ;
  sdo:streetAddress "5 Hidden Lane" ; sdo:addressLocality "Tamarack Falls" .
<c/s> a :Service ; skos:prefLabel "Rent help" ; :providedBy <c/p> ;
  :atSite <c/office>, <c/shelter> ;
  :addressesNeed <c/need> ; :classifiedAs <c/term> ; sdo:url "https://hearthside.example/rent" .
<c/need> a :Need ; skos:prefLabel "Rent" .
<c/term> a skos:Concept ; skos:prefLabel "Rent Payment Assistance" .
<c/town> a :Place ; skos:prefLabel "Millrace" .
"""
DIRECTORY = """
<d/p> a :Partner ; skos:prefLabel "Hearthside Community Action Agency" ;
  sdo:telephone "(541) 555-0125" ; sdo:url "http://www.hearthside.example/" ;
  sdo:email "help@hearthside.example" ; dcterms:description "5 Hidden Lane, by appointment" .
"""


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    """Two sources, and the ontology for the labels of its terms."""
    quads = list(read_ontology())
    for source, turtle in (("county", COUNTY), ("directory", DIRECTORY)):
        quads += [
            Quad(q.subject, q.predicate, q.object, source_graph(source))
            for q in parse(f"{PREFIXES}{turtle}", format=RdfFormat.TURTLE)
        ]
    return MemoryStore(quads)


def test_every_key_is_read(store: MemoryStore) -> None:
    records = read_records(store)
    assert [p.iri for p in records.partners] == ["urn:c/county", "urn:c/p", "urn:d/p"]
    one = records.by_iri()["urn:c/p"]
    assert one.source == "county"
    assert one.names == ("Hearthside Community Action", "Hearthside")
    assert one.phones == ("541-555-0125", "541-555-0199")
    assert one.urls == ("https://hearthside.example", "https://facebook.com/hearthside")
    assert one.emails == ("intake@hearthside.example",)
    assert one.identifiers == (("US-EIN", "93-0012345"),)
    assert one.within == {"urn:c/county"}
    (offer,) = records.services
    assert offer.provider == "urn:c/p"
    assert offer.urls == ("https://hearthside.example/rent",)
    assert offer.needs == {"Rent"}
    assert offer.terms == {"Rent Payment Assistance"}
    assert records.places >= {"Millrace", "Tamarack Falls"}


def test_what_is_absent_is_empty(store: MemoryStore) -> None:
    bare = read_records(store).by_iri()["urn:c/county"]
    assert (bare.phones, bare.urls, bare.emails, bare.identifiers, bare.addresses) == ((),) * 5


def test_a_confidential_site_is_no_key_and_is_not_shown(store: MemoryStore) -> None:
    records = read_records(store)
    office = Address("77 Railyard Way", "Tamarack Falls", "97990", "urn:c/office")
    assert records.by_iri()["urn:c/p"].addresses == (office,)
    assert records.services[0].addresses == (office,)
    shown = str(compare_records(store, "urn:c/p", "urn:d/p"))
    shown += str(compare_records(store, "urn:c/s", "urn:c/s"))
    assert "Hidden" not in shown
    assert "Safe house [address withheld]" in shown


def test_the_match_is_proposed_with_reasons(store: MemoryStore) -> None:
    (found,) = [p for p in propose_matches(read_records(store)) if p.kind == "partner"]
    assert (found.left, found.right, found.band) == ("urn:c/p", "urn:d/p", "likely")
    assert {reason.sentence for reason in found.reasons} == {
        "The names are alike: Hearthside Community Action and Hearthside Community Action Agency.",
        "Both have the website https://hearthside.example.",
        "Both have the telephone number 541-555-0125.",
    }


def test_every_field_is_side_by_side_with_its_source(store: MemoryStore) -> None:
    rows = {row.field: row for row in compare_records(store, "urn:c/p", "urn:d/p")}
    assert next(iter(rows)) == "name"
    assert rows["name"] == Row(
        "name",
        ("Hearthside Community Action",),
        ("Hearthside Community Action Agency",),
        "county",
        "directory",
        False,
    )
    assert rows["telephone"].agrees
    assert rows["telephone"].left == ("541-555-0125",)
    assert rows["telephone"].right == ("(541) 555-0125",)
    assert rows["website"].agrees
    assert rows["mail address"].agrees is False
    assert rows["description"].right == ("[address withheld], by appointment",)
    assert rows["identifier"] == Row("identifier", ("93-0012345; US-EIN",), (), "county", "", None)
    assert rows["part of"].left == ("Alder County",)
    assert rows["services"].left == ("Rent help",)
    assert rows["sites"].left == (
        "Main office, 77 Railyard Way, Tamarack Falls",
        "Safe house [address withheld]",
    )


def test_a_field_that_two_sources_state_names_both() -> None:
    said = f'{PREFIXES}<p> a :Partner ; skos:prefLabel "A" ; sdo:telephone "1" .'
    more = f'{PREFIXES}<p> sdo:telephone "2" .'
    store = MemoryStore(
        Quad(q.subject, q.predicate, q.object, source_graph(source))
        for source, text in (("one", said), ("two", more))
        for q in parse(text, format=RdfFormat.TURTLE)
    )
    rows = {row.field: row for row in compare_records(store, "urn:p", "urn:absent")}
    assert rows["telephone"] == Row("telephone", ("1", "2"), (), "one, two", "", None)
    assert compare_records(store, "urn:absent", "urn:nowhere") == []
