"""Whether coverage is the same for every kind of family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.picking import MOST_CHOICES, pick_asked
from service.pages.tables import Listing, Row, Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "equity"
PATH = "/equity"
TITLE = N_("Equity")
MENU = Entry("map", 50)
RUNS: Runs = "analysis"
OPTIONS = (
    *select_analysis("equity").OPTIONS,
    Option("place", "text", "The place whose groups are listed; all of them by default."),
)
LISTS = ("segments", "segment_places", "places", "worst_off")

MEASURES = {"every_door": N_("through every door"), "any_door": N_("through some door")}
NOT_TOLD = {
    "small": N_("not told: too few families"),
    "no-required-cells": N_("nothing is asked for"),
    "no-weight": N_("no families are expected"),
}
"""Why a group has no coverage."""
NOT_COMPARED = {
    "every-family": N_("all families, so no group to compare"),
    "is-reference": N_("the others are compared with these"),
    "none-named": N_("not compared: no reference is named"),
    "several-named": N_("not compared: several references are named"),
    "small": N_("not told: too few families"),
    "no-required-cells": N_("nothing is asked for"),
    "no-weight": N_("no families are expected"),
    "reference-small": N_("not compared: the reference is too small to be told"),
    "reference-no-required-cells": N_("not compared: nothing is asked for the reference"),
    "reference-no-weight": N_("not compared: no families of the reference are expected"),
}
SHORT = 4
"""Of so many groups, all are named where any may be worst off."""
STANDINGS = {
    "lower": ("gap", N_("certainly less")),
    "higher": ("covered", N_("certainly more")),
    "equal": ("covered", N_("the same")),
    "not-certain": ("unknown", N_("not certain")),
}
"""How a group stands to the reference."""


def build(view: View) -> dict[str, Any]:
    """The result of the analysis, as tables; the segments with bars beside the reference."""
    from service.pages.registers.register import result_of

    place = pick_asked(view, "place")
    at = "" if place is None else view.net.places.ids[place]
    result = result_of(view, "equity")
    reference = result["reference"]
    rows = result["segment_places"]
    worst = result["worst_off"]
    if place is not None:
        rows = [row for row in rows if row["place"] == at]
        worst = [row for row in worst if row["place"] == at]
    measure = result["parameters"]["measure"]
    whole = next((row[measure] for row in result["segments"] if row["is_reference"]), None)
    theirs = {row["place"]: row[measure] for row in rows if row["is_reference"]}
    everywhere = {row["place"]: whole for row in result["segments"]}
    return {
        "result": result,
        "measure": view.gettext(MEASURES[measure]),
        "measures": [(key, view.gettext(words)) for key, words in MEASURES.items()],
        "reference": reference,
        "reference_words": tell_reference(view, reference),
        "segments_asked": [pair for pair in view.choices("segments") if pair[0] != "all"],
        "place": at,
        "most_choices": MOST_CHOICES,
        "segments": _compared(view, "segments", result["segments"], everywhere),
        "segment_places": _compared(view, "segment_places", rows, theirs),
        "places": _places(view, result),
        "worst_off": _worst(view, worst),
    }


def tell_reference(view: View, reference: Row) -> str:
    """What the groups are compared with, or why nothing is compared."""
    if reference["segment"] is not None:
        return view.gettext("The others are compared with: %(name)s.", name=view.named(
            "segments", reference["segment"], reference["name"]))  # fmt: skip
    if reference["named"]:
        return view.gettext(
            "The data name several groups to compare with, so nothing is compared. Choose one."
        )
    return view.gettext(
        "The data name no group to compare with, so nothing is compared. Choose one in advance."
    )


def tell_worst(view: View, row: Row) -> str:
    """Who is worst off in a place, as far as it is certain."""
    names = view.language.words(row["names"]["may_be"])
    if not row["may_be"]:
        told = view.gettext("nobody can be named: fewer than two groups can be told")
    elif row["certain"]:
        told = view.gettext(
            "%(name)s: %(share)s", name=names, share=view.language.interval(row["coverage"])
        )
    elif len(row["may_be"]) == row["groups"] > SHORT:
        told = view.gettext("not certain; it may be any of the groups told")
    else:
        told = view.gettext("not certain; it may be any of: %(names)s", names=names)
    return told


def _compared(view: View, name: str, rows: list[Row], references: dict[str, Any]) -> Listing:
    """Groups with their coverage, and how they stand to the reference."""
    language, measure = view.language, view.options["measure"]

    def share(row: Row) -> str:
        if row[measure] is None:
            return view.gettext(NOT_TOLD[row["reason"]])
        return language.interval(row[measure])

    def standing(row: Row) -> str | Markup:
        if row["standing"] is None:
            return view.gettext(NOT_COMPARED[row["comparison_reason"]])
        css, words = STANDINGS[row["standing"]]
        return Markup('<span class="tag {}">{}</span>').format(css, view.gettext(words))

    def ratio(key: str) -> Any:
        return lambda row: _between(view, row[key], 2)

    def points(row: Row) -> str:
        ends = row["difference"]
        return _between(view, None if ends is None else [100 * each for each in ends], 1)

    def gaps(row: Row) -> str:
        return view.link("/gaps", segment=row["segment"], place=_somewhere(view, row["place"]))

    def named_gaps(row: Row) -> Markup:
        return Markup('{}<span class="visually-hidden">: {}</span>').format(
            view.gettext("Gaps"), row["name"]
        )

    def covered(row: Row) -> str:
        return view.link("/coverage", segment=row["segment"], place=_somewhere(view, row["place"]),
                         measure=None if measure == "every_door" else measure)  # fmt: skip

    def alike(row: Row) -> str | None:
        if name != "segments" or row["comparison_reason"] != "every-family":
            return None
        return view.gettext("needs recorded for every family alike, not the sum of the groups")

    told = [{**row, "name": view.named("segments", row["segment"], row["names"]["segment"]),
             "place_name": view.named("places", row["place"], row["names"]["place"]),
             "standing_words": str(standing(row)) if row["standing"] is None
             else view.gettext(STANDINGS[row["standing"]][1])} for row in rows]  # fmt: skip
    place = [] if name == "segments" else [Shown("place_name", N_("Place"))]
    bar = Shown(
        measure + "_bar",
        N_("As a bar"),
        show=lambda row: _bar(view, row, measure, references.get(row["place"])),
        sorts=False,
    )
    columns = [
        Shown("name", N_("Families"), link=covered, note=alike),
        *place,
        *([bar] if name == "segments" else []),
        Shown(measure, N_("Covered"), "interval", show=share),
        Shown("standing_words", N_("Beside the reference"), show=standing),
        Shown("difference", N_("Difference in points"), "interval", show=points),
        Shown("ratio", N_("Covered, times the reference"), "interval", show=ratio("ratio")),
        Shown("adverse_ratio", N_("Left out, times the reference"), "interval",
              show=ratio("adverse_ratio")),
        Shown("families", N_("Families expected"), "number"),
        Shown("gaps", N_("Gaps"), show=named_gaps, link=gaps, sorts=False),
    ]  # fmt: skip
    titles = {"segments": N_("Groups of families"), "segment_places": N_("Groups in each place")}
    per_page = 50 if name == "segments" else 10
    return view.listing(name, titles[name], columns, told, per_page=per_page)


def _places(view: View, result: Row) -> Listing:
    def share(key: str) -> Any:
        def tell(row: Row) -> str:
            if row[key] is None:
                return view.gettext(NOT_TOLD[row["reason"]])
            return view.language.interval(row[key])

        return tell

    rows = [{**row, "name": row["names"]["place"]} for row in result["places"]]
    columns = [
        Shown("name", N_("Place, with all in it"),
              link=lambda row: view.link("/coverage", place=_somewhere(view, row["place"]))),
        Shown("every_door", N_("Every door"), "interval", show=share("every_door")),
        Shown("any_door", N_("Some door"), "interval", show=share("any_door")),
        Shown("families", N_("Families expected"), "number"),
    ]  # fmt: skip
    return view.listing("places", N_("Places"), columns, rows)


def _worst(view: View, rows: list[Row]) -> Listing:
    told = [
        {
            **row,
            "name": view.named("places", row["place"], row["names"]["place"]),
            "who": tell_worst(view, row),
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Place, with all in it")),
        Shown("who", N_("Worst off"), "long"),
        Shown("groups", N_("Groups told"), "number"),
        Shown("groups_hidden", N_("Groups not told"), "number"),
    ]
    return view.listing("worst_off", N_("Who is worst off"), columns, told, per_page=12)


def _bar(view: View, row: Row, measure: str, reference: Any) -> Markup | str:
    """The bar of a group, with the reference marked on it; made of numbers only, and escaped."""
    from service.pictures.interval_bar import render_interval_bar

    ends = row[measure]
    if ends is None:
        return "–"
    label = view.gettext(
        "%(name)s: %(covered)s covered, %(unknown)s unknown, %(gap)s gap",
        name=row["name"],
        covered=view.language.share(ends[0]),
        unknown=view.language.share(ends[1] - ends[0]),
        gap=view.language.share(1 - ends[1]),
    )
    return Markup(render_interval_bar(ends, label, reference))


def _between(view: View, ends: Any, digits: int) -> str:
    if ends is None:
        return "–"
    low, high = (view.language.number(round(each, digits), digits, fixed=True) for each in ends)
    return low if low == high else view.gettext("%(low)s to %(high)s", low=low, high=high)


def _somewhere(view: View, place: str) -> str | None:
    """The id of a place; None for the place that all others lie in."""
    return None if place == view.net.places.ids[0] else place
