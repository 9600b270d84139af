"""The register of gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.gaps import KINDS, list_choices, list_gaps
from service.pages.registers.register import (
    cell_columns,
    list_groups,
    weight_title,
)
from service.pages.tables import Row, Shown
from service.pages.words.gaps import GAP_TYPES, tell_door

if TYPE_CHECKING:
    from service.pages.view import Choices, View

NAME = "gaps"
PATH = "/gaps"
TITLE = N_("Gaps")
MENU = Entry("map", 40)
RUNS: Runs = "analysis"
GROUPS = {
    "need": N_("Need"),
    "touchpoint": N_("Touchpoint"),
    "segment": N_("Families"),
    "place": N_("Place"),
    "gap_type": N_("Kind of gap"),
}
OPTIONS = (
    Option("touchpoint", "text", "Only gaps at this touchpoint, by id."),
    Option("need", "text", "Only gaps of this need, by id."),
    Option("segment", "text", "Only gaps of this segment, by id."),
    Option("place", "text", "Only gaps in this place, by id."),
    Option("gap_type", "text", "Only gaps of this type."),
    Option("group", "choice", "What the gaps are grouped by.", choices=tuple(GROUPS)),
)
LISTS = ("gaps", "groups")


def build(view: View) -> dict[str, Any]:
    """The gaps that have every value asked for, the heaviest first."""
    from service.filters import FILTERS

    result = view.coverage.summary()
    types = {key: view.gettext(words) for key, words in GAP_TYPES.items()}
    rows = list_gaps(view, {name: view.options[name] for name in FILTERS})
    for row in rows:
        row["gap_type_name"] = types[row["gap_type"]]
    need, *others = cell_columns(view)

    def card(row: Row) -> str:
        return link_card(view, row)

    def doors(row: Row) -> str | None:
        failing = [node for node, _ in view.coverage.failing_doors(row["row"])]
        if not failing:
            return None
        names = [tell_door(view, {"door": view.net.node_id(node)}) for node in failing[:3]]
        more = len(failing) - len(names)
        if more:
            names.append(view.ngettext("%(num)s more", "%(num)s more", more))
        return view.gettext("not through %(doors)s", doors=view.language.words(names))

    columns = [
        Shown(need.key, need.title, link=card),
        *others,
        Shown("gap_type_name", N_("Kind of gap"), note=doors),
        Shown("weight", weight_title(result), "number", digits=1),
    ]
    listing = view.listing("gaps", N_("Gaps, the heaviest first"), columns, rows, sort="-weight")
    weights = weight_title(result)
    return {
        "listing": listing,
        "groups": list_groups(view, rows, GROUPS, weight_title=weights),
        "group_choices": [(key, view.gettext(title)) for key, title in GROUPS.items()],
        "gap_types": list(types.items()),
        "required": result["required"],
        "headline": result["headline"],
        "weight": sum(row["weight"] for row in rows),
        "choices": _choices(view),
    }


def _choices(view: View) -> dict[str, Choices]:
    """What gaps can be chosen by, kept since there may be tens of thousands of gaps."""
    key = ("choices of gaps", view.language.code, view.parameters)
    return view.data.remember(key, lambda: {kind: list_choices(view, kind) for kind in KINDS})


def link_card(view: View, gap: Row) -> str:
    """The address of the card of a gap."""
    parts = {key: gap[key] for key in ("touchpoint", "need", "segment", "place")}
    return view.link("/gaps/card", **parts)
