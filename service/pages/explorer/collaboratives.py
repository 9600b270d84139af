"""Collaboratives: who sits at the table, what it reaches, and who can help whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.collaborative_help import (
    MOST_IN_PICTURE,
    draw_peers,
    list_assistance,
    list_peers,
    list_proposals,
)
from service.pages.planning.collaborative_outcomes import list_outcomes, list_progress
from service.pages.planning.collaborative_seats import (
    list_collaboratives,
    list_members,
    list_readiness,
    list_representation,
)
from service.pages.planning.collaborative_sharing import (
    list_barriers,
    list_goals,
    list_problems,
    list_solved,
)
from service.pages.planning.reading import (
    list_choices,
    list_files,
    list_tables,
    names_by_id,
    read_results,
)

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "collaboratives"
PATH = "/plan/collaboratives"
TITLE = N_("Collaboratives")
MENU = Entry("plan", 100)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("collaboratives").OPTIONS
LISTS = (
    "collaboratives", "representation", "members", "readiness", "outcomes", "progress", "peers",
    "assistance", "proposals", "barriers", "solved", "goals", "problems",
)  # fmt: skip


def build(view: View) -> dict[str, Any]:
    """All collaboratives side by side, or those asked for, and what is behind the numbers."""
    results = read_results(view, "collaboratives")
    result = results.told
    names = names_by_id(results.whole["collaboratives"], "collaborative")
    asked = view.options["collaborative"]
    around = {row[end] for row in result["peers"] for end in ("helper", "helped")}
    return {
        "of": [names[each] for each in asked if each in names],
        "chosen": asked[0] if asked else "",
        "collaborative_choices": list_choices(results.whole["collaboratives"], "collaborative"),
        "tables": list_tables("collaboratives"),
        "files": list_files(
            view, "collaboratives", ("collaboratives-svg", "collaboratives-xlsx")
        ),
        "missing": Counter(
            row["collaborative"] for row in result["representation"] if row["verdict"] == "missing"
        ).total(),
        "not_listed": result["not_judged"]["collaboratives_members_not_listed"],
        "floor": result["parameters"]["floor"],
        "collaboratives": list_collaboratives(view, result),
        "representation": list_representation(view, result, names),
        "members": list_members(view, result, names),
        "readiness": list_readiness(view, result, names),
        "outcomes": list_outcomes(view, result, names),
        "progress": list_progress(view, result),
        "reference": result["reference"]["name"],
        "picture_of": draw_peers(view, result) if 0 < len(around) <= MOST_IN_PICTURE else None,
        "peers": list_peers(view, result, names),
        "assistance": list_assistance(view, result, names),
        "proposals": list_proposals(view, result, names),
        "barriers": list_barriers(view, result, names),
        "solved": list_solved(view, result, names),
        "goals": list_goals(view, result, names),
        "problems": list_problems(view, result, names),
    }  # fmt: skip
