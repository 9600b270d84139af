"""The register of facts to verify, the ones worth most first, and of the ages of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses.contract import Option
from service.analyses.freshness import OPTIONS as ASKED
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.register import (
    COMPUTE,
    choices_among,
    find_node,
    link_record,
    list_groups,
    pathway_ends,
    result_of,
    waits,
)
from service.pages.tables import Listing, Row, Shown
from service.pages.words.actions import change_of, link_trial, tell_question

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "freshness"
PATH = "/freshness"
TITLE = N_("What to verify")
MENU = Entry("map", 110)
RUNS: Runs = "analysis"
GROUPS = {"partner": N_("Partner"), "fact": N_("Kind of question")}
FACTS = {
    "door": N_("whether it is a door"),
    "open": N_("whether it is open"),
    "meets": N_("what it offers"),
    "eligible": N_("whom it takes"),
    "of_age": N_("what ages it takes"),
    "access": N_("where it serves"),
    "warm": N_("whether a referral is warm"),
    "refers": N_("whether it refers"),
    "usable": N_("whether a referral is in use"),
}
KINDS = {
    "service": N_("services"),
    "pathway": N_("referrals"),
    "door": N_("doors"),
    "partner": N_("partners"),
}
OPTIONS = (
    *ASKED,
    Option("partner", "text", "Only questions to this partner, by id."),
    Option("fact", "choice", "Only questions of this kind.", choices=tuple(FACTS)),
    Option("group", "choice", "What the questions are grouped by.", choices=tuple(GROUPS)),
    COMPUTE,
)
LISTS = ("worklist", "calls", "groups", "sources", "partners")


def build(view: View) -> dict[str, Any]:
    """What to verify, whom to ask first, and how old the records are."""
    common = {
        "facts": [(fact, view.gettext(words)) for fact, words in FACTS.items()],
        "group_choices": [(key, view.gettext(title)) for key, title in GROUPS.items()],
    }
    if waits(view):
        return common | {"result": None}
    result = result_of(view, "freshness")
    every = [_row(view, fact) for fact in result["worklist"]]
    asked = view.options
    rows = [
        row
        for row in every
        if asked["partner"] in (None, row["partner"]) and asked["fact"] in (None, row["fact"])
    ]
    return common | {
        "result": result,
        "choices": choices_among(view, "partner", every),
        "listing": _worklist(view, rows),
        "groups": list_groups(
            view, rows, GROUPS, weight="weight_alone", weight_title=N_("Settled by these alone")
        ),
        "calls": _calls(view, result),
        "sources": _sources(view, result),
        "ages": _partners(view, result),
    }


def _row(view: View, fact: dict[str, Any]) -> dict[str, Any]:
    settles = fact["settles"]
    return {
        **fact,
        "told": tell_question(view, fact),
        "fact_name": view.gettext(FACTS[fact["fact"]]),
        "partner": fact["with"],
        "partner_name": fact["with_name"] or view.gettext("nobody on record"),
        "settled_cells": settles and settles["cells"],
        "settled_weight": settles and settles["weight"],
    }


def _worklist(view: View, rows: list[dict[str, Any]]) -> Listing:
    def record(row: Row) -> str | None:
        if pathway_ends(view, row["subject"]) is not None and row["fact"] in ("warm", "usable"):
            return link_record(view, "partner", row["partner"])
        kind, _ = find_node(view, row["subject"])
        return link_record(view, kind, row["subject"])

    def trial(row: Row) -> Markup | str:
        change = change_of({**row, "kind": "verify-fact"})
        if change is None:
            return "–"
        words = view.gettext("Try it")
        about = view.gettext("Try it: %(action)s", action=row["told"])
        href = link_trial(view, change)
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(href, about, words)

    def waiting(row: Row) -> str | None:
        more = row["cells"] - row["cells_alone"]
        if not more:
            return None
        return view.ngettext("%(num)s more waits for this and other answers",
                             "%(num)s more wait for this and other answers", more)  # fmt: skip

    columns = [
        Shown("told", N_("Question"), link=record),
        Shown("partner_name", N_("Whom to ask"),
              link=lambda row: link_record(view, "partner", row["partner"])),
        Shown("verified_on", N_("Last verified"), "day"),
        Shown("weight_alone", N_("Family needs a yes settles"), "number", digits=1, note=waiting),
        Shown("settled_weight", N_("Family needs newly covered"), "number", digits=1),
        Shown("trial", N_("If the answer is yes"), show=trial, sorts=False),
    ]  # fmt: skip
    return view.listing("worklist", N_("What to verify, worth most first"), columns, rows)


def _calls(view: View, result: dict[str, Any]) -> Listing:
    def only(row: Row) -> Markup:
        href = view.here(partner=row["partner"], worklist_page=None)
        about = view.gettext("Questions to %(partner)s", partner=row["name"])
        told = view.language.number(row["facts"])
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(href, about, told)

    def site(row: Row) -> Markup | str:
        address = row["website"]
        if not address:
            return "–"
        if not address.startswith(("https://", "http://")):
            return str(address)
        return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(address, address)

    columns = [
        Shown("name", N_("Partner"), link=lambda row: link_record(view, "partner", row["partner"])),
        Shown("phone", N_("Telephone")),
        Shown("website", N_("Website"), show=site),
        Shown("facts", N_("Questions"), "number", show=only),
        Shown("cells", N_("Settled with the calls before"), "number"),
        Shown("weight", N_("Family needs settled"), "number", digits=1),
    ]
    return view.listing("calls", N_("Whom to ask first"), columns, result["calls"])


def _age_columns(view: View) -> list[Shown]:
    def days(row: Row) -> str:
        age = row["median_age_days"]
        return "–" if age is None else view.ngettext("%(num)s day", "%(num)s days", age)

    return [
        Shown("records", N_("Records"), "number"),
        Shown("undated", N_("Never verified"), "number"),
        Shown("stale", N_("Verified too long ago"), "number"),
        Shown("median_age_days", N_("Middle age"), "number", show=days),
        Shown("oldest", N_("Oldest"), "day"),
        Shown("going_stale", N_("Soon too old"), "number"),
    ]


def _sources(view: View, result: dict[str, Any]) -> Listing:
    rows = [
        {
            **row,
            "source": row["source"] or view.gettext("all sources"),
            "kind_name": view.gettext(KINDS[row["kind"]] if row["kind"] else N_("all records")),
        }
        for row in result["sources"]
    ]
    columns = [
        Shown("source", N_("Source")),
        Shown("kind_name", N_("Kind")),
        *_age_columns(view),
    ]
    return view.listing("sources", N_("Ages of records by source"), columns, rows, per_page=10)


def _partners(view: View, result: dict[str, Any]) -> Listing:
    rows = [
        {**row, "name": row["name"] or view.gettext("nobody on record")}
        for row in result["partners"]
    ]
    columns = [
        Shown("name", N_("Partner"), link=lambda row: link_record(view, "partner", row["partner"])),
        *_age_columns(view),
    ]
    return view.listing("partners", N_("Ages of records by partner"), columns, rows, per_page=10)
