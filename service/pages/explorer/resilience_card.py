"""The card of a single point of failure: what is lost without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses.contract import Option
from service.analyses.resilience import KINDS as UNITS
from service.language import N_
from service.pages.contract import Runs
from service.pages.explorer.resilience import SHARED, names_of_unit
from service.pages.registers.register import (
    BECOMES,
    COMPUTE,
    cell_columns,
    choices_among,
    link_record,
    list_groups,
    name_cells,
    result_of,
    waits,
    weight_title,
)
from service.pages.tables import Shown
from service.pages.words.actions import link_trial

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "resilience_card"
PATH = "/resilience/card"
TITLE = N_("A single point of failure")
MENU = None
RUNS: Runs = "analysis"
GROUPS = {
    "touchpoint": N_("Touchpoint"),
    "need": N_("Need"),
    "segment": N_("Families"),
    "place": N_("Place"),
}
OPTIONS = (
    Option("kind", "choice", "What it is taken as.", choices=UNITS, default="partner"),
    Option("unit", "text", "Its id."),
    *SHARED,
    Option("group", "choice", "What is lost, grouped by.", choices=tuple(GROUPS)),
    *(Option(key, "text", "Only what is lost of this one, by id.") for key in GROUPS),
    COMPUTE,
)
LISTS = ("lost", "groups")


def build(view: View) -> dict[str, Any]:
    """A unit and the cells that are lost with it; one without any is told as such.

    Raises NoSuchRecord for an id that no such unit has.
    """
    kind, unit = view.options["kind"], view.options["unit"] or ""
    if unit not in getattr(view.net, f"{kind}s").ids:
        raise NoSuchRecord(unit)
    trial = link_trial(view, {"change": "remove", "kind": kind, "id": unit})
    values: dict[str, Any] = {"kind": kind, "trial": trial, "record": link_record(view, kind, unit)}
    blank = {"unit": unit, "kind": kind, "name": _name(view, kind, unit), "partner": None}
    if waits(view):
        return values | {"waits": True, "found": None, "names": names_of_unit(view, blank)}
    result = result_of(view, "resilience", kind=UNITS)
    found = next((u for u in result["units"] if (u["kind"], u["unit"]) == (kind, unit)), None)
    every = [row for row in result["lost_cells"] if (row["kind"], row["unit"]) == (kind, unit)]
    chosen = [row for row in every if all(view.options[key] in (None, row[key]) for key in GROUPS)]
    rows = [
        {**row, "becomes_name": view.gettext(BECOMES[row["cell"]["becomes"]])}
        for row in name_cells(view, chosen)
    ]
    columns = [
        *cell_columns(view),
        Shown("becomes_name", N_("Becomes")),
        Shown("weight", weight_title(result), "number", digits=1),
    ]
    return values | {
        "waits": False,
        "found": found,
        "names": names_of_unit(view, found or blank),
        "partner": link_record(view, "partner", (found or blank)["partner"]),
        "listing": view.listing("lost", N_("What is lost"), columns, rows, sort="-weight"),
        "groups": list_groups(view, rows, GROUPS, weight_title=weight_title(result)),
        "group_choices": [(key, view.gettext(title)) for key, title in GROUPS.items()],
        "choices": {key: choices_among(view, key, every) for key in GROUPS},
        "weight_words": view.gettext(weight_title(result)),
        "families": len({(row["segment"], row["place"]) for row in every}),
    }


def _name(view: View, kind: str, unit: str) -> str:
    collection = getattr(view.net, f"{kind}s")
    return str(collection.names[list(collection.ids).index(unit)])
