"""The register of gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.gap_words import GAP_TYPES, tell_gap
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "gaps"
PATH = "/gaps"
TITLE = N_("Gaps")
MENU = Entry("map", 40)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("touchpoint", "text", "Only gaps at this touchpoint, by id."),
    Option("need", "text", "Only gaps of this need, by id."),
    Option("segment", "text", "Only gaps of this segment, by id."),
    Option("place", "text", "Only gaps in this place, by id."),
    Option("gap_type", "text", "Only gaps of this type."),
)
LISTS = ("gaps",)


def build(view: View) -> dict[str, Any]:
    """The gaps that have every value asked for, the heaviest first."""
    from service.filters import select_among

    gaps = view.data.analyses.gaps(view.parameters)
    chosen = select_among(gaps["gaps"], view.options, view.net)

    def at(row: Row) -> str:
        return view.link("/touchpoints/" + view.quote_id(row["touchpoint"]))

    def said(row: Row) -> str:
        return tell_gap(view, row)

    def kind(row: Row) -> str:
        return view.gettext(GAP_TYPES[row["gap_type"]])

    listing = view.listing(
        "gaps",
        N_("Gaps"),
        [
            Shown("sentence", N_("What is missing"), "long", link=at),
            Shown(
                "gap_type", N_("Kind"), show=lambda row: view.gettext(GAP_TYPES[row["gap_type"]])
            ),
            Shown("weight", N_("Weight"), "number", digits=1),
        ],
        chosen,
        sort="-weight",
    )
    types = [(key, view.gettext(words)) for key, words in GAP_TYPES.items()]
    return {"listing": listing, "gap_types": types}
