"""Two services side by side: what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Runs
from service.pages.registers.register import COMPUTE, link_record, position_of, waits
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
    COMPUTE,
)
LISTS = ("traits",)


def build(view: View) -> dict[str, Any]:
    """Two services; a pair that does not overlap is told as such. NoSuchRecord for a wrong id."""
    ends = [_find(view, view.options[option.name] or "") for option in OPTIONS[:2]]
    asked = {each["id"] for each in ends}
    is_waiting = waits(view)
    result: dict[str, Any] = {"pairs": [], "possible_duplicates": [], "thresholds": {}}
    if not is_waiting:
        result = view.data.analyses.overlaps(view.parameters)
    pair = next((p for p in result["pairs"] if {p["first"], p["second"]} == asked), None)
    records = result["possible_duplicates"]
    traits = compare_services(view, ends[0]["row"], ends[1]["row"])
    columns = [
        Shown("title", N_("Trait"), sorts=False),
        Shown("first", ends[0]["name"].replace("%", "%%"), sorts=False),
        Shown("second", ends[1]["name"].replace("%", "%%"), sorts=False),
        Shown("shared", N_("Both"), sorts=False),
    ]
    return {
        "ends": ends,
        "waits": is_waiting,
        "pair": pair,
        "verdict": view.gettext(VERDICTS[pair["verdict"]]) if pair else "",
        "reason": tell_reason(view, pair, result["thresholds"]) if pair else "",
        "may_be_one": any({each["first"], each["second"]} == asked for each in records),
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
