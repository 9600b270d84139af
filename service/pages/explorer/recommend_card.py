"""The card of one recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses.contract import Option
from service.analyses.recommend import OPTIONS as ASKED
from service.language import N_
from service.pages.contract import Runs
from service.pages.registers.recommending import (
    link_change,
    read_key,
    show_capacity,
    show_evidence,
    show_example,
    show_next_best,
    show_row,
)
from service.pages.registers.register import (
    COMPUTE,
    asked_again,
    find_name,
    link_record,
    result_of,
    waits,
)
from service.pages.tables import Shown
from service.pages.words.actions import ACTIONS

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "recommend_card"
PATH = "/recommend/card"
TITLE = N_("A proposal")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = (Option("key", "text", "The key of the recommendation."), *ASKED, COMPUTE)
LISTS = ("segments", "evidence", "capacity")


def build(view: View) -> dict[str, Any]:
    """One of the actions proposed for what is asked; one that is no longer proposed is told so.

    Raises NoSuchRecord for a key that names no action.
    """
    asked: dict[str, Any] = asked_again(view, *ASKED, COMPUTE)
    wanted = view.options["key"] or ""
    values: dict[str, Any] = {
        "register": view.link("/recommend", **asked),
        "waits": waits(view),
        "found": None,
    }
    if values["waits"]:
        return values
    proposed = result_of(view, "recommend")["recommendations"]
    found = next((card for card in proposed if card["key"] == wanted), None)
    if found is None:
        if read_key(view, wanted) is None:
            raise NoSuchRecord(wanted)
        return values
    return values | {
        "found": show_row(view, found),
        "kind_name": view.gettext(ACTIONS[found["kind"]]),
        "trial": link_change(view, found),
        "example": show_example(view, found),
        "talk_to": [
            {
                "name": each["name"],
                "href": link_record(view, "partner", each["partner"]),
            }
            for each in found["talk_to"]
        ],
        "next_best": show_next_best(view, found),
        **_tables(view, found),
    }


def _tables(view: View, found: dict[str, Any]) -> dict[str, Any]:
    segments = [
        {**each, "segment_name": find_name(view, "segment", each["segment"])}
        for each in found["segments"]
    ]
    evidence = show_evidence(view, found)
    return {
        "segments": view.listing(
            "segments",
            N_("Gain by kind of family"),
            [
                Shown("segment_name", N_("Families")),
                Shown("weight", N_("Gain"), "number", digits=1),
            ],
            segments,
        ),
        "evidence": view.listing(
            "evidence",
            N_("Records that the example rests on"),
            [
                Shown("name", N_("Record"), link=lambda row: row["href"]),
                Shown("kind", N_("Kind")),
                Shown("verified_on", N_("Last verified"), "day"),
            ],
            evidence,
        ),
        "undated": sum(each["verified_on"] is None for each in evidence),
        "capacity": view.listing(
            "capacity",
            N_("Slots of the services that would serve"),
            [
                Shown("name", N_("Service"), link=lambda row: row["href"]),
                Shown("capacity", N_("Slots"), "number"),
                Shown("available", N_("Free slots"), "number"),
                Shown("wait_days", N_("Usual wait in days"), "number"),
            ],
            show_capacity(view, found),
        ),
    }
