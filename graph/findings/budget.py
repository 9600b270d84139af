"""What the checks of budgets find, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings, text
from ontology.terms import SDO, XSD, code


def build_budget_findings(result: dict[str, Any]) -> Findings:
    """One `nwd:BudgetFinding` for each object of `findings`.

    `result` is that of `compute_budgets`, with `parameters`.
    """
    run = {"parameters": result["parameters"]}
    return build_findings("budget", run, lambda write: _findings(write, result))


def _findings(write: FindingsWriter, result: dict[str, Any]) -> None:
    currencies = {row["budget"]: row["currency"] for row in result["budgets"]}
    for found in result["findings"]:
        node = write.finding("BudgetFinding", found["key"], found["sentence"])
        write.add(node, "budgetCheck", code("budget-check", found["check"]))
        for name, term in (
            ("ofBudget", "budget"), ("ofActivity", "activity"), ("fromStream", "stream"),
        ):  # fmt: skip
            iri = found["records"].get(term)
            if iri is not None:
                write.add(node, name, NamedNode(iri))
                write.add(node, DERIVED_FROM, NamedNode(iri))
        if found["line"] is not None:
            write.add(node, "budgetLine", text(found["line"]))
        if found["fiscal_year"] is not None:
            write.add(node, "fiscalYear", text(found["fiscal_year"]))
        if found["amount"] is not None:
            amount = Literal(found["amount"], datatype=NamedNode(XSD + "decimal"))
            write.add(node, "amount", amount)
            currency = text(currencies[found["budget"]])
            write.add(node, NamedNode(f"{SDO}currency"), currency)
