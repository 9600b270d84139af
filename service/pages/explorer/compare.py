"""Places, or two days, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.errors import BadParameter
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.compare_measures import Measure, is_gap, list_measures
from service.pages.planning.reading import list_tables
from service.pages.planning.rows import spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.gaps import GAP_TYPES
from service.pages.words.planning_codes import word_shower

if TYPE_CHECKING:
    from service.pages.view import Choices, View

NAME = "compare"
PATH = "/compare"
TITLE = N_("Compare")
MENU = Entry("plan", 110)
RUNS: Runs = "analysis"
MOST_PLACES, FIELDS = 50, 4
"""Places at most; fields that the form has at least."""
MOST_CARDS = 12
"""Most places or days that are drawn; the table has all."""
MOST_CHOICES = 300
"""Places that a field offers as a list; above, an id is typed."""
OPTIONS = (
    Option("place", "text", "A place to compare, by id; give several.", default=(), many=True),
    Option("with_day", "day", "A day to compare with the day looked at."),
)
LISTS = ("columns", "measures", "cells", "came", "went")
INKS = {"lost": "gap", "now-known-gap": "gap", "no-longer-certain": "unknown",
        "may-be-covered": "unknown", "newly-covered": "covered",
        "now-known-covered": "covered"}  # fmt: skip


def build(view: View) -> dict[str, Any]:
    """The places asked for, else the first level of places that differ; or two days."""
    coverage = view.data.analyses.coverage(view.parameters, routes="none")
    if not len(coverage.required):
        return {"by": None, "tables": list_tables("community")}
    result = _compare(view)
    measures = {each["name"]: each for each in result["measures"]}
    columns = [_column(view, measures, place, each) for place, each in enumerate(result["columns"])]
    places = list(view.options["place"])
    offered = _offered(view)
    return {
        "by": result["by"],
        "bars": columns[:MOST_CARDS],
        "many": len(columns),
        "fields": [*places, *[""] * max(1, FIELDS - len(places))],
        "offered": offered if len(offered) <= MOST_CHOICES else None,
        "columns": _columns(view, columns),
        "measures": list_measures(view, result),
        **(_changes(view, result["changes"]) if result["changes"] else {"changed": None}),
    }


def _offered(view: View) -> Choices:
    """Places in which something is asked."""
    import numpy as np

    coverage = view.data.analyses.coverage(view.parameters, routes="none")
    above = np.asarray(view.net.place_above[coverage.required.place].any(axis=0))
    ids = {view.net.places.ids[place] for place in np.flatnonzero(above).tolist()}
    return [pair for pair in view.choices("places") if pair[0] in ids]


def _compare(view: View) -> Mapping[str, Any]:
    from service.comparing import compare_days, compare_places

    places, other = view.options["place"], view.options["with_day"]
    if other and places:
        raise _misfit("with_day", str(other), "one day with places, or two days without")
    if len(places) > MOST_PLACES:
        raise _misfit("place", places[0], f"at most {MOST_PLACES} places")
    key = ("compare", view.parameters, places, other)
    if other:
        before = replace(view.parameters, as_of=other)
        return view.data.remember(
            key, lambda: compare_days(view.data.analyses, before, view.parameters)
        )
    return view.data.remember(
        key, lambda: compare_places(view.data.analyses, view.parameters, places)
    )


def _misfit(name: str, value: str, expected: str) -> BadParameter:
    message = f"{name} = {value[:80]!r} does not fit: expected {expected}"
    return BadParameter(message, query="", name=name, value=value, expected=expected)


def _column(
    view: View, measures: Mapping[str, Measure], place: int, column: Mapping[str, Any]
) -> dict[str, Any]:
    """The headline of one place or day."""
    gaps = [each["values"][place] for name, each in measures.items() if is_gap(name)]
    name = view.language.day(column["as_of"]) if "as_of" in column else column["name"]
    return {
        "id": column["id"],
        "name": name,
        "is_day": "as_of" in column,
        "gaps": sum(gaps),
        **{key: each["values"][place] for key, each in measures.items()},
    }


def _columns(view: View, columns: Sequence[Row]) -> Listing:
    def gaps(row: Row) -> str | None:
        return None if row["is_day"] else view.link("/gaps", place=row["id"])

    return view.listing(
        "columns",
        N_("Side by side"),
        [
            Shown("name", N_("Place or day")),
            Shown("every_door", N_("Every door"), "interval"),
            Shown("any_door", N_("Some door"), "interval"),
            Shown("gaps", N_("Gaps"), "number", link=gaps),
            Shown("unknown_every_door", N_("Not known"), "number"),
            Shown("required_cells", N_("Asked for"), "number"),
            Shown("partners", N_("Partners"), "number"),
            Shown("services", N_("Services"), "number"),
            Shown("response_rate", N_("Partners that answered"), "share"),
        ],
        columns,
        per_page=20,
    )


def _changes(view: View, changes: Mapping[str, Any]) -> dict[str, Any]:
    cells = [
        {**row, **row["names"], "kind_before": row["before"]["gap_type"],
         "kind_after": row["after"]["gap_type"]}
        for row in changes["cells"]
    ]  # fmt: skip
    rows = spell(
        cells,
        {
            "need": lambda row: view.code(row["need"]),
            "every_door_change": word_shower(view, words.CELL_CHANGES, "every_door_change"),
            "any_door_change": word_shower(view, words.CELL_CHANGES, "any_door_change"),
            "kind_before": word_shower(view, GAP_TYPES, "kind_before"),
            "kind_after": word_shower(view, GAP_TYPES, "kind_after"),
        },
    )
    counts = changes["counts"]
    return {
        "changed": {
            door: _count(view, counts.get(door, {})) for door in ("every_door", "any_door")
        },
        "cells": view.listing(
            "cells",
            N_("Gaps gained and lost"),
            [
                Shown("need", N_("Need"), note=lambda row: row["touchpoint"]),
                Shown("segment", N_("Families"), note=lambda row: row["place"]),
                Shown("every_door_change", N_("Every door"), show=tag("every_door_change", INKS)),
                Shown("any_door_change", N_("Some door"), show=tag("any_door_change", INKS)),
                Shown("kind_before", N_("Kind of gap before")),
                Shown("kind_after", N_("Kind of gap after")),
                Shown("weight", N_("Family needs"), "number", digits=1),
            ],
            rows,
            sort="-weight",
        ),
        "came": _asked(view, "came", N_("Asked on the second day only"), changes["added"]),
        "went": _asked(view, "went", N_("Asked on the first day only"), changes["dropped"]),
    }


def _count(view: View, counts: Mapping[str, int]) -> str:
    """`20 (was covered, is no longer certain)`, of every change that there is."""
    told = [
        view.gettext(
            "%(count)s (%(change)s)",
            count=view.language.number(counts[change]),
            change=view.gettext(meaning),
        )
        for change, meaning in words.CELL_CHANGES.items()
        if counts.get(change)
    ]
    return view.language.words(told)


def _asked(view: View, name: str, title: str, cells: Sequence[Row]) -> Listing:
    rows = [{**row, **row["names"], "need": view.code(row["names"]["need"])} for row in cells]
    return view.listing(
        name,
        title,
        [
            Shown("need", N_("Need"), note=lambda row: row["touchpoint"]),
            Shown("segment", N_("Families"), note=lambda row: row["place"]),
            Shown("weight", N_("Family needs"), "number", digits=1),
        ],
        rows,
    )
