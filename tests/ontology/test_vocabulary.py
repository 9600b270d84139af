"""The vocabulary and the code lists: every term is described, and the lists hold together."""

from __future__ import annotations

from functools import cache
from importlib.resources.abc import Traversable

import pytest
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, SKOS

from ontology.files import list_alignment_files, list_code_files, list_ontology_files
from ontology.terms import CODE, NWD
from ontology.validate import render_violation, validate_ontology

OUR = Namespace(NWD)
STAGES = {
    "prenatal": (-280, 0),
    "newborn": (0, 28),
    "infant": (28, 365),
    "toddler": (365, 730),
    "preschool": (730, 1826),
}
SCHEMES = {
    "blend-kind": {"single", "braided", "blended"},
    "budget-phase": {"requested", "awarded", "planned", "spent"},
    "claimed-by": {"sender", "receiver", "both"},
    "completeness-topic": {"referrals", "services", "doors"},
    "completeness-value": {"complete", "partial"},
    "delivery-mode": {"in-person", "home-visit", "virtual", "phone", "group", "mobile", "mail"},
    "door-status": {"active", "inactive", "closed", "unknown"},
    "funding-level": {
        "federal",
        "state",
        "tribal",
        "county",
        "local",
        "philanthropic",
        "private",
    },
    "gap-type": {"orphan", "supply", "eligibility", "access", "link", "warmth", "door-gap"},
    "life-stage": set(STAGES),
    "overlap-verdict": {
        "overlap-not-judged",
        "healthy-redundancy",
        "duplication-candidate",
        "possible-duplicate-record",
    },
    "pathway-status": {"active", "planned", "lapsed", "unknown"},
    "referral-mode": {"warm", "cold", "unknown"},
    "service-status": {"active", "inactive", "defunct", "temporarily-closed", "unknown"},
}


@cache
def read_all() -> Graph:
    merged = Graph()
    for source in list_ontology_files():
        merged.parse(data=source.read_bytes(), format="turtle")
    return merged


def list_terms() -> list[URIRef]:
    terms = read_all()
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {t for kind in kinds for t in terms.subjects(RDF.type, kind)}
    return sorted(URIRef(str(t)) for t in found)


def test_every_term_is_described() -> None:
    terms = read_all()
    assert len(list_terms()) > 130
    for term in list_terms():
        assert str(term).startswith(NWD), term
        for predicate in (RDFS.label, SKOS.definition, SKOS.example):
            (text,) = terms.objects(term, predicate)
            assert isinstance(text, Literal), term
            assert text.language == "en", term
        assert list(terms.objects(term, RDFS.isDefinedBy)) == [URIRef(NWD.rstrip("#"))], term


def test_everything_of_ours_is_a_term_a_concept_a_scheme_or_reserved() -> None:
    terms = read_all()
    ontology = URIRef(NWD.rstrip("#"))
    reserved = {OUR.everywhere, OUR.allFamilies}
    for subject in set(terms.subjects()):
        described = (subject, RDFS.isDefinedBy, None) in terms
        assert described or subject == ontology, subject
        if str(subject).startswith(NWD):
            assert subject in set(list_terms()) | reserved, subject


def test_definitions_end_with_a_full_stop_and_labels_differ() -> None:
    terms = read_all()
    for subject, definition in terms.subject_objects(SKOS.definition):
        assert str(definition).endswith("."), subject
        assert str(definition)[0].isupper(), subject
    labels = [str(terms.value(t, RDFS.label)) for t in list_terms()]
    assert len(labels) == len(set(labels))


def test_reserved_individuals() -> None:
    terms = read_all()
    assert terms.value(OUR.everywhere, DCTERMS.identifier) == Literal("everywhere")
    assert (OUR.everywhere, RDF.type, OUR.Place) in terms
    assert terms.value(OUR.allFamilies, DCTERMS.identifier) == Literal("all")
    assert (OUR.allFamilies, RDF.type, OUR.PopulationSegment) in terms


def test_style_shapes_pass() -> None:
    assert [render_violation(v) for v in validate_ontology()] == []


def test_header_agrees_with_its_version() -> None:
    terms, header = read_all(), URIRef(NWD.rstrip("#"))
    version = str(terms.value(header, OWL.versionInfo))
    assert str(terms.value(header, OWL.versionIRI)).endswith(f"/ontology/{version}")


@pytest.mark.parametrize("source", list_code_files(), ids=lambda s: s.name)
def test_one_scheme_a_file_and_every_concept_whole(source: Traversable) -> None:
    name = source.name.removesuffix(".ttl")
    terms = Graph().parse(data=source.read_bytes(), format="turtle")
    scheme = URIRef(CODE + name)
    assert set(terms.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}
    concepts = set(terms.subjects(RDF.type, SKOS.Concept))
    assert set(terms.subjects()) == concepts | {scheme}
    for concept in concepts:
        notation = str(concept).removeprefix(f"{scheme}/")
        for predicate in (SKOS.prefLabel, SKOS.definition):
            (text,) = terms.objects(concept, predicate)
            assert isinstance(text, Literal), concept
            assert text.language == "en", concept
        for predicate in (SKOS.notation, DCTERMS.identifier):
            assert list(terms.objects(concept, predicate)) == [Literal(notation)], concept
        assert list(terms.objects(concept, SKOS.inScheme)) == [scheme]
        assert list(terms.objects(concept, RDFS.isDefinedBy)) == [scheme]
    tops = set(terms.subjects(SKOS.topConceptOf, scheme))
    assert tops == set(terms.objects(scheme, SKOS.hasTopConcept))
    assert tops == {c for c in concepts if (c, SKOS.broader, None) not in terms}
    if name in SCHEMES:
        assert {str(c).removeprefix(f"{scheme}/") for c in concepts} == SCHEMES[name]


@pytest.mark.parametrize(("stage", "window"), STAGES.items())
def test_life_stages_lie_on_the_day_axis(stage: str, window: tuple[int, int]) -> None:
    terms, concept = read_all(), URIRef(f"{CODE}life-stage/{stage}")
    bounds = terms.value(concept, OUR.fromDay), terms.value(concept, OUR.toDay)
    assert tuple(Literal(day) for day in window) == bounds


def test_needs_are_many_and_their_broader_terms_form_no_cycle() -> None:
    terms = read_all()
    needs = set(terms.subjects(RDF.type, OUR.Need))
    assert len(needs) >= 60
    for need in needs:
        above = set(terms.transitive_objects(need, SKOS.broader)) - {need}
        assert above <= needs, need
        for parent in terms.objects(need, SKOS.broader):
            assert need not in set(terms.transitive_objects(parent, SKOS.broader)), need


def test_every_need_without_narrower_ones_is_asked_at_a_life_stage() -> None:
    terms = read_all()
    stages = set(terms.subjects(RDF.type, OUR.LifeStage))
    for need in terms.subjects(RDF.type, OUR.Need):
        asked = set(terms.objects(need, OUR.relevantAt))
        assert asked <= stages, need
        groups = (None, SKOS.broader, need) in terms
        assert bool(asked) is not groups, need


def test_every_kind_of_touchpoint_has_a_life_stage() -> None:
    terms = read_all()
    stages = set(terms.subjects(RDF.type, OUR.LifeStage))
    kinds = list(terms.subjects(SKOS.inScheme, URIRef(CODE + "touchpoint-kind")))
    assert len(kinds) == 30
    for kind in kinds:
        found = set(terms.objects(kind, OUR.atLifeStage))
        assert found, kind
        assert found <= stages, kind


def test_no_blank_nodes_in_what_is_stored() -> None:
    assert not [t for triple in read_all() for t in triple if isinstance(t, BNode)]


@pytest.mark.parametrize("source", list_alignment_files(), ids=lambda s: s.name)
def test_alignments_match_our_terms_to_others(source: Traversable) -> None:
    assert source.name.endswith("-alignment.ttl")
    rows = Graph().parse(data=source.read_bytes(), format="turtle")
    reused = {URIRef("http://www.w3.org/ns/org#Site")}
    reused |= {URIRef("http://www.w3.org/ns/org#classification")}
    known = set(read_all().subjects()) | reused
    matches = {SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    assert len(rows) >= 4
    for ours, predicate, theirs in rows:
        assert ours in known, ours
        assert predicate in matches, predicate
        assert isinstance(theirs, URIRef), theirs
        assert theirs not in known, theirs
