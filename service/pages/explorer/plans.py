"""Implementation plans: how far they have come, what stands in the way, what they have mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.days import read_day, tell_month
from service.pages.planning.findings import find_page, tell_finding, tell_kind
from service.pages.planning.reading import (
    Results,
    list_choices,
    list_files,
    list_tables,
    names_by_id,
    read_results,
)
from service.pages.planning.rows import spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, tell_count, word_shower

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plans"
PATH = "/plan/plans"
TITLE = N_("Plans")
MENU = Entry("plan", 70)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("plan").OPTIONS
LISTS = (
    "actions", "priorities", "objectives", "waits", "answered", "unanswered",
    "support", "team", "sessions", "problems",
)  # fmt: skip
MOST_BARS = 40
"""Most actions in the picture; the table has all."""
INKS = {"late": "gap", "blocked": "gap", "at-risk": "unknown", "unknown": "unknown",
        "done": "covered"}  # fmt: skip
VERDICT_INKS = {"still-found": "gap", "no-longer-found": "covered", "gone-before": "covered",
                "not-judged": "unknown"}  # fmt: skip


def build(view: View) -> dict[str, Any]:
    """The plans, or the one asked for."""
    results = read_results(view, "plan")
    result = results.told
    actions = _actions(view, result)
    return {
        "plans": [_plan(view, row) for row in result["plans"]],
        "plan_choices": list_choices(results.whole["plans"], "plan"),
        "tables": list_tables("plan"),
        "files": list_files(view, "plan", ("plan-calendar", "plan-xlsx")),
        "states": tell_count(view, Counter(row["state"] for row in result["actions"]),
                             words.ACTION_STATES),
        "picture_of": _picture(view, result) if result["actions"] else None,
        "shown_bars": min(MOST_BARS, len(result["actions"])),
        "actions": actions,
        "waits": _waits(view, results),
        "priorities": _priorities(view, result),
        "objectives": _objectives(view, result),
        "answered": _answered(view, result),
        "unanswered": _unanswered(view, result),
        "support": _support(view, result),
        "team": _team(view, result),
        "sessions": _sessions(view, result),
        "problems": _problems(view, result),
    }  # fmt: skip


def _plan(view: View, row: Row) -> dict[str, Any]:
    to_do = row["actions"] - row["dropped"]
    return {**row, "to_do": to_do, "id": row["plan"]}


def _actions(view: View, result: Mapping[str, Any]) -> Listing:
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

    return view.listing(
        "actions",
        N_("Actions"),
        [
            Shown("name", N_("Action"), "long"),
            Shown("partner_name", N_("Who"), link=owner, note=lambda row: row["role"]),
            Shown("target_date", N_("Due"), "day", note=late),
            Shown("state", N_("How far it has come"), show=tag("state", INKS)),
            Shown("status", N_("Status as typed")),
            Shown("share_done", N_("Done"), "share"),
            Shown("earliest_end", N_("Earliest end"), "day"),
        ],
        rows,
        sort="target_date",
        per_page=10,
    )


def _picture(view: View, result: Mapping[str, Any]) -> Markup:
    from service.pictures.gantt import Bar, Words, draw_gantt, find_ends, list_ticks

    critical = {row["action"] for row in result["critical_path"]}
    told = word_shower(view, words.ACTION_STATES, "state")
    ordered = sorted(result["actions"], key=_by_day)
    bars = [
        Bar(
            name=row["name"],
            starts_on=read_day(row["starts_on"]),
            due_on=read_day(row["target_date"]),
            done_on=read_day(row["done_on"]),
            earliest_end=read_day(row["earliest_end"]) if row["stage"] != "done" else None,
            state=row["state"],
            said=told(row),
            share_done=row["share_done"],
            is_critical=row["action"] in critical,
        )
        for row in ordered[:MOST_BARS]
    ]
    today = view.parameters.as_of
    ticks = list_ticks(*find_ends(bars, today))
    months = [(day, tell_month(view, day)) for day in ticks]
    return Markup(
        draw_gantt(
            bars,
            today,
            months,
            Words(
                title=view.gettext("Actions on a line of time; the table below says the same"),
                today=view.language.day(today),
                waits=view.gettext("the plan waits for it"),
                undated=view.gettext("no day is stated"),
            ),
        )
    )


def _by_day(row: Row) -> tuple[str, str]:
    return (row["starts_on"] or row["target_date"] or "9999", row["target_date"] or "9999")


def _waits(view: View, results: Results) -> Listing:
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
    )


def _priorities(view: View, result: Mapping[str, Any]) -> Listing:
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
    )


def _objectives(view: View, result: Mapping[str, Any]) -> Listing:
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


def _answered(view: View, result: Mapping[str, Any]) -> Listing:
    rows = spell(
        result["answered"],
        {
            "finding": lambda row: tell_finding(view, row["finding"]),
            "action_state": word_shower(view, words.ACTION_STATES, "action_state"),
            "finding_state": word_shower(view, words.FINDING_STATES, "finding_state"),
            "verdict": code_shower(view, "answer-verdict", "verdict"),
        },
    )

    def run(row: Row) -> str | None:
        if not row["run_as_of"]:
            return None
        return view.gettext("as of %(day)s", day=view.language.day(row["run_as_of"]))

    return view.listing(
        "answered",
        N_("Findings that actions answer"),
        [
            Shown(
                "finding",
                N_("Finding"),
                "long",
                link=lambda row: find_page(view, row["finding_code"]),
                note=lambda row: tell_kind(view, row["finding_code"]),
            ),
            Shown("name", N_("Action that answers it"), "long"),
            Shown("action_state", N_("How far it has come"), show=tag("action_state", INKS)),
            Shown("finding_state", N_("The finding"), note=run),
            Shown("verdict", N_("Verdict"), show=tag("verdict", VERDICT_INKS)),
        ],
        rows,
        per_page=10,
    )


def _unanswered(view: View, result: Mapping[str, Any]) -> Listing:
    rows = spell(
        result["unanswered"],
        {
            "finding": lambda row: tell_finding(view, row["finding"]),
            "kind": lambda row: tell_kind(view, row["finding"]),
        },
    )
    return view.listing(
        "unanswered",
        N_("Findings that no action answers"),
        [
            Shown("finding", N_("Finding"), "long",
                  link=lambda row: find_page(view, row["finding_code"])),
            Shown("kind", N_("Kind")),
            Shown("weight", N_("Family needs"), "number", digits=1),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def _support(view: View, result: Mapping[str, Any]) -> Listing:
    rows = spell(
        result["support"],
        {
            "kind": code_shower(view, "support-kind", "kind"),
            "state": code_shower(view, "support-status", "state"),
        },
    )
    return view.listing(
        "support",
        N_("Support asked for"),
        [
            Shown("topic", N_("About"), "long", note=lambda row: row["kind"]),
            Shown("from_name", N_("From whom")),
            Shown("asked_on", N_("Asked on"), "day"),
            Shown("given_on", N_("Given on"), "day"),
            Shown("state", N_("Status"), show=tag("state", {"given": "covered"})),
            Shown("days_waiting", N_("Days waiting"), "number"),
        ],
        rows,
    )


def _team(view: View, result: Mapping[str, Any]) -> Listing:
    rows = spell(result["team"], {"duties": code_shower(view, "plan-duty", "duties")})
    return view.listing(
        "team",
        N_("Planning team"),
        [
            Shown("role", N_("Role")),
            Shown("partner_name", N_("Partner")),
            Shown("duties", N_("Duties")),
            Shown("starts_on", N_("From"), "day"),
            Shown("ends_on", N_("Until"), "day"),
        ],
        rows,
        per_page=10,
    )


def _sessions(view: View, result: Mapping[str, Any]) -> Listing:
    rows = spell(result["learning"], {"kind": code_shower(view, "learning-session-kind", "kind")})
    return view.listing(
        "sessions",
        N_("Learning sessions"),
        [
            Shown("topic", N_("About"), "long"),
            Shown("on", N_("Day"), "day"),
            Shown("network", N_("Network")),
            Shown("kind", N_("Kind")),
        ],
        rows,
    )


def _problems(view: View, result: Mapping[str, Any]) -> Listing:
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
