"""Overlaps and possible duplicate records as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings, ratio
from graph.overlap import describe_overlap
from graph.projection import Projection
from ontology.terms import code


def build_overlap_findings(net: Projection, overlaps: dict[str, Any]) -> Findings:
    """One `nwd:ServiceOverlap` a pair, one `nwd:PossibleDuplicateRecord` a pair of records.

    `overlaps` is the result of `compute_overlaps`.
    """
    return build_findings("overlaps", overlaps, lambda write: _overlaps(write, net, overlaps))


def _overlaps(write: FindingsWriter, net: Projection, overlaps: dict[str, Any]) -> None:
    iri = dict(zip(net.services.ids, net.services.iris, strict=True))
    for pair in overlaps["pairs"]:
        key = f"{pair['first']}>{pair['second']}"
        node = write.finding("ServiceOverlap", key, describe_overlap(pair))
        write.add(node, "overlapVerdict", code("overlap-verdict", pair["verdict"]))
        write.add(node, "jaccard", ratio(pair["jaccard"]))
        write.add(node, "containment", ratio(pair["containment"]))
        _two_services(write, node, iri[pair["first"]], iri[pair["second"]])
    for pair in overlaps["possible_duplicates"]:
        key = f"{pair['first']}={pair['second']}"
        sentence = f"{pair['names']['first']} may be recorded twice: {', '.join(pair['reasons'])}."
        node = write.finding("PossibleDuplicateRecord", key, sentence)
        write.add(node, "overlapVerdict", code("overlap-verdict", "possible-duplicate-record"))
        _two_services(write, node, iri[pair["first"]], iri[pair["second"]])


def _two_services(write: FindingsWriter, node: NamedNode, first: str, second: str) -> None:
    for name, service in (("firstService", first), ("secondService", second)):
        write.add(node, name, NamedNode(service))
        write.add(node, DERIVED_FROM, NamedNode(service))
