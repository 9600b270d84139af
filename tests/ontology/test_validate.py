"""What `validate` tells of data, beyond the single rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Identifier

from ontology.terms import CODE, NWD, mint
from ontology.validate import Violation, validate

ROOT = Path(__file__).parents[2] / "ontology"
COMMUNITY = ROOT / "examples" / "community.ttl"
SERVICE = URIRef(mint("a", "service", "s1").value)
PARTNER = URIRef(mint("b", "partner", "p1").value)


def build_service(*, provider: URIRef = PARTNER) -> Graph:
    data = Graph()
    data.add((SERVICE, RDF.type, URIRef(NWD + "Service")))
    data.add((SERVICE, DCTERMS.identifier, Literal("s1")))
    data.add((SERVICE, URIRef(NWD + "providedBy"), provider))
    return data


def test_the_worked_community_is_free_of_violations_and_warnings() -> None:
    assert validate(COMMUNITY, "essential") == []


def test_an_empty_graph_conforms_at_every_level() -> None:
    assert validate(Graph(), "full") == []


def test_a_record_of_another_source_need_not_be_described() -> None:
    assert validate(build_service()) == []
    described = [v for v in validate(build_service(), "essential") if v.shape == "described"]
    (found,) = described
    assert (found.focus, found.path, found.value) == (
        str(SERVICE),
        NWD + "providedBy",
        str(PARTNER),
    )


def test_a_wrong_reference_is_told_of_the_record_that_makes_it() -> None:
    need = URIRef(CODE + "need/food")
    assert validate(build_service(provider=need)) == [
        Violation(
            focus=str(SERVICE),
            path=NWD + "providedBy",
            value=str(need),
            message="What is named here must be a partner.",
            severity="violation",
            shape="partnerReference",
        )
    ]


def test_a_subclass_of_ours_counts() -> None:
    data = build_service()
    agency = URIRef("https://example.org/Agency")
    rdfs_subclass = URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    data.add((agency, rdfs_subclass, URIRef(NWD + "Partner")))
    data.add((PARTNER, RDF.type, agency))
    data.add((PARTNER, DCTERMS.identifier, Literal("p1")))
    assert validate(data) == []


def test_the_data_is_left_as_it_was() -> None:
    data = build_service()
    before = set(data)
    validate(data, "full")
    assert set(data) == before


def test_severities_follow_the_levels() -> None:
    found = validate(build_service(), "full")
    assert {v.severity for v in found} == {"warning", "info"}
    assert found == sorted(found, key=lambda v: (v.shape, v.focus, v.path or "", v.value or ""))


def test_shipped_terms_are_not_blamed() -> None:
    data = build_service()
    data.add((SERVICE, URIRef(NWD + "servesArea"), URIRef(NWD + "everywhere")))
    assert {v.focus for v in validate(data, "full")} == {str(SERVICE)}


def test_a_shipped_term_that_the_data_spoils_is_blamed() -> None:
    data = Graph()
    everywhere = URIRef(NWD + "everywhere")
    data.add((everywhere, DCTERMS.identifier, Literal("somewhere")))
    assert {(v.focus, v.shape) for v in validate(data)} == {(str(everywhere), "identifier")}


ODD = [
    Literal("soon", datatype=XSD.date),
    Literal("many", datatype=XSD.integer),
    Literal("NaN", datatype=XSD.double),
    Literal("2026-01-01T00:00:00Z", datatype=XSD.dateTime),
    Literal("2026-01-01T00:00:00", datatype=XSD.dateTime),
    Literal("word"),
    Literal("Wort", lang="de"),
    URIRef("https://example.org/x"),
    BNode("x"),
]


@pytest.mark.parametrize("start", ODD, ids=str)
def test_values_that_cannot_be_compared_are_reported(start: Identifier) -> None:
    data = Graph()
    ends = (*ODD, Literal("2026-01-01", datatype=XSD.date))
    volumes = [URIRef(mint("a", "referral-volume", str(n)).value) for n in range(len(ends))]
    for volume, end in zip(volumes, ends, strict=True):
        data.add((volume, RDF.type, URIRef(NWD + "ReferralVolume")))
        data.add((volume, URIRef(NWD + "periodStart"), start))
        data.add((volume, URIRef(NWD + "periodEnd"), end))
        data.add((volume, URIRef(NWD + "countValue"), start))
    broken = validate(data)
    for rule in ("periodStart", "countValue"):
        assert {v.focus for v in broken if v.shape == rule} == {str(v) for v in volumes}


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="no level"):
        validate(Graph(), "strict")
