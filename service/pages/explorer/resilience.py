"""The register of single points of failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.analyses.resilience import KINDS as UNITS
from service.analyses.resilience import OPTIONS as ASKED
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.register import (
    COMPUTE,
    KINDS,
    asked_again,
    find_name,
    kept_run,
    link_record,
    list_groups,
    name_pathway,
    query_rows,
    result_of,
    waits,
    weight_title,
)
from service.pages.tables import Listing, Row, Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "resilience"
PATH = "/resilience"
TITLE = N_("Single points of failure")
MENU = Entry("map", 60)
RUNS: Runs = "analysis"
GROUPS = {"kind": N_("Kind"), "partner": N_("Partner")}
SHARED = tuple(option for option in ASKED if option.name != "kind")
"""Options of the analysis that the page has; all kinds are computed, and one of them chosen."""
OPTIONS = (
    Option("kind", "choice", "Only units of this kind.", choices=UNITS),
    Option("partner", "text", "Only services of this partner, by id."),
    *SHARED,
    Option("group", "choice", "What they are grouped by.", choices=tuple(GROUPS)),
    COMPUTE,
)
LISTS = ("units", "groups")


def build(view: View) -> dict[str, Any]:
    """The units without which coverage is lost, the largest loss first."""
    group_choices = [(key, view.gettext(title)) for key, title in GROUPS.items()]
    common = {
        "kinds": [(kind, view.gettext(KINDS[kind])) for kind in UNITS],
        "group_choices": group_choices,
    }
    if waits(view):
        return common | {
            "listing": _kept(view),
            "run": kept_run(view, "resilience"),
            "result": None,
            "groups": None,
            "summary": None,
        }
    result = result_of(view, "resilience", kind=UNITS)
    asked = view.options
    rows = [
        {**row, **names_of_unit(view, row)}
        for row in result["units"]
        if asked["kind"] in (None, row["kind"]) and asked["partner"] in (None, row["partner"])
    ]

    def card(row: Row) -> str:
        return link_unit(view, row)

    columns = [
        Shown("unit_name", N_("Without"), link=card, note=lambda row: row["partner_name"]),
        Shown("kind_name", N_("Kind")),
        Shown("loss", N_("Loses, of what is covered"), "share", show=_loss(view)),
        Shown("lost_weight", weight_title(result), "number", digits=1),
        Shown("cells", N_("Combinations lost"), "number"),
        Shown("become_gaps", N_("Become gaps"), "number"),
        Shown("become_unknown", N_("Become unknown"), "number"),
    ]
    listing = view.listing("units", N_("Single points of failure"), columns, rows, sort="-loss")
    return common | {
        "listing": listing,
        "run": None,
        "result": result,
        "groups": list_groups(
            view, rows, GROUPS, weight="lost_weight", weight_title=weight_title(result)
        ),
        "summary": _summary(view, result["counts"]),
    }


def names_of_unit(view: View, unit: Row) -> dict[str, Any]:
    """`unit_name`, `kind_name` and `partner_name` of a unit."""
    name = unit["name"]
    if unit["kind"] == "pathway":
        name = name_pathway(view, unit["unit"])
    return {
        "unit_name": name,
        "kind_name": view.gettext(KINDS[unit["kind"]]),
        "partner_name": find_name(view, "partner", unit["partner"]) if unit["partner"] else None,
    }


def link_unit(view: View, unit: Row) -> str:
    """The address of the card of a unit, as it was asked here."""
    asked = asked_again(view, *SHARED, COMPUTE)
    return view.link("/resilience/card", kind=unit["kind"], unit=unit["unit"], **asked)


def _loss(view: View) -> Any:
    def tell(row: Row) -> str:
        return view.language.interval([row["loss"], row["loss_possible"]])

    return tell


def _summary(view: View, counts: dict[str, dict[str, int]]) -> list[dict[str, str]]:
    return [
        {
            "kind": view.gettext(KINDS[kind]),
            "told": view.gettext(
                "%(some)s of %(all)s",
                some=view.language.number(count["single_points"]),
                all=view.language.number(count["units"]),
            ),
        }
        for kind, count in counts.items()
    ]


def _kept(view: View) -> Listing:
    """The units as they were kept of the last run."""
    kind = view.options["kind"]
    asked = {"kind": kind} if kind else {}
    rows = query_rows(view, "findings/single-points-of-failure", asked)
    for row in rows:
        is_pathway = row["unit_kind"] == "pathway"
        row["unit_name"] = name_pathway(view, row["unit_id"]) if is_pathway else row["unit"]
        row["kind_name"] = view.gettext(KINDS[row["unit_kind"]])
        row["loss"] = [row["loss_low"], row["loss_high"]]
    columns = [
        Shown("unit_name", N_("Without"), link=lambda row: link_record(
            view, row["unit_kind"], row["unit_id"])),
        Shown("kind_name", N_("Kind")),
        Shown("loss", N_("Loses, of what is covered"), "interval"),
        Shown("lost_weight", N_("Family needs"), "number", digits=1),
        Shown("lost_cells", N_("Combinations lost"), "number"),
    ]  # fmt: skip
    return view.listing("units", N_("Kept of the last run"), columns, rows, sort="-loss")
