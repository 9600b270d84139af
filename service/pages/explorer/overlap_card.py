"""Two services side by side: what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Runs
from service.pages.directory.findings import overlaps_of
from service.pages.registers.register import link_record, position_of
from service.pages.tables import Shown
from service.pages.words.overlaps import VERDICTS, compare_services, tell_reason

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "overlap_card"
PATH = "/overlaps/card"
TITLE = N_("Two services side by side")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = (
    Option("first", "text", "One service, by id."),
    Option("second", "text", "The other service, by id."),
)
LISTS = ("traits",)


def build(view: View) -> dict[str, Any]:
    """Two services; a pair that does not overlap is told as such. NoSuchRecord for a wrong id."""
    from graph.namesakes import may_be_one
    from graph.overlap import THRESHOLDS

    ends = [_find(view, view.options[option.name] or "") for option in OPTIONS[:2]]
    asked = {each["id"] for each in ends}
    pairs = overlaps_of(view, ends[0]["row"])
    pair = next((p for p in pairs if {p["first"], p["second"]} == asked), None)
    traits = compare_services(view, ends[0]["row"], ends[1]["row"])
    columns = [
        Shown("title", N_("Trait"), sorts=False),
        Shown("first", ends[0]["name"].replace("%", "%%"), sorts=False),
        Shown("second", ends[1]["name"].replace("%", "%%"), sorts=False),
        Shown("shared", N_("Both"), sorts=False),
    ]
    return {
        "ends": ends,
        "pair": pair,
        "verdict": view.gettext(VERDICTS[pair["verdict"]]) if pair else "",
        "reason": tell_reason(view, pair, THRESHOLDS) if pair else "",
        "may_be_one": may_be_one(view.net, ends[0]["row"], ends[1]["row"]),
        "listing": view.listing("traits", N_("Side by side"), columns, traits),
    }


def _find(view: View, identifier: str) -> dict[str, Any]:
    row = position_of(view, "service", identifier)
    if row is None:
        raise NoSuchRecord(identifier)
    net = view.net
    partner = net.node_partner(row)
    return {
        "id": identifier,
        "row": row,
        "name": net.services.names[row],
        "href": link_record(view, "service", identifier),
        "partner": net.partners.names[partner] if partner >= 0 else None,
        "partner_href": (
            link_record(view, "partner", net.partners.ids[partner]) if partner >= 0 else None
        ),
    }
