"""The measures of places or days side by side."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.tables import Listing, Shown
from service.pages.words.gaps import GAP_TYPES, tell_handoffs

if TYPE_CHECKING:
    from service.pages.view import View

WIDE = 5
"""Most places or days that stand beside each other as columns."""
MEASURES = {
    "every_door": N_("Every door leads to help"),
    "any_door": N_("Some door leads to help"),
    "required_cells": N_("Combinations asked for"),
    "required_weight": N_("Family needs in them"),
    "unknown_every_door": N_("Not known whether every door leads to help"),
    "unknown_any_door": N_("Not known whether any door does"),
    "orphan_touchpoints": N_("Touchpoints without any door"),
    "services": N_("Services"),
    "partners": N_("Partners"),
    "pathways": N_("Referral pathways"),
    "pathways_warm": N_("Warm referral pathways"),
    "response_rate": N_("Partners that have stated their referrals"),
    "services_with_needs": N_("Services with a coded need"),
    "services_with_segments": N_("Services that say whom they serve"),
    "services_with_area": N_("Services that state a served place"),
    "services_dated": N_("Services with a date of verification"),
    "services_fresh": N_("Services verified lately"),
    "pathways_dated": N_("Pathways with a date of verification"),
    "pathways_fresh": N_("Pathways verified lately"),
    "pathways_mode_known": N_("Pathways known to be warm or cold"),
    "touchpoints_with_doors": N_("Touchpoints with a door"),
    "gaps_no_doors_listed": N_("Touchpoints' doors not listed yet"),
}
SECTIONS = {
    "coverage": N_("Coverage"),
    "gaps": N_("Gaps"),
    "network": N_("Network"),
    "completeness": N_("How complete the records are"),
}
Measure = Mapping[str, Any]


def is_gap(name: str) -> bool:
    """Whether a measure counts gaps of one kind."""
    return name.removeprefix("gaps_").replace("_", "-") in GAP_TYPES and name.startswith("gaps_")


def list_measures(view: View, result: Mapping[str, Any]) -> Listing:
    """A column for each place or day, or, where these are many, a row for each."""
    names = [
        view.language.day(each["as_of"]) if "as_of" in each else each["name"]
        for each in result["columns"]
    ]
    head = [Shown("measure", N_("Measure"), note=lambda row: row["section"], sorts=False)]
    rows: list[dict[str, Any]] = []
    for each in result["measures"]:
        told = {
            "measure": _tell_measure(view, each["name"]),
            "section": view.gettext(SECTIONS[each["section"]]),
        }
        values = [_tell_value(view, each, value) for value in each["values"]]
        apart = [_tell_apart(view, each, value) for value in each["differences"]]
        if len(names) <= WIDE:
            values_by_key = {f"value_{place}": value for place, value in enumerate(values)}
            apart_by_key = {f"apart_{place}": value for place, value in enumerate(apart)}
            rows.append({**told, **values_by_key, **apart_by_key})
        else:
            rows += [
                {**told, "where": name, "value": value, "apart": difference}
                for name, value, difference in zip(names, values, apart, strict=True)
            ]
    if len(names) <= WIDE:
        shown = [
            Shown(f"value_{place}", name, note=itemgetter(f"apart_{place}"), sorts=False)
            for place, name in enumerate(names)
        ]
    else:
        shown = [
            Shown("where", N_("Place or day"), sorts=False),
            Shown("value", N_("Value"), sorts=False),
            Shown("apart", N_("Difference to the first"), sorts=False),
        ]
    beside = len(names) <= WIDE
    title = N_("The small line is the difference to the first") if beside else N_("All measures")
    return view.listing("measures", title, [*head, *shown], rows, per_page=50 if beside else 20)


def _tell_measure(view: View, name: str) -> str:
    if name in MEASURES:
        return view.gettext(MEASURES[name])
    if is_gap(name):
        kind = GAP_TYPES[name.removeprefix("gaps_").replace("_", "-")]
        return view.gettext("Gaps: %(kind)s", kind=view.gettext(kind))
    which, _, rest = name.partition("_door_")
    handoffs, _, mode = rest.partition("_")
    within = tell_handoffs(view, int(handoffs))
    if mode == "warm":
        if which == "every":
            return view.gettext("Every door, %(within)s, warm", within=within)
        return view.gettext("Some door, %(within)s, warm", within=within)
    if which == "every":
        return view.gettext("Every door, %(within)s, warm or cold", within=within)
    return view.gettext("Some door, %(within)s, warm or cold", within=within)


def _tell_value(view: View, measure: Measure, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return view.language.interval(value)
    if measure["unit"].startswith("share"):
        return view.language.share(value)
    return view.language.number(value)


def _tell_apart(view: View, measure: Measure, value: Any) -> str | None:
    """A difference with its sign; an interval from the least to the most it can be."""
    if value is None:
        return None

    def signed(number: float) -> str:
        share = measure["unit"].startswith("share")
        told = view.language.share(abs(number)) if share else view.language.number(abs(number))
        return ("+" if number > 0 else "−" if number < 0 else "±") + told

    if isinstance(value, list | tuple):
        low, high = signed(value[0]), signed(value[1])
        return low if low == high else view.gettext("%(low)s to %(high)s", low=low, high=high)
    return signed(value)
