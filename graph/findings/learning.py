"""Where learning stopped short, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    text,
)

ASKED = frozenset({"collaborative", "since", "until"})
"""Options that change what is told, not what is found."""


def build_learning_findings(result: dict[str, Any]) -> Findings:
    """One `nwd:LearningFinding` for each object under `without` of `compute_learning`."""
    parameters = {name: v for name, v in result["parameters"].items() if name not in ASKED}
    return build_findings("learning", {"parameters": parameters}, lambda write: _add(write, result))


def _add(write: FindingsWriter, result: dict[str, Any]) -> None:
    for found in result["without"]:
        node = write.finding("LearningFinding", found["key"], found["sentence"])
        write.add(node, "learningFindingKind", text(found["kind"]))
        write.add(node, "learningFindingOf", NamedNode(found["iri"]))
        write.add(node, DERIVED_FROM, NamedNode(found["iri"]))
