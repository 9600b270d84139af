"""The W3C's three tests of the service description, and that it says what is true."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store
from w3c.endpoint import Endpoint
from w3c.suite import list_entries, needs_suite

SD = "http://www.w3.org/ns/sparql-service-description#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
RANGES = {
    "endpoint": (),
    "supportedLanguage": ("Language",),
    "feature": ("Feature",),
    "resultFormat": (),
    "inputFormat": (),
    "defaultEntailmentRegime": (),
    "defaultDataset": ("Dataset",),
    "defaultGraph": ("Graph",),
    "namedGraph": ("NamedGraph",),
    "name": (),
    "graph": ("Graph",),
}
"""Properties of the schema that are used, and the classes of what they lead to."""
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
FEATURES = {
    *("DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs"),
    "BasicFederatedQuery",
}


def describe(endpoint: Endpoint, accept: str = "text/turtle") -> Store:
    answer = endpoint.ask("GET", "/sparql", headers={"Accept": accept})
    assert (answer.status, answer.media_type) == (200, accept)
    described = Store()
    described.load(answer.body, SYNTAXES[accept])
    return described


def objects(described: Store, name: str) -> list[NamedNode | BlankNode | Literal]:
    found = described.quads_for_pattern(None, NamedNode(SD + name), None)
    return [quad.object for quad in found]  # type: ignore[misc]


def test_the_manifest_is_known() -> None:
    needs_suite()
    names = {entry.name for entry in list_entries("service-description")}
    assert names == {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}


@pytest.mark.parametrize("accept", SYNTAXES)
def test_returns_rdf(endpoint: Endpoint, accept: str) -> None:
    assert len(describe(endpoint, accept)) > 20


def test_has_endpoint_triple(endpoint: Endpoint) -> None:
    assert objects(describe(endpoint), "endpoint") == [NamedNode(f"{endpoint.address}/sparql")]


def test_conforms_to_schema(endpoint: Endpoint) -> None:
    described = describe(endpoint)
    used = {q.predicate.value for q in described if q.predicate.value.startswith(SD)}
    assert used <= {SD + name for name in RANGES}
    assert len(objects(described, "endpoint")) == len(objects(described, "defaultDataset")) == 1
    for name, classes in RANGES.items():
        for found in objects(described, name):
            assert not isinstance(found, Literal)
            if classes == ("Language",):
                assert found.value.removeprefix(SD) in LANGUAGES
            elif classes == ("Feature",):
                assert found.value.removeprefix(SD) in FEATURES
            elif classes:
                types = described.quads_for_pattern(found, TYPE, None)
                assert {quad.object for quad in types} == {NamedNode(SD + c) for c in classes}
    for named in objects(described, "namedGraph"):
        assert not isinstance(named, Literal)
        for name in ("name", "graph"):
            assert len(list(described.quads_for_pattern(named, NamedNode(SD + name), None))) == 1


def test_the_service_is_as_described(endpoint: Endpoint) -> None:
    endpoint.clear()
    assert endpoint.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }").status == 204
    described = describe(endpoint)
    assert NamedNode("urn:g") in objects(described, "name")
    assert NamedNode(SD + "UnionDefaultGraph") not in objects(described, "feature")
    assert NamedNode(SD + "SPARQL11Update") in objects(described, "supportedLanguage")
