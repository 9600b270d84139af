"""What was found of plans as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings
from ontology.terms import code

KIND = "plan"
NARROWING = frozenset({"plan", "collaborative"})
"""Options that only narrow what is shown: findings are of every plan."""


def build_plan_findings(result: dict[str, Any]) -> Findings:
    """Problems of plans, findings that were mended or were not, and the heaviest unanswered ones.

    One `nwd:PlanProblem` a problem (key `problem>id`), one `nwd:AnsweredFinding` an action and
    finding of which something is known (`answer>action>finding`), one `nwd:UnansweredFinding` each
    of as many findings as the run keeps (`unanswered>finding`). `result` is that of `nwd plan`.
    """
    parameters = {k: v for k, v in result["parameters"].items() if k not in NARROWING}
    return build_findings(KIND, {"parameters": parameters}, lambda write: _write(write, result))


def _write(write: FindingsWriter, result: dict[str, Any]) -> None:
    kept = result["kept"]
    for row in kept["problems"]:
        node = write.finding("PlanProblem", row["key"], row["sentence"])
        write.add(node, "planProblem", code("plan-problem", row["problem"]))
        write.add(node, "ofPlan", _node(row["plan_iri"]))
        write.add(node, DERIVED_FROM, _node(row["iri"]))
        if row["record"] == "action":
            write.add(node, "ofAction", _node(row["iri"]))
    for row in kept["answered"]:
        key = f"answer>{row['action']}>{row['finding']}"
        node = write.finding("AnsweredFinding", key, row["sentence"])
        write.add(node, "answerVerdict", code("answer-verdict", row["verdict"]))
        write.add(node, "ofPlan", _node(row["plan_iri"]))
        write.add(node, "ofAction", _node(row["action_iri"]))
        write.add(node, DERIVED_FROM, _node(row["finding_iri"]))
    for row in kept["unanswered"]:
        told = f"No action answers this: {row['sentence']}"
        node = write.finding("UnansweredFinding", f"unanswered>{row['finding']}", told)
        write.add(node, DERIVED_FROM, _node(row["finding_iri"]))


def _node(iri: str | None) -> NamedNode | None:
    return None if iri is None else NamedNode(iri)
