"""The tables of plans: actions, what they wait for, and what they are to reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.planning.reading import Results, names_by_id
from service.pages.planning.rows import spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.view import View

INKS = {"late": "gap", "blocked": "gap", "at-risk": "unknown", "unknown": "unknown",
        "done": "covered"}  # fmt: skip


def list_actions(view: View, result: Mapping[str, Any]) -> Listing:
    """The actions, what needs somebody first, then by the day it is due."""
    plans = names_by_id(result["plans"], "plan")
    order = list(words.ACTION_STATES)
    rows = spell(
        result["actions"],
        {
            "state": word_shower(view, words.ACTION_STATES, "state"),
            "status": code_shower(view, "action-status", "status"),
        },
    )

    def owner(row: Row) -> str | None:
        return view.link("/partners/" + view.quote_id(row["partner"])) if row["partner"] else None

    def late(row: Row) -> str | None:
        if not row["days_late"]:
            return None
        return view.ngettext("%(num)s day late", "%(num)s days late", row["days_late"])

    def of_plan(row: Row) -> str | None:
        return plans[row["plan"]] if len(plans) > 1 else None

    rows.sort(key=lambda row: (order.index(row["state_code"]), row["target_date"] or "9999"))
    return view.listing(
        "actions",
        N_("Actions"),
        [
            Shown("name", N_("Action"), "long", note=of_plan),
            Shown("partner_name", N_("Who"), link=owner, note=lambda row: row["role"]),
            Shown("target_date", N_("Due"), "day", note=late),
            Shown("state", N_("How far it has come"), show=tag("state", INKS)),
            Shown("status", N_("Status as typed")),
            Shown("share_done", N_("Done"), "share"),
            Shown("earliest_end", N_("Earliest end"), "day"),
        ],
        rows,
        per_page=10,
    )


def list_plans(view: View, plans: list[dict[str, Any]]) -> Listing:
    """The plans side by side, the one with most that is late first."""
    names = names_by_id(plans, "plan")

    def done(row: Row) -> str:
        number = view.language.number
        return view.gettext(
            "%(done)s of %(all)s", done=number(row["done"]), all=number(row["to_do"])
        )

    def unsure(row: Row) -> str | None:
        if row["earliest_end_known"] or not row["earliest_end"]:
            return None
        return view.gettext("some days are not known")

    return view.listing(
        "plans",
        N_("Plans"),
        [
            Shown("name", N_("Plan"), link=lambda row: view.here(plan=row["plan"])),
            Shown("done", N_("Actions done"), "number", show=done),
            Shown("late", N_("Late"), "number"),
            Shown("ends_on", N_("Last day"), "day"),
            Shown("earliest_end", N_("Earliest end"), "day", note=unsure),
            Shown("beyond_days", N_("Days too late"), "number"),
        ],
        [{**row, "name": names[row["plan"]]} for row in plans],
        sort="-late",
        per_page=10,
    )


def list_waits(view: View, results: Results) -> Listing:
    """The chain of actions that the end of each plan waits for."""
    plans = names_by_id(results.whole["plans"], "plan")
    rows = [{**row, "plan_name": plans[row["plan"]]} for row in results.told["critical_path"]]

    def unsure(row: Row) -> str | None:
        return None if row["earliest_end_known"] else view.gettext("at the earliest; days unknown")

    return view.listing(
        "waits",
        N_("What the end of each plan waits for"),
        [
            Shown("plan_name", N_("Plan")),
            Shown("place", N_("Step"), "number"),
            Shown("name", N_("Action"), "long", note=lambda row: row["partner_name"]),
            Shown("earliest_start", N_("Earliest start"), "day"),
            Shown("days_left", N_("Days of work left"), "number"),
            Shown("earliest_end", N_("Earliest end"), "day", note=unsure),
            Shown("target_date", N_("Due"), "day"),
            Shown("beyond_days", N_("Days too late"), "number"),
        ],
        rows,
        per_page=10,
    )


def list_priorities(view: View, result: Mapping[str, Any]) -> Listing:
    """The priorities, with how far their objectives and actions have come."""
    return view.listing(
        "priorities",
        N_("Priorities"),
        [
            Shown("rank", N_("Rank"), "number"),
            Shown("name", N_("Priority"), "long", note=lambda row: row["why"]),
            Shown("objectives", N_("Objectives"), "number"),
            Shown("reached", N_("Reached"), "number"),
            Shown("actions", N_("Actions"), "number"),
            Shown("done", N_("Done"), "number"),
            Shown("late", N_("Late"), "number"),
        ],
        result["priorities"],
        per_page=10,
    )


def list_objectives(view: View, result: Mapping[str, Any]) -> Listing:
    """The objectives: value at first, latest, and aimed at."""
    rows = spell(
        result["objectives"], {"result": word_shower(view, words.OBJECTIVE_RESULTS, "result")}
    )
    inks = {"reached": "covered", "no-nearer": "gap", "unknown": "unknown"}

    def due(row: Row) -> str | None:
        return view.language.day(row["target_date"]) if row["target_date"] else None

    def seen(row: Row) -> str | None:
        return view.language.day(row["value_of"]) if row["value_of"] else None

    return view.listing(
        "objectives",
        N_("Objectives"),
        [
            Shown("name", N_("Objective"), "long"),
            Shown("baseline", N_("At first"), "number", digits=1),
            Shown("value", N_("Latest value"), "number", digits=1, note=seen),
            Shown("target", N_("Aimed at"), "number", digits=1, note=due),
            Shown("way", N_("Of the way"), "share"),
            Shown("result", N_("Result"), show=tag("result", inks)),
            Shown("actions", N_("Actions"), "number"),
            Shown("done", N_("Done"), "number"),
        ],
        rows,
        per_page=10,
    )


def list_problems(view: View, result: Mapping[str, Any]) -> Listing:
    """What stands in the way, or does not fit."""
    rows = spell(
        result["problems"],
        {
            "problem": word_shower(view, words.PLAN_PROBLEMS, "problem"),
            "record": word_shower(view, words.RECORDS, "record"),
        },
    )
    return view.listing(
        "problems",
        N_("What stands in the way"),
        [
            Shown("problem", N_("What is wrong"), "long"),
            Shown("name", N_("Where"), "long", note=lambda row: row["record"]),
            Shown("days", N_("Days"), "number"),
        ],
        rows,
        per_page=10,
    )
