"""Implementation plans: how far they have come, what stands in the way, what they have mended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.plan_actions import (
    list_actions,
    list_objectives,
    list_plans,
    list_priorities,
    list_problems,
    list_waits,
)
from service.pages.planning.plan_findings import (
    list_answered,
    list_sessions,
    list_support,
    list_team,
    list_unanswered,
)
from service.pages.planning.plan_picture import MOST_BARS, draw_actions
from service.pages.planning.reading import list_choices, list_files, list_tables, read_results
from service.pages.tables import Row
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import tell_count

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plans"
PATH = "/plan/plans"
TITLE = N_("Plans")
MENU = Entry("plan", 70)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("plan").OPTIONS
LISTS = (
    "plans", "actions", "priorities", "objectives", "waits", "answered", "unanswered",
    "support", "team", "sessions", "problems",
)  # fmt: skip
MOST_PLANS = 4
"""Most plans that are told and drawn side by side; more are a table, of which one is chosen."""


def build(view: View) -> dict[str, Any]:
    """The plans, or the one asked for."""
    results = read_results(view, "plan")
    result = results.told
    plans = [_plan(view, row) for row in result["plans"]]
    actions = list_actions(view, result)
    return {
        "plans": plans,
        "plan_list": list_plans(view, plans) if len(plans) > MOST_PLANS else None,
        "sums": {key: sum(row[key] for row in plans) for key in ("done", "to_do", "late")},
        "too_late": sum(bool(row["beyond_days"]) for row in plans),
        "plan_choices": list_choices(results.whole["plans"], "plan"),
        "tables": list_tables("plan"),
        "files": list_files(view, "plan", ("plan-calendar", "plan-xlsx")),
        "states": tell_count(view, Counter(row["state"] for row in result["actions"]),
                             words.ACTION_STATES),
        "picture_of": draw_actions(view, result)
        if result["actions"] and len(plans) <= MOST_PLANS
        else None,
        "shown_bars": min(MOST_BARS, len(result["actions"])),
        "actions": actions,
        "waits": list_waits(view, results),
        "priorities": list_priorities(view, result),
        "objectives": list_objectives(view, result),
        "answered": list_answered(view, result),
        "unanswered": list_unanswered(view, result),
        "support": list_support(view, result),
        "team": list_team(view, result),
        "sessions": list_sessions(view, result),
        "problems": list_problems(view, result),
    }  # fmt: skip


def _plan(view: View, row: Row) -> dict[str, Any]:
    to_do = row["actions"] - row["dropped"]
    return {**row, "to_do": to_do, "id": row["plan"]}
