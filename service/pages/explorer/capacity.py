"""The register of needs by slots: whether there are enough for the families expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.capacity import OPTIONS as ASKED
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.register import (
    COMPUTE,
    find_name,
    kept_run,
    link_record,
    query_rows,
    result_of,
    waits,
)
from service.pages.tables import Listing, Row, Shown
from service.pages.words.cliffs import tell_count

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "capacity"
PATH = "/capacity"
TITLE = N_("Slots and demand")
MENU = Entry("map", 90)
RUNS: Runs = "analysis"
OPTIONS = (
    *ASKED,
    Option("show", "choice", "Only needs that certainly fall short, or the others.",
           choices=("short", "others")),
    COMPUTE,
)  # fmt: skip
LISTS = ("needs", "bottlenecks")


def build(view: View) -> dict[str, Any]:
    """Each need with its demand and the slots that can be reached, the worst first."""
    common = {
        "slots": [
            ("capacity", view.gettext("all slots")),
            ("available", view.gettext("free slots")),
        ],
        "shows": [
            ("short", view.gettext("too few for certain")),
            ("others", view.gettext("enough, or not known")),
        ],
    }  # fmt: skip
    if waits(view):
        return common | {
            "result": None,
            "run": kept_run(view, "capacity"),
            "listing": _kept(view),
            "short": None,
        }
    result = result_of(view, "capacity")
    wanted = {"short": True, "others": False}.get(view.options["show"])
    rows = [
        _row(view, need)
        for need in result["needs"]
        if wanted is None or bool(need["short"]) == wanted
    ]
    return common | {
        "result": result,
        "run": None,
        "listing": _needs(view, rows),
        "short": sum(bool(need["short"]) for need in result["needs"]),
        "together": result["together"],
        "served": tell_count(view, result["together"] and result["together"]["served"]),
        "bottlenecks": _bottlenecks(view, result),
    }


def _row(view: View, need: dict[str, Any]) -> dict[str, Any]:
    state = view.gettext("too few for certain")
    if not need["short"]:
        served = need["served_share"]
        enough = served is not None and served[0] >= view.options["target"]
        state = view.gettext("enough") if enough else view.gettext("not known")
    if need["reason"]:
        state = view.gettext("no demand stated")
    return {**need, "need_name": find_name(view, "need", need["need"]), "state": state}


def _needs(view: View, rows: list[dict[str, Any]]) -> Listing:
    def slots(row: Row) -> str:
        return tell_count(view, row["slots"])

    def unknown(row: Row) -> str | None:
        count = row["services_slots_unknown"]
        if not count:
            return None
        return view.ngettext("%(num)s service does not tell its slots",
                             "%(num)s services do not tell their slots", count)  # fmt: skip

    columns = [
        Shown("need_name", N_("Need"), link=lambda row: view.link("/gaps", need=row["need"])),
        Shown("demand", N_("Families expected"), "number", digits=1),
        Shown("reached", N_("Get to a service"), "number", digits=1),
        Shown("slots", N_("Slots there"), "number", show=slots, note=unknown),
        Shown("served", N_("Can be served"), "number",
              show=lambda row: tell_count(view, row["served"], 1)),
        Shown("served_share", N_("Share served"), "interval"),
        Shown("possible_share", N_("At the very best"), "share"),
        Shown("state", N_("Slots")),
    ]  # fmt: skip
    return view.listing("needs", N_("Needs"), columns, rows, sort="possible_share", per_page=10)


def _bottlenecks(view: View, result: dict[str, Any]) -> Listing:
    rows = [
        {**row, "need_names": [find_name(view, "need", need) for need in row["needs"]]}
        for row in result["bottlenecks"]
    ]
    columns = [
        Shown("name", N_("Service"), link=lambda row: link_record(view, "service", row["service"])),
        Shown("slots", N_("Slots"), "number"),
        Shown("need_names", N_("Families come to it for")),
    ]
    return view.listing("bottlenecks", N_("Full services"), columns, rows)


def _kept(view: View) -> Listing:
    """The shortfalls that were kept of the last run."""
    rows = [
        {**row, "need_name": view.code(row["need_name"]),
         "served": [row["served_low"], row["served_high"]]}
        for row in query_rows(view, "findings/capacity-shortfalls", {})
    ]  # fmt: skip
    columns = [
        Shown("need_name", N_("Need"), link=lambda row: view.link("/gaps", need=row["need_id"])),
        Shown("demand", N_("Families expected"), "number", digits=1),
        Shown("served", N_("Can be served"), "number",
              show=lambda row: tell_count(view, row["served"], 1)),
        Shown("possible_share", N_("At the very best"), "share"),
    ]  # fmt: skip
    title = N_("Too few slots for certain, kept of the last run")
    return view.listing("needs", title, columns, rows, sort="possible_share")
