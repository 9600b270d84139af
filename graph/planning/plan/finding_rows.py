"""The rows of findings: what actions answer, what none answers, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.planning.plan.answers import Open, judge_answer
from graph.planning.plan.cells import Cell
from graph.planning.plan.problems import Problem, find_problems
from graph.planning.plan.rows import PlanRows, iso
from graph.planning.plan.schedule import find_circular
from graph.planning.plan.sentences import describe_answer


def list_answers(work: PlanRows, cells: Mapping[str, Cell]) -> list[dict[str, Any]]:
    """One row a finding and action that answers it; none of what was dropped.

    `cells` are what gaps that are gone have become, by name.
    """
    rows = []
    for action in work.records.actions:
        standing = work.standings[action.iri]
        if standing.stage == "dropped":
            continue
        for iri in action.answers:
            state = work.states[iri]
            cell = cells.get(state.name)
            verdict = judge_answer(standing, state, cell)
            rows.append(
                {
                    "plan": work.plan_id(action.iri),
                    "plan_iri": _plan_iri(work, action.iri),
                    "finding": state.name,
                    "finding_iri": iri,
                    "action": action.id,
                    "action_iri": action.iri,
                    "name": action.name,
                    "action_state": standing.state,
                    "done_on": iso(standing.done_day),
                    "finding_state": state.state,
                    "run_as_of": iso(state.as_of),
                    "cell": cell,
                    "verdict": verdict,
                    "found": state.sentence,
                    "sentence": describe_answer(action, standing, state, verdict, cell),
                }
            )
    return sorted(rows, key=lambda row: (row["finding"], row["action"]))


def unanswered_row(each: Open) -> dict[str, Any]:
    """The row of a finding that no action answers."""
    return {
        "finding": each.name,
        "finding_iri": each.iri,
        "kind": each.kind,
        "weight": None if each.weight is None else float(each.weight),
        "sentence": each.sentence,
    }


def list_problems(work: PlanRows) -> list[dict[str, Any]]:
    """One row a problem."""
    circular = find_circular(work.records.actions)
    found: Sequence[Problem] = find_problems(
        work.records, work.arranged, work.standings, circular, work.day
    )
    return [
        {
            "plan": work.plan_id(each.iri),
            "plan_iri": _plan_iri(work, each.iri),
            "finding": f"plan/{each.key}",
            "key": each.key,
            "problem": each.problem,
            "record": each.record,
            "id": each.id,
            "iri": each.iri,
            "name": each.name,
            "days": each.days,
            "sentence": each.sentence,
        }
        for each in found
    ]


def _plan_iri(work: PlanRows, iri: str) -> str | None:
    plan = work.arranged.plan_of.get(iri)
    return plan.iri if plan else None
