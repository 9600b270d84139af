"""Recommendations without support, and shared barriers without a recommendation, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings


def build_policy_findings(result: dict[str, Any]) -> Findings:
    """One `nwd:UnsupportedRecommendation` for each recommendation that nothing supports for
    certain (key: its id), one `nwd:UnaddressedBarrier` for each shared barrier that none addresses
    (key: `need>gap type`, or `barrier>id`).

    `result` is that of `compute_policy`.
    """
    run = {"parameters": result["parameters"]}
    return build_findings("policy", run, lambda write: _fill(write, result))


def _fill(write: FindingsWriter, result: dict[str, Any]) -> None:
    for row in result["unsupported"]:
        node = write.finding("UnsupportedRecommendation", row["key"], row["sentence"])
        _about(write, node, row["iri"])
    for row in result["unaddressed"]:
        node = write.finding("UnaddressedBarrier", row["barrier"], row["sentence"])
        _about(write, node, row["iri"])
        write.add(node, "communitiesWith", Literal(row["communities_with"]))
        write.add(node, "communitiesUnknown", Literal(row["communities_unknown"]))
        write.add(node, "communitiesAsked", Literal(row["communities_asked"]))


def _about(write: FindingsWriter, node: NamedNode, iri: str) -> None:
    write.add(node, "concerns", NamedNode(iri))
    write.add(node, DERIVED_FROM, NamedNode(iri))
