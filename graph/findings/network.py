"""Where each partner stands in the network, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings, ratio
from graph.projection import Projection


def build_network_findings(net: Projection, network: dict[str, Any]) -> Findings:
    """One `nwd:NetworkMeasure` a partner; response, density and reciprocity are facts of the run.

    `network` is the result of `compute_network`.
    """
    return build_findings("network", network, lambda write: _measures(write, net, network))


def _measures(write: FindingsWriter, net: Projection, network: dict[str, Any]) -> None:
    for name, share in (
        ("responseRate", network["response"]["rate"]),
        ("networkDensity", network["network"]["density"]),
        ("networkReciprocity", network["network"]["reciprocity"]),
    ):
        write.add(write.run, name, None if share is None else ratio(share))
    iri = dict(zip(net.partners.ids, net.partners.iris, strict=True))
    for item in network["partners"]:
        partner = NamedNode(iri[item["partner"]])
        node = write.finding("NetworkMeasure", item["partner"], item["sentence"])
        write.add(node, "measuredPartner", partner)
        write.add(node, "inDegree", Literal(item["in_degree"]))
        write.add(node, "outDegree", Literal(item["out_degree"]))
        write.add(node, "betweenness", ratio(item["betweenness"]))
        write.add(node, "coreNumber", Literal(item["core"]))
        if item["community"] is not None:
            write.add(node, "communityNumber", Literal(item["community"]))
        write.add(node, "isArticulationPoint", Literal(item["articulation_point"]))
        write.add(node, DERIVED_FROM, partner)
