"""Findings that actions answer: what has become of them, and which nobody answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pyoxigraph import NamedNode

from graph.findings.states import FindingState
from graph.planning.plan.cells import Cell
from graph.planning.plan.states import Standing
from graph.store import ReadableStore
from graph.store.querying import select
from ontology.findings import PREFIX, name_finding
from ontology.terms import DCTERMS, GRAPH_FINDINGS, nwd

Verdict = Literal["no-longer-found", "still-found", "not-judged", "not-done", "gone-before"]

NOT_TO_ANSWER = frozenset({"network", "recommend", "plan", "improvement", "learning"})
"""Kinds whose findings describe, propose, or are of plans themselves; nobody need answer them."""
FIRST = "gaps"
"""The kind that is listed first."""


@dataclass(frozen=True)
class Open:
    """A finding of the last run of its kind."""

    name: str
    iri: str
    kind: str
    sentence: str
    weight: Decimal | None
    """Families of a gap, or families lost; None where its kind has no such weight."""


def judge_answer(standing: Standing, state: FindingState, cell: Cell | None = None) -> Verdict:
    """What has become of a finding that an action answers.

    A run judges an action only if it looks at the day on which the action was done, or a later one.
    `cell` is what a gap that is gone has become; a gap that is only no longer known, or no longer
    asked for, is not mended.
    """
    gone = state.state == "gone" and cell in (None, "covered")
    if standing.stage != "done":
        return "gone-before" if gone else "not-done"
    done, looked = standing.done_day, state.as_of
    if state.state == "unknown" or done is None or looked is None or looked < done:
        return "not-judged"
    if state.state == "open":
        return "still-found"
    return "no-longer-found" if gone else "not-judged"


def read_open_findings(store: ReadableStore) -> Sequence[Open]:
    """Findings that an action may answer: gaps by weight, then the others by kind and weight."""
    query = f"""SELECT ?f ?sentence ?weight ?lost WHERE {{ GRAPH ?g {{
        ?f a {nwd("Finding")} ; <{DCTERMS}description> ?sentence
        OPTIONAL {{ ?f {nwd("weight")} ?weight }} OPTIONAL {{ ?f {nwd("lostWeight")} ?lost }} }}
        FILTER(STRSTARTS(STR(?g), "{GRAPH_FINDINGS.value}")) }}"""
    rows: Iterable[Any] = select(store, query)
    found: dict[str, Open] = {}
    for finding, sentence, weight, lost in rows:
        if not (isinstance(finding, NamedNode) and finding.value.startswith(PREFIX)):
            continue
        name = name_finding(finding)
        kind = name.partition("/")[0]
        families = weight if weight is not None else lost
        if kind not in NOT_TO_ANSWER:
            amount = None if families is None else Decimal(families.value)
            found[finding.value] = Open(name, finding.value, kind, sentence.value, amount)
    return sorted(found.values(), key=_place)


def _place(finding: Open) -> tuple[bool, str, bool, Decimal, str]:
    heavy = -(finding.weight or Decimal(0))
    return (finding.kind != FIRST, finding.kind, finding.weight is None, heavy, finding.name)


def list_unanswered(found: Sequence[Open], answered: Mapping[str, object]) -> Sequence[Open]:
    """Those of them that no action answers; `answered` by IRI."""
    return [each for each in found if each.iri not in answered]
