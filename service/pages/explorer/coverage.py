"""Touchpoints by needs: a heat map, and the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.picking import MOST_CHOICES, pick_asked
from service.pages.tables import Listing, Row, Shown

if TYPE_CHECKING:
    from service.pages.coverage.heat import Heat, Measure, Square
    from service.pages.view import View

NAME = "coverage"
PATH = "/coverage"
TITLE = N_("Coverage")
MENU = Entry("map", 30)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("place", "text", "Only this place, with all that lies in it, by id or name."),
    Option("segment", "text", "Only these families, by id or name."),
    Option("life_stage", "text", "Only touchpoints of this life stage, by id."),
    Option(
        "measure",
        "choice",
        "Whether every door has to lead to help, or some door.",
        default="every_door",
        choices=("every_door", "any_door"),
    ),
    Option("columns", "whole", "Which touchpoints are shown: 1 is the first dozen.", 1, least=1),
    Option(
        "by",
        "choice",
        "What a row of the table is.",
        default="pair",
        choices=("pair", "touchpoint", "need"),
    ),
)
LISTS = ("table",)

MEASURES = {"every_door": N_("through every door"), "any_door": N_("through some door")}
BY = {
    "pair": N_("touchpoint and need"),
    "touchpoint": N_("touchpoint"),
    "need": N_("need"),
}


def build(view: View) -> dict[str, Any]:
    """The heat map of what was chosen, a dozen touchpoints at a time, and all of it as a table."""
    from service.pages.coverage.heat import build_heat, choose_cells

    place, segment, stage = (pick_asked(view, name) for name in ("place", "segment", "life_stage"))
    coverage = view.data.analyses.coverage(view.parameters, routes="none")
    chosen = choose_cells(coverage, segment=segment, place=place, stage=stage)
    measure: Measure = view.options["measure"]
    other: Measure = "any_door" if measure == "every_door" else "every_door"
    heat = build_heat(coverage, measure, chosen)
    page = min(view.options["columns"], heat.pages)
    columns = heat.columns(page)
    return {
        "heat": heat,
        "columns": columns,
        "stages": _stages(view, columns),
        "rows": heat.rows(columns),
        "page_number": page,
        "first": (page - 1) * len(heat.columns(1)) + 1,
        "need_name": lambda need: view.code(view.net.needs.names[need]),
        "touchpoint_name": lambda at: view.net.touchpoints.names[at],
        "touchpoint_link": lambda at: _touchpoint(view, view.net.touchpoints.ids[at]),
        "cell_link": lambda at, need: _cell(view, at, need),
        "said": lambda square: tell_square(view, square),
        "measures": [(key, view.gettext(words)) for key, words in MEASURES.items()],
        "by": [(key, view.gettext(words)) for key, words in BY.items()],
        "life_stages": _life_stages(view),
        "most_choices": MOST_CHOICES,
        "picked": {"place": _id(view.net.places, place), "segment": _id(view.net.segments, segment),
                   "life_stage": _id(view.net.life_stages, stage)},
        "scope": _scope(view, place, segment, stage),
        "table_of": _list(view, heat, build_heat(coverage, other, chosen)),
    }  # fmt: skip


def tell_square(view: View, square: Square) -> str:
    """An interval in whole percent, as short as a square is, with a word where all is alike."""
    low, high = square.percents
    match square.state:
        case "none":
            return "–"
        case "covered":
            return view.gettext("%(share)s%% covered", share=low)
        case "gap":
            return view.gettext("%(share)s%% gap", share=low)
        case "unknown":
            return view.gettext("%(low)s–%(high)s%% unknown", low=low, high=high)
    if low == high:
        return view.gettext("%(share)s%%", share=low)
    return view.gettext("%(low)s–%(high)s%%", low=low, high=high)


def _stages(view: View, columns: list[int]) -> list[tuple[str, int]]:
    """(life stage, how many of the columns are in it), in their order."""
    told: list[tuple[str, int]] = []
    for at in columns:
        stage = int(view.net.touchpoint_stage[at])
        name = view.code(view.net.life_stages.names[stage]) if stage >= 0 else ""
        if told and told[-1][0] == name:
            told[-1] = (name, told[-1][1] + 1)
        else:
            told.append((name, 1))
    return told


def _life_stages(view: View) -> list[tuple[str, str]]:
    """(id, name) of the life stages by age."""
    net = view.net
    order = sorted(range(len(net.life_stages)), key=lambda stage: int(net.stage_from[stage]))
    return [(net.life_stages.ids[at], view.code(net.life_stages.names[at])) for at in order]


def _scope(view: View, place: int | None, segment: int | None, stage: int | None) -> list[str]:
    """What the numbers are limited to, in words."""
    net = view.net
    told = [view.named("places", net.places.ids[place], net.places.names[place])] if place else []
    if segment is not None:
        told.append(view.named("segments", net.segments.ids[segment], net.segments.names[segment]))
    return told + ([view.code(net.life_stages.names[stage])] if stage is not None else [])


def _id(collection: Any, position: int | None) -> str:
    return "" if position is None else collection.ids[position]


def _touchpoint(view: View, identifier: str) -> str:
    return view.link("/touchpoints/" + view.quote_id(identifier))


def _cell(view: View, touchpoint: int, need: int) -> str:
    net = view.net
    return view.link("/coverage/cell", touchpoint=net.touchpoints.ids[touchpoint],
                     need=net.needs.ids[need])  # fmt: skip


def _list(view: View, heat: Heat, other: Heat) -> Listing:
    by = view.options["by"]
    rows = _rows(view, heat, other, by)
    touchpoint = Shown(
        "touchpoint",
        N_("Touchpoint"),
        link=lambda row: _touchpoint(view, row["touchpoint_id"]),
    )
    names = {
        "pair": [Shown("need", N_("Need"), link=lambda row: row["link"]), touchpoint],
        "touchpoint": [touchpoint],
        "need": [Shown("need", N_("Need"))],
    }[by]
    stage = [] if by == "need" else [Shown("stage", N_("Life stage"), "code")]
    columns = [
        *names,
        *stage,
        Shown("every_door", N_("Every door"), "interval"),
        Shown("any_door", N_("Some door"), "interval"),
        Shown("cells", N_("Asked"), "number"),
        Shown("covered", N_("Covered"), "number"),
        Shown("unknown", N_("Unknown"), "number"),
        Shown("gap", N_("Gaps"), "number"),
    ]
    return view.listing("table", N_("Coverage as a table"), columns, rows)


def _rows(view: View, heat: Heat, other: Heat, by: str) -> list[Row]:
    net, measure = view.net, view.options["measure"]
    beside = "any_door" if measure == "every_door" else "every_door"

    def row(square: Square, second: Square, **named: Any) -> Row:
        return {
            **named,
            measure: square.ends,
            beside: second.ends,
            "cells": square.covered + square.unknown + square.gap,
            "covered": square.covered,
            "unknown": square.unknown,
            "gap": square.gap,
        }

    def name_touchpoint(at: int) -> dict[str, Any]:
        stage = int(net.touchpoint_stage[at])
        return {
            "touchpoint": net.touchpoints.names[at],
            "touchpoint_id": net.touchpoints.ids[at],
            "stage": net.life_stages.names[stage] if stage >= 0 else None,
        }

    def name_need(need: int) -> dict[str, Any]:
        return {"need": view.code(net.needs.names[need])}

    if by == "touchpoint":
        return [
            row(heat.by_touchpoint[at], other.by_touchpoint[at], **name_touchpoint(at))
            for at in heat.touchpoints
        ]
    if by == "need":
        return [row(heat.by_need[n], other.by_need[n], **name_need(n)) for n in heat.needs]
    return [
        row(
            heat.by_pair[at, need],
            other.by_pair[at, need],
            **name_touchpoint(at),
            **name_need(need),
            link=_cell(view, at, need),
        )
        for at in heat.touchpoints
        for need in heat.needs
        if (at, need) in heat.by_pair
    ]
