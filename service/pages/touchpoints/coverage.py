"""The tables of what is covered at a touchpoint: families, needs, gaps, and what to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.coverage.shares import NOTHING, Share, share_at
from service.pages.registers.gaps import gap_rows, list_rows, tell_row
from service.pages.registers.register import find_name, link_record
from service.pages.tables import Listing, Row, Shown
from service.pages.touchpoints.records import bar_of
from service.pages.words.actions import tell_question
from service.pages.words.gaps import GAP_TYPES, tell_gap

if TYPE_CHECKING:
    from graph.projection.arrays import Bools
    from service.pages.view import View

STEPS = (0, 1, 2)
"""Handoffs that stand beside each other."""
MOST_ASKED = 1_000
"""Most required combinations, the heaviest, of which the page lists what to verify."""


def list_families(view: View, chosen: Bools) -> Listing:
    """What each kind of family in each place gets, those left out most first."""
    coverage, net = view.coverage, view.net
    required, places = coverage.required, len(net.places)
    groups = share_at(view, chosen, required.segment * places + required.place)
    rows = []
    for number, shares in groups.items():
        segment, place = divmod(number, places)
        rows.append(
            {
                "segment": net.segments.ids[segment],
                "segment_name": find_name(view, "segment", net.segments.ids[segment]),
                "place": net.places.ids[place],
                "place_name": find_name(view, "place", net.places.ids[place]),
                **_told(shares),
            }
        )

    def cells(row: Row) -> str:
        return view.here(segment=row["segment"], place=row["place"], **_first_pages())

    return view.listing(
        "families",
        N_("Families"),
        [
            Shown("segment_name", N_("Families"), link=cells),
            Shown("place_name", N_("Place")),
            *_share_columns(view),
        ],
        rows,
        sort="-left_out",
        per_page=20,
    )


def list_needs(view: View, chosen: Bools) -> Listing:
    """What is met for each need at the door, in one and in two handoffs."""
    groups = share_at(view, chosen, view.coverage.required.need)
    ids = view.net.needs.ids
    rows = [
        {"need": ids[at], "name": find_name(view, "need", ids[at]), **_told(shares)}
        for at, shares in groups.items()
    ]
    return view.listing(
        "needs",
        N_("Needs"),
        [
            Shown("name", N_("Need"), link=lambda row: view.here(need=row["need"],
                                                                  **_first_pages())),
            *_share_columns(view),
        ],
        rows,
        sort="-left_out",
        per_page=20,
    )  # fmt: skip


def list_gaps(view: View, chosen: Bools) -> Listing:
    """The gaps among the chosen cells, the heaviest first, with what was looked at."""
    numbers = gap_rows(view)
    rows = list_rows(view, numbers[chosen[numbers]])

    def card(row: Row) -> str:
        return view.link("/gaps/card", **_cell(row))

    def evidence(row: Row) -> str:
        return view.link("/coverage/cell", **_cell(row))

    def sentence(row: Row) -> str:
        return tell_gap(view, tell_row(view, row["row"]))

    def looked_at(row: Row) -> str:
        number = row["known_doors"]
        return view.ngettext("%(num)s known door", "%(num)s known doors", number)

    return view.listing(
        "gaps",
        N_("Gaps"),
        [
            Shown("need_name", N_("What is missing"), "long", link=card, show=sentence),
            Shown("gap_type", N_("Kind"), show=lambda r: view.gettext(GAP_TYPES[r["gap_type"]])),
            Shown("known_doors", N_("Evidence"), show=looked_at, link=evidence),
            Shown("weight", N_("Families expected"), "number", digits=1),
        ],
        rows,
        sort="-weight",
        per_page=20,
    )


def list_questions(view: View, chosen: Bools) -> Listing:
    """What to verify so that unknown cells become known: each fact once, the heaviest first."""
    found: dict[tuple[str, str, str | None], dict[str, Any]] = {}
    for cell in _possible_cells(view, chosen):
        for fact in cell["verify"]:
            key = (fact["fact"], fact["subject"], fact["object"])
            row = found.setdefault(key, {**fact, "weight": 0.0, "cells": 0})
            row["weight"] += cell["weight"]
            row["cells"] += 1
    rows = [
        {
            **row,
            "question": tell_question(view, row),
            "ask": find_name(view, "partner", row["with"]),
        }
        for row in found.values()
    ]
    return view.listing(
        "verify",
        N_("To ask"),
        [
            Shown("question", N_("Question"), "long"),
            Shown(
                "ask", N_("Whom to ask"), link=lambda row: link_record(view, "partner", row["with"])
            ),
            Shown("weight", N_("Family needs that depend on it"), "number", digits=1),
        ],
        rows,
        sort="-weight",
        per_page=20,
    )


def _possible_cells(view: View, chosen: Bools) -> Sequence[dict[str, Any]]:
    """The cells unknown for any door, with what to verify: the heaviest of them."""
    import numpy as np

    from graph.coverage.facts import Facts
    from graph.coverage.run import compute_cells
    from graph.projection import Ternary

    required = view.coverage.required
    rows = np.flatnonzero(chosen & (view.coverage.any_door == Ternary.UNKNOWN))
    rows = rows[np.argsort(-required.weight[rows], kind="stable")][:MOST_ASKED]
    if not len(rows):
        return []

    def compute() -> list[dict[str, Any]]:
        facts = Facts(view.net, view.parameters)
        found = compute_cells(facts, required.select(np.sort(rows)), routes="all")
        return list(found.cells())

    asked = tuple(sorted(view.options.items(), key=str))
    return view.data.remember(("verify", view.path["id"], view.parameters, asked), compute)


def _share_columns(view: View) -> list[Shown]:
    titles = {
        "handoffs_0": N_("At the door"),
        "handoffs_1": N_("In one handoff"),
        "handoffs_2": N_("In two handoffs"),
        "every_door": N_("From every door"),
    }
    return [
        Shown("left_out", N_("Left out"), "number", digits=1),
        Shown("weight", N_("Family needs"), "number", digits=1),
        *(
            Shown(name, title, "interval", show=bar_of(view, name))
            for name, title in titles.items()
        ),
    ]


def _told(shares: dict[str, Share]) -> dict[str, Any]:
    whole = shares.get("any_door", NOTHING)
    return {
        "weight": whole.weight,
        "left_out": whole.left_out,
        **{name: share.interval for name, share in shares.items()},
    }


def _cell(row: Row) -> dict[str, str]:
    return {name: row[name] for name in ("touchpoint", "need", "segment", "place")}


def _first_pages() -> dict[str, None]:
    """Leaves out the pages of tables that another choice makes shorter."""
    return {f"{name}_page": None for name in ("partners", "families", "needs", "gaps", "verify")}
