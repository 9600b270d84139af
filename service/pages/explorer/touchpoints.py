"""The touchpoints, with what is covered at each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.shares import NOTHING, choose_cells, share_by
from service.pages.tables import Row, Shown
from service.pages.touchpoints.records import bar_of, list_touchpoints
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "touchpoints"
PATH = "/touchpoints"
TITLE = N_("Touchpoints")
MENU = Entry("map", 15)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("need", "text", "Only what is asked for this need, by id."),
    Option("segment", "text", "Only what is asked for this kind of family, by id."),
    Option("place", "text", "Only what is asked in this place and the places in it, by id."),
)
LISTS = ("touchpoints",)
MEASURES = {"every_door": N_("From every door"), "any_door": N_("From at least one door")}


def build(view: View) -> dict[str, Any]:
    """A row for every touchpoint, along the journey."""
    chosen = choose_cells(view, view.options)
    coverage = view.coverage
    key = coverage.required.touchpoint
    every = share_by(view, chosen, coverage.every_door, key)
    any_door = share_by(view, chosen, coverage.any_door, key)
    position = {iri: at for at, iri in enumerate(view.net.touchpoints.iris)}
    ids = view.net.touchpoints.ids
    rows = []
    for order, row in enumerate(list_touchpoints(view)):
        at = position[row["touchpoint_iri"]]
        whole = every.get(at, NOTHING)
        rows.append(
            {
                "id": ids[at],
                "name": row["touchpoint_name"] or ids[at],
                "order": order if row["stage"] else len(position) + order,
                "stage": tell_code(view, "life-stage", row["stage"]),
                "kind": tell_code(view, "touchpoint-kind", row["kind"]),
                "doors": row["doors"],
                "every_door": whole.interval,
                "any_door": any_door.get(at, NOTHING).interval,
                "gaps": whole.gaps,
                "unknown": whole.unknown,
                "cells": whole.cells,
            }
        )
    rows.sort(key=lambda row: row["order"])

    def link(row: Row) -> str:
        path = "/touchpoints/" + view.quote_id(row["id"])
        return view.link(path, need=view.options["need"])

    listing = view.listing(
        "touchpoints",
        N_("Touchpoints along the journey"),
        [
            Shown("name", N_("Touchpoint"), link=link),
            Shown("stage", N_("Life stage")),
            Shown("doors", N_("Doors"), "number"),
            *(
                Shown(name, title, "interval", show=bar_of(view, name))
                for name, title in MEASURES.items()
            ),
            Shown("gaps", N_("Gaps"), "number"),
            Shown("unknown", N_("Not known"), "number"),
        ],
        rows,
    )
    return {
        "listing": listing,
        "count": len(rows),
    }
