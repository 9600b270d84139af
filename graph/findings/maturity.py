"""Differences between what people rate and what the map shows, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import Findings, FindingsWriter, build_findings, text
from ontology.terms import code


def build_maturity_findings(result: dict[str, Any]) -> Findings:
    """One `nwd:RatingDifference` a goal, way of rating, collaborative and place.

    `result` is that of `compute_maturity`; every model and collaborative that was assessed counts,
    whichever was looked at. The key is `goal>method`, then ids of collaborative and place.
    """
    run = {"parameters": result["parameters"]}
    return build_findings("maturity", run, lambda write: _differences(write, result))


def _differences(write: FindingsWriter, result: dict[str, Any]) -> None:
    for told in result["found"]:
        node = write.finding("RatingDifference", told["key"], told["sentence"])
        write.add(node, "ratesGoal", NamedNode(told["goal_iri"]))
        write.add(node, "ofAssessment", NamedNode(told["assessment_iri"]))
        write.add(node, "ratingMethod", code("maturity-method", told["method"]))
        write.add(node, "goalRating", code("maturity-rating", told["rating"]))
        write.add(node, "computedVerdict", text(told["other"]))
        write.add(node, "computedByQuery", text(told["query"]))
        write.add(node, "differenceKind", text(told["kind"]))
        for name, iri in (("ofCollaborative", "collaborative_iri"), ("forPlace", "place_iri")):
            if told[iri] is not None:
                write.add(node, name, NamedNode(told[iri]))
        for record in told["records"]:
            write.add(node, "restsOnRecord", NamedNode(record))
