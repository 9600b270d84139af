"""Where success models do not hold, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings
from ontology.terms import code


def build_model_findings(result: dict[str, Any]) -> Findings:
    """One `nwd:ModelFlaw` for each check that fails for certain, with the key `check>record`.

    `result` is that of `compute_models`.
    """
    run = {"parameters": result["parameters"]}
    return build_findings("models", run, lambda write: _flaws(write, result))


def _flaws(write: FindingsWriter, result: dict[str, Any]) -> None:
    for flaw in result["flaws"]:
        node = write.finding("ModelFlaw", flaw["key"], flaw["sentence"])
        write.add(node, "modelCheck", code("model-check", flaw["check"]))
        for iri in dict.fromkeys(flaw["concerns"]):
            write.add(node, "concerns", NamedNode(iri))
            write.add(node, DERIVED_FROM, NamedNode(iri))
