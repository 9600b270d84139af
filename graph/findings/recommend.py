"""Recommendations as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    decimal,
    text,
)
from graph.projection import Projection


def build_recommend_findings(net: Projection, proposed: dict[str, Any]) -> Findings:
    """One `nwd:Recommendation` a card, in the order of rank.

    `proposed` is the result of `compute_recommendations`; the cards name their records by IRI, so
    `net` is not asked.
    """
    return build_findings("recommend", proposed, lambda write: _cards(write, proposed))


def _cards(write: FindingsWriter, proposed: dict[str, Any]) -> None:
    for card in proposed["recommendations"]:
        node = write.finding("Recommendation", card["key"], card["sentence"])
        write.add(node, "actionKind", text(card["kind"]))
        write.add(node, "rank", Literal(card["rank"]))
        write.add(node, "actionCost", decimal(card["cost"]))
        write.add(node, "doorWeightGained", decimal(card["gain"]))
        for name, gained in card["true_gain"].items():
            prefix = {"any_door": "anyDoor", "every_door": "everyDoor"}[name]
            write.add(node, prefix + "WeightGained", decimal(gained["weight"]))
        for iri in card["iris"].values():
            write.add(node, "concerns", NamedNode(iri))
            write.add(node, DERIVED_FROM, NamedNode(iri))
