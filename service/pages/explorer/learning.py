"""What collaboratives tried, what moved, and what they learned from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.charts import draw_chart, is_judged, name_chart, tell_verdict
from service.pages.planning.choosing import name_some
from service.pages.planning.learning_lists import (
    list_collaboratives,
    list_lessons,
    list_moved,
    list_problems,
    list_topics,
    list_tried,
    list_without,
)
from service.pages.planning.reading import (
    list_choices,
    list_files,
    list_tables,
    names_by_id,
    read_analysis,
)
from service.pages.planning.rows import named, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View

NAME = "learning"
PATH = "/plan/learning"
TITLE = N_("Learning")
MENU = Entry("plan", 90)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("learning").OPTIONS
LISTS = (
    "collaboratives", "lessons", "topics", "tried", "moved", "values", "dimensions", "without",
    "problems",
)  # fmt: skip
EVERYTHING = ("collaboratives", "tried", "moved", "lessons")
MOST_CHARTS = 8
MOST_SNAPSHOTS = 3
"""Most snapshots that are drawn; of more, the table leads to each."""
MOST_NAMED = 12
"""Most indicators without a verdict that are named."""


def build(view: View) -> dict[str, Any]:
    """Of the collaboratives asked for, else of all, within the days asked for."""
    whole = read_analysis(view, "learning", {**view.options, "collaborative": ()})
    result = read_analysis(view, "learning", view.options)
    names = names_by_id(whole["collaboratives"], "collaborative")
    charts = [each for each in result["charts"] if is_judged(each)]
    moving = [each for each in charts if each["verdict"] == "signal" or each["shift"]]
    still = [each for each in charts if each not in moving]
    ordered = [*moving, *still]
    unjudged = [each["title"] for each in result["charts"] if not is_judged(each)]
    snapshots = result["last_snapshots"]
    return {
        "is_empty": not any(whole[each] for each in EVERYTHING),
        "of": [names.get(each, each) for each in view.options["collaborative"]],
        "chosen": view.options["collaborative"][0] if view.options["collaborative"] else "",
        "collaborative_choices": list_choices(whole["collaboratives"], "collaborative"),
        "told": result["told"],
        "tables": list_tables("learning"),
        "files": list_files(view, "learning", ("learning-html",)),
        "collaboratives": list_collaboratives(view, result),
        "lessons": list_lessons(view, result, names),
        "topics": list_topics(view, result, names),
        "tried": list_tried(view, result, names),
        "moved": list_moved(view, result, names),
        "charts": [
            {"title": name_chart(each, ordered), "said": tell_verdict(view, each),
             "picture": draw_chart(view, each)}
            for each in ordered[:MOST_CHARTS]
        ],
        "left_out": max(0, len(ordered) - MOST_CHARTS),
        "not_judged": name_some(view, unjudged, MOST_NAMED) if unjudged else None,
        "values": _values(view, ordered[:MOST_CHARTS]),
        "has_snapshots": bool(snapshots["snapshots"]),
        "pictures": [_snapshot(view, snapshots, each) for each in snapshots["snapshots"]]
        if len(snapshots["snapshots"]) <= MOST_SNAPSHOTS
        else [],
        "dimensions": _dimensions(view, snapshots),
        "without": list_without(view, result, names),
        "problems": list_problems(view, result, whole),
    }  # fmt: skip


def _values(view: View, charts: list[Mapping[str, Any]]) -> Listing:
    state = word_shower(view, words.VALUE_STATES, "state")
    rows = [
        {**point, "title": chart["title"], "state": state(point), "state_code": point["state"]}
        for chart in charts
        for point in chart["points"]
    ]
    inks = {"suppressed": "unknown", "missing": "unknown"}
    return view.listing(
        "values",
        N_("The values of the charts"),
        [
            Shown("title", N_("Indicator"), "long"),
            Shown("day", N_("Day"), "day"),
            Shown("value", N_("Value"), "number", digits=1),
            Shown("state", N_("Is it told?"), show=tag("state", inks)),
            Shown("median", N_("Median"), "number", digits=1),
        ],
        rows,
        per_page=10,
    )


def _snapshot(view: View, snapshots: Result, row: Row) -> dict[str, Any]:
    from service.pictures.snapshot import render_snapshot

    one = {**snapshots, "snapshots": [row]}
    name = "snapshot-" + "".join(c if c.isalnum() else "-" for c in row["snapshot"])
    return {
        "title": row["name"],
        "address": view.link("/plan/snapshot", snapshot=row["snapshot"]),
        "picture": Markup(render_snapshot(one, name=name, language=view.language)),
    }


def _dimensions(view: View, snapshots: Result) -> Listing:
    names = names_by_id(snapshots["snapshots"], "snapshot")

    def to(row: Row) -> str:
        return view.link("/plan/snapshot", snapshot=row["snapshot_code"])

    rows = spell(
        snapshots["dimensions"],
        {
            "snapshot": named("snapshot", names),
            "name": lambda row: view.code(row["name"]),
            "reading": word_shower(view, words.READINGS, "reading"),
        },
    )
    return view.listing(
        "dimensions",
        N_("Dimensions of the last snapshots"),
        [
            Shown("name", N_("Dimension"), note=lambda row: row["snapshot"], link=to),
            Shown("score", N_("Score"), "number", digits=1),
            Shown("spread_share", N_("Spread"), "share"),
            Shown("reading", N_("What it says")),
        ],
        rows,
        per_page=10,
    )
