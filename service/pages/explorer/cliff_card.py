"""The card of a funding cliff: the money that ends, the services, and what families lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Runs
from service.pages.registers.register import (
    BECOMES,
    COMPUTE,
    cell_columns,
    find_name,
    link_record,
    name_cells,
    position_of,
    waits,
    weight_title,
)
from service.pages.tables import Listing, Shown
from service.pages.words.cliffs import (
    KINDS,
    cliffs_of,
    tell_count,
    tell_horizon,
    tell_money,
    tell_threshold,
)
from service.pages.words.cliffs import OPTIONS as ASKED

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "cliff_card"
PATH = "/cliffs/card"
TITLE = N_("A funding cliff")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = (
    *ASKED,
    Option("kind", "choice", "Whose money ends.", choices=tuple(KINDS), default="all"),
    Option("id", "text", "The id of the stream or funder."),
    COMPUTE,
)
LISTS = ("services", "lost")


def build(view: View) -> dict[str, Any]:
    """One cliff; money that takes nothing away is told as such. NoSuchRecord for a wrong id."""
    kind, horizon = view.options["kind"], view.options["horizon"]
    identifier = None if kind == "all" else view.options["id"] or ""
    if identifier is not None and position_of(view, kind, identifier) is None:
        raise NoSuchRecord(identifier)
    values: dict[str, Any] = {
        "name": find_name(view, kind, identifier) if identifier else view.gettext(KINDS["all"]),
        "kind_name": view.gettext(KINDS[kind]),
        "within": tell_horizon(view, horizon),
        "closes": tell_threshold(view, view.options["threshold"]),
        "record": link_record(view, kind, identifier),
        "waits": waits(view),
        "found": None,
    }
    if values["waits"]:
        return values
    result = cliffs_of(view)
    asked = (horizon, kind, identifier)
    found = next((c for c in result["cliffs"] if (c["horizon"], c["kind"], c["id"]) == asked), None)
    if found is None:
        return values
    return values | {
        "found": found,
        "money": tell_money(view, found["money"], found["money_unknown"]),
        "weight": tell_count(view, found["weight"], 1),
        "weight_words": view.gettext(weight_title(result)),
        "cells": tell_count(view, found["cells"]),
        "slots": tell_count(view, found["slots"]),
        "streams": [
            {"name": find_name(view, "stream", each), "href": link_record(view, "stream", each)}
            for each in found["streams"]
        ],
        "services": _services(view, found, result),
        "listing": _lost(view, found, result),
        "trial": _trial(view, found),
    }


def _services(view: View, found: dict[str, Any], result: dict[str, Any]) -> Listing:
    facts = {
        row["service"]: row for row in result["services"] if row["horizon"] == found["horizon"]
    }
    certain = set(found["services"])
    rows = [
        {
            "service": each,
            "name": find_name(view, "service", each),
            "state": view.gettext("lost") if each in certain else view.gettext("may be lost"),
            "remaining": facts[each]["remaining"] if each in facts else None,
            "blended": bool(facts[each]["blended"]) if each in facts else None,
        }
        for each in found["services_possible"]
    ]
    columns = [
        Shown("name", N_("Service"), link=lambda row: link_record(view, "service", row["service"])),
        Shown("state", N_("What becomes of it")),
        Shown("blended", N_("Some of the money is pooled"), "boolean"),
        Shown("remaining", N_("Remains if all money ends by then"), "interval"),
    ]
    return view.listing("services", N_("Services that rest on it"), columns, rows, per_page=20)


def _lost(view: View, found: dict[str, Any], result: dict[str, Any]) -> Listing:
    lost = [row for row in result["lost_cells"] if row["closure"] == found["closure"]]
    rows = [
        {**row, "becomes_name": view.gettext(BECOMES[row["cell"]["becomes"]])}
        for row in name_cells(view, lost)
    ]
    columns = [
        *cell_columns(view),
        Shown("becomes_name", N_("Becomes")),
        Shown("weight", weight_title(result), "number", digits=1),
    ]
    return view.listing(
        "lost", N_("What is lost for certain"), columns, rows, sort="-weight", per_page=20
    )


def _trial(view: View, found: dict[str, Any]) -> str:
    """The same as a change to try: these streams end."""
    from service.pages.coverage.changes import write_change

    changes = [write_change({"change": "end-stream", "id": each}) for each in found["streams"]]
    threshold = view.options["threshold"]
    return view.link("/whatif", change=changes, threshold=None if threshold == 1 else threshold)
