"""Plans on a day: lists ready for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.findings.states import FindingState
from graph.planning.plan.answers import Open, list_unanswered
from graph.planning.plan.cells import Cell
from graph.planning.plan.finding_rows import list_answers, list_problems, unanswered_row
from graph.planning.plan.records import PlanRecords
from graph.planning.plan.rows import PlanRows
from graph.planning.plan.scope import select_plans

KEPT_VERDICTS = frozenset({"no-longer-found", "still-found", "gone-before"})
"""Verdicts that say something of a finding; the others say that nothing is known yet."""


def compute_plan(
    records: PlanRecords,
    states: Mapping[str, FindingState],
    open_findings: Sequence[Open],
    cells: Mapping[str, Cell],
    *,
    day: date,
    plan: str | None = None,
    collaborative: str | None = None,
    unanswered: int = 25,
) -> dict[str, Any]:
    """How far plans have come on `day`, what stands in their way, and what they have mended.

    `states` are those of the findings that actions answer, by IRI; `open_findings` those that may
    be answered, in the order in which they are listed, of which as many as `unanswered` says are
    kept as findings if nobody answers them; `cells` what gaps that are gone have become, by name.
    `plan` and `collaborative` are ids and narrow all lists but `unanswered`: a finding is
    unanswered if no plan answers it.

    Keys: `plans`, `priorities`, `objectives`, `actions`, `support`, `answered`, `unanswered`,
    `critical_path`, `problems`, `team`, `learning` (sessions of the improvement networks of the
    plans' collaboratives), `counts`, and `kept`: what is kept in the store, of every plan
    whichever was asked for. Raises BadParameter for an id that there is not.
    """
    asked = select_plans(records, plan, collaborative)
    work = PlanRows(records, states, day)
    answered_iris = {
        iri
        for action in records.actions
        if work.standings[action.iri].stage != "dropped"
        for iri in action.answers
    }
    open_ = list_unanswered(open_findings, dict.fromkeys(answered_iris))
    problems, answers = list_problems(work), list_answers(work, cells)
    left = [unanswered_row(each) for each in open_]

    def wanted(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if asked is None or row["plan"] in asked]

    lists = {
        "actions": wanted(work.actions()),
        "priorities": wanted(work.priorities()),
        "objectives": wanted(work.objectives()),
        "support": wanted(work.support()),
        "answered": wanted(answers),
        "unanswered": left,
        "critical_path": wanted(work.critical_path()),
        "problems": wanted(problems),
        "plans": wanted(work.plans()),
        "team": wanted(work.team()),
        "learning": wanted(work.learning()),
    }
    return {
        **lists,
        "counts": _counts(lists),
        "kept": {
            "problems": problems,
            "answered": [row for row in answers if row["verdict"] in KEPT_VERDICTS],
            "unanswered": left[:unanswered],
        },
    }


def _counts(lists: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        "plans": len(lists["plans"]),
        "actions": dict(sorted(Counter(row["state"] for row in lists["actions"]).items())),
        "problems": dict(sorted(Counter(row["problem"] for row in lists["problems"]).items())),
        "answered": dict(sorted(Counter(row["verdict"] for row in lists["answered"]).items())),
        "unanswered": dict(sorted(Counter(row["kind"] for row in lists["unanswered"]).items())),
    }
