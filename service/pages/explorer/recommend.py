"""The register of recommendations: what to connect next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses.contract import Option
from service.analyses.recommend import KINDS
from service.analyses.recommend import OPTIONS as ASKED
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.kept import read_action
from service.pages.registers.recommending import link_card, link_change, show_row
from service.pages.registers.register import (
    COMPUTE,
    kept_run,
    list_groups,
    query_rows,
    result_of,
    waits,
)
from service.pages.tables import Listing, Row, Shown
from service.pages.words.actions import ACTIONS, tell_action

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "recommend"
PATH = "/recommend"
TITLE = N_("What to connect next")
MENU = Entry("map", 80)
RUNS: Runs = "analysis"
GROUPS = {"kind": N_("Kind of action")}
OPTIONS = (
    *ASKED,
    Option("kind", "choice", "Only those of this kind, of all proposed.", choices=KINDS),
    Option("group", "choice", "What they are grouped by.", choices=tuple(GROUPS)),
    COMPUTE,
)
LISTS = ("recommendations", "groups")
COSTS = {
    "verify-fact": 1,
    "cold-to-warm": 2,
    "new-warm-pathway": 3,
    "widen-eligibility": 3,
    "widen-area": 4,
    "add-door": 4,
}
"""Effort classes that hold where no cost is given, told in docs/analysis/recommend.md."""


def build(view: View) -> dict[str, Any]:
    """The actions proposed, in the order in which they were chosen."""
    asked = dict(each.split("=", 1) for each in view.options["cost"])
    common = {
        "kinds": [(kind, view.gettext(ACTIONS[kind])) for kind in KINDS],
        "costs": [
            (kind, view.gettext(ACTIONS[kind]), COSTS[kind], asked.get(kind, "")) for kind in KINDS
        ],
        "effort": sorted({*map(str, range(1, 11)), *asked.values()}, key=float),
        "group_choices": [(key, view.gettext(title)) for key, title in GROUPS.items()],
    }
    if waits(view):
        return common | {
            "result": None,
            "run": kept_run(view, "recommend"),
            "listing": _kept(view),
            "groups": None,
        }
    result = result_of(view, "recommend")
    rows = [
        show_row(view, card)
        for card in result["recommendations"]
        if view.options["kind"] in (None, card["kind"])
    ]
    return common | {
        "result": result,
        "run": None,
        "listing": view.listing(
            "recommendations", N_("Proposals, in the order chosen"), _columns(view), rows
        ),
        "groups": list_groups(
            view, rows, GROUPS, weight="gain", weight_title=N_("Gain, after those before")
        ),
    }


def _columns(view: View) -> list[Shown]:
    def trial(row: Row) -> Markup | str:
        href = link_change(view, row)
        if href is None:
            return "–"
        words = view.gettext("Try it")
        about = view.gettext("Try it: %(action)s", action=row["told"])
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(href, about, words)

    return [
        Shown("told", N_("Proposal"), link=lambda row: link_card(view, row),
              note=lambda row: row["kind_name"]),
        Shown("rank", N_("Rank"), "number"),
        Shown("cost", N_("Effort"), "number", digits=1),
        Shown("gain", N_("Gain, after those before"), "number", digits=1),
        Shown("gain_alone", N_("Gain alone"), "number", digits=1),
        Shown("any_door", N_("Newly covered from some door"), "number", digits=1),
        Shown("every_door", N_("Newly covered from every door"), "number", digits=1),
        Shown("trial", N_("What if"), show=trial, sorts=False),
    ]  # fmt: skip


def _kept(view: View) -> Listing:
    """The recommendations that were kept of the last run."""
    kind = view.options["kind"]
    rows = query_rows(view, "findings/recommendations", {"kind": kind} if kind else {})
    for row in rows:
        action = read_action(row)
        row["kind_name"] = view.gettext(ACTIONS[row["action_kind"]])
        row["told"] = tell_action(view, action) if action else row["sentence"]

    columns = [
        Shown("told", N_("Proposal"), note=lambda row: row["kind_name"]),
        Shown("rank", N_("Rank"), "number"),
        Shown("action_cost", N_("Effort"), "number", digits=1),
        Shown("door_weight", N_("Gain, after those before"), "number", digits=1),
        Shown("any_door_weight", N_("Newly covered from some door"), "number", digits=1),
        Shown("every_door_weight", N_("Newly covered from every door"), "number", digits=1),
    ]
    return view.listing("recommendations", N_("Kept of the last run"), columns, rows)
