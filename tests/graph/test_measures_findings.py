"""The measures as findings: one a partner, and what they rest on as facts of the run."""

from __future__ import annotations

import pytest
from communities.community import AS_OF
from communities.engine_result import load_tables
from communities.network_community import network_community
from pyoxigraph import Literal, NamedNode

from graph.findings.network import build_network_findings
from graph.findings.writing import RATIO_DIGITS, Findings
from graph.measures import NetworkOptions, compute_network, read_claims
from graph.parameters import CoverageParameters
from graph.projection import Projection, build_projection
from ontology.terms import PROV, RDF, nwd

Facts = dict[str, dict[NamedNode, str]]


def made(seed: int) -> tuple[Projection, dict[str, object], Findings]:
    store = load_tables(network_community(seed))
    net = build_projection(store)
    parameters = CoverageParameters(as_of=AS_OF)
    result = compute_network(
        net, parameters, read_claims(store, net), NetworkOptions(community_runs=2)
    )
    return net, result, build_network_findings(net, result)


def facts_of(findings: Findings) -> Facts:
    """Subject -> property -> value."""
    facts: Facts = {}
    for quad in findings.quads:
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        if quad.predicate.value != f"{RDF}type":
            facts.setdefault(quad.subject.value, {})[quad.predicate] = quad.object.value
    return facts


@pytest.mark.parametrize("seed", range(8))
def test_each_partner_has_a_finding_with_its_measures(seed: int) -> None:
    net, result, findings = made(seed)
    facts = facts_of(findings)
    run = facts.pop(findings.run.value)
    items = result["partners"]
    assert isinstance(items, list)
    assert len(facts) == len(items) == len(net.partners)
    by_partner = {fact[nwd("measuredPartner")]: fact for fact in facts.values()}
    for item in items:
        iri = net.partners.iris[list(net.partners.ids).index(item["partner"])]
        fact = by_partner[iri]
        assert fact[NamedNode(f"{PROV}wasDerivedFrom")] == iri
        assert fact[nwd("ofRun")] == findings.run.value
        assert int(fact[nwd("inDegree")]) == item["in_degree"]
        assert int(fact[nwd("outDegree")]) == item["out_degree"]
        assert float(fact[nwd("betweenness")]) == round(item["betweenness"], RATIO_DIGITS)
        assert int(fact[nwd("coreNumber")]) == item["core"]
        assert fact.get(nwd("communityNumber")) == (
            None if item["community"] is None else str(item["community"])
        )
        assert fact[nwd("isArticulationPoint")] == str(item["articulation_point"]).lower()
    response, network = result["response"], result["network"]
    assert isinstance(response, dict)
    assert isinstance(network, dict)
    for name, share in (
        ("responseRate", response["rate"]),
        ("networkDensity", network["density"]),
        ("networkReciprocity", network["reciprocity"]),
    ):
        told = run.get(nwd(name))
        assert told == (None if share is None else str(Literal(round(share, RATIO_DIGITS)).value))


def test_the_same_network_has_the_same_digest() -> None:
    assert made(3)[2].digest == made(3)[2].digest
    assert made(3)[2].digest != made(4)[2].digest
