"""What collaboratives tried, what moved, and what they learned from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.charts import DIRECTION_INKS, draw_chart, is_judged, tell_verdict
from service.pages.planning.findings import find_page, tell_finding
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
from service.pages.words.planning_codes import code_shower, tell_code, tell_word, word_shower

if TYPE_CHECKING:
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
BORNE_OUT_INKS = {"yes": "covered", "no": "gap", "unknown": "unknown"}
KIND_INKS = {"worked": "covered", "did-not-work": "gap", "open-question": "unknown"}
Result = Mapping[str, Any]


def build(view: View) -> dict[str, Any]:
    """Of the collaboratives asked for, else of all, within the days asked for."""
    whole = read_analysis(view, "learning", {**view.options, "collaborative": ()})
    result = read_analysis(view, "learning", view.options)
    names = names_by_id(whole["collaboratives"], "collaborative")
    charts = [each for each in result["charts"] if is_judged(each)]
    moving = [each for each in charts if each["verdict"] == "signal" or each["shift"]]
    still = [each for each in charts if each not in moving]
    ordered = [*moving, *still]
    snapshots = result["last_snapshots"]
    return {
        "is_empty": not any(whole[each] for each in EVERYTHING),
        "of": [names.get(each, each) for each in view.options["collaborative"]],
        "chosen": view.options["collaborative"][0] if view.options["collaborative"] else "",
        "collaborative_choices": list_choices(whole["collaboratives"], "collaborative"),
        "told": result["told"],
        "tables": list_tables("learning"),
        "files": list_files(view, "learning", ("learning-html",)),
        "collaboratives": _collaboratives(view, result),
        "lessons": _lessons(view, result, names),
        "topics": _topics(view, result, names),
        "tried": _tried(view, result, names),
        "moved": _moved(view, result, names),
        "charts": [
            {"title": each["title"], "said": tell_verdict(view, each),
             "picture": draw_chart(view, each)}
            for each in ordered[:MOST_CHARTS]
        ],
        "left_out": max(0, len(ordered) - MOST_CHARTS),
        "not_judged": [each["title"] for each in result["charts"] if not is_judged(each)],
        "values": _values(view, ordered[:MOST_CHARTS]),
        "pictures": [_snapshot(view, snapshots, each) for each in snapshots["snapshots"]],
        "dimensions": _dimensions(view, snapshots),
        "without": _without(view, result, names),
        "problems": _problems(view, result, whole),
    }  # fmt: skip


def _collaboratives(view: View, result: Result) -> Listing:
    return view.listing(
        "collaboratives",
        N_("Collaboratives"),
        [
            Shown("name", N_("Collaborative"),
                  link=lambda row: view.here(collaborative=row["collaborative"])),
            Shown("tried", N_("Tried"), "number"),
            Shown("watched", N_("Watched"), "number"),
            Shown("better", N_("Better"), "number"),
            Shown("worse", N_("Worse"), "number"),
            Shown("lessons", N_("Lessons"), "number"),
            Shown("worked", N_("Worked"), "number"),
            Shown("did_not_work", N_("Did not work"), "number"),
            Shown("open", N_("Open questions"), "number"),
            Shown("used_of_others", N_("Used of others"), "number"),
        ],
        result["collaboratives"],
    )  # fmt: skip


def _lessons(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    rows = spell(
        result["lessons"],
        {
            "kind": code_shower(view, "lesson-kind", "kind"),
            "collaborative": named("collaborative", names),
            "shared_with": named("shared_with", names),
            "used_by": named("used_by", names),
            "borne_out": word_shower(view, words.YES_NO, "borne_out"),
        },
    )

    def learned(row: Row) -> str:
        told = [row["collaborative"], row["as_of"] and view.language.day(row["as_of"])]
        return view.language.words([each for each in told if each])

    return view.listing(
        "lessons",
        N_("Lessons"),
        [
            Shown("name", N_("Lesson"), "long", note=lambda row: row["text"]),
            Shown("kind", N_("Kind"), show=tag("kind", KIND_INKS)),
            Shown("topic", N_("Topic"), note=learned),
            Shown("shared_with", N_("Shared with")),
            Shown("used_by", N_("Used by")),
            Shown("borne_out", N_("Do tests and indicators bear it out?"),
                  show=tag("borne_out", BORNE_OUT_INKS)),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def _topics(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    lists = ("worked_in", "did_not_work_in", "open_in", "used_by", "told_not_using")
    rows = spell(result["topics"], {each: named(each, names) for each in lists})

    def differs(row: Row) -> str | None:
        return view.gettext("Ask each other why.") if row["differs"] else None

    return view.listing(
        "topics",
        N_("What worked where"),
        [
            Shown("topic", N_("Topic"), note=differs),
            Shown("worked_in", N_("Worked in")),
            Shown("did_not_work_in", N_("Did not work in")),
            Shown("open_in", N_("Open in")),
            Shown("used_by", N_("Used by")),
            Shown("told_not_using", N_("Told, not using it yet")),
        ],
        rows,
        per_page=10,
    )


def _tried(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    rows = spell(
        result["tried"],
        {
            "kind": word_shower(view, words.TRIED, "kind"),
            "collaborative": named("collaborative", names),
            "came_to": word_shower(view, words.CAME_TO, "came_to"),
        },
    )
    return view.listing(
        "tried",
        N_("What was tried"),
        [
            Shown("name", N_("What"), "long", note=lambda row: row["collaborative"]),
            Shown("kind", N_("Kind")),
            Shown("day", N_("Day"), "day"),
            Shown("came_to", N_("What became of it"), show=tag("came_to", {})),
            Shown("said", N_("What its record says"), "long"),
        ],
        rows,
        sort="-day",
        per_page=10,
    )


def _moved(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    def verdict(row: Row) -> str:
        if row["kind"] == "finding":
            return tell_code(view, "answer-verdict", row["verdict"])
        if row["kind"] == "maturity":
            return _tell_maturity(view, row["verdict"])
        both = words.CHART_VERDICTS | words.CHANGES
        return tell_word(view, both, row["verdict"])

    def about(row: Row) -> str | None:
        if row["kind_code"] != "finding":
            return None
        return view.gettext("answers: %(finding)s", finding=tell_finding(view, row["id"]))

    def page(row: Row) -> str | None:
        match row["kind_code"]:
            case "indicator":
                return view.link("/plan/improvement", indicator=row["id"])
            case "finding":
                return find_page(view, row["id"])
            case "maturity":
                return view.link("/plan/maturity")
            case _:
                return view.link("/plan/snapshot")

    rows = spell(
        result["moved"],
        {
            "kind": word_shower(view, words.MOVED, "kind"),
            "collaborative": named("collaborative", names),
            "verdict": verdict,
            "direction": word_shower(view, words.DIRECTIONS, "direction"),
        },
    )
    return view.listing(
        "moved",
        N_("What moved"),
        [
            Shown("name", N_("What"), "long", link=page, note=about),
            Shown("kind", N_("Kind"), note=lambda row: row["collaborative"]),
            Shown("day", N_("Last day"), "day"),
            Shown("verdict", N_("Verdict")),
            Shown("direction", N_("Direction"), show=tag("direction", DIRECTION_INKS)),
        ],
        rows,
        per_page=10,
    )


def _tell_maturity(view: View, verdict: str) -> str:
    """`3 higher, 1 lower` in the language of the page; the analysis states it as a text."""
    parts = verdict.replace(",", "").split()
    if len(parts) != 4 or not (parts[0].isdigit() and parts[2].isdigit()):
        return tell_word(view, words.CHART_VERDICTS, verdict)
    return view.gettext("%(higher)s higher, %(lower)s lower", higher=parts[0], lower=parts[2])


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
            Shown("name", N_("Dimension"), note=lambda row: row["snapshot"]),
            Shown("score", N_("Score"), "number", digits=1),
            Shown("spread_share", N_("Spread"), "share"),
            Shown("reading", N_("What it says")),
        ],
        rows,
    )


def _without(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    rows = spell(
        result["without"],
        {
            "kind": word_shower(view, words.WITHOUT, "kind"),
            "collaboratives": named("collaboratives", names),
        },
    )
    return view.listing(
        "without",
        N_("Where nothing was written down"),
        [
            Shown("name", N_("What"), "long"),
            Shown("kind", N_("What is missing"), "long"),
            Shown("collaboratives", N_("Collaboratives")),
        ],
        rows,
        per_page=10,
    )


def _problems(view: View, result: Result, whole: Result) -> Listing:
    lessons = names_by_id(whole["lessons"], "lesson")
    rows = spell(
        result["problems"],
        {
            "kind": word_shower(view, words.LEARNING_PROBLEMS, "kind"),
            "record": named("record", lessons),
        },
    )
    return view.listing(
        "problems",
        N_("Lessons that do not hold together"),
        [Shown("kind", N_("What is wrong"), "long"), Shown("record", N_("Lesson"))],
        rows,
    )
