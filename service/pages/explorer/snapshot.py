"""A snapshot: scores by dimension and question, what people noted, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
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
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "snapshot"
PATH = "/plan/snapshot"
TITLE = N_("Snapshot")
MENU = Entry("plan", 60)
RUNS: Runs = "analysis"
OPTIONS = tuple(
    replace(each, many=False, default=None) if each.name == "snapshot" else each
    for each in select_analysis("snapshot").OPTIONS
)
LISTS = (
    "dimensions", "questions", "findings", "priorities", "notes", "changes", "side_by_side",
    "comments", "snapshots", "problems",
)  # fmt: skip
READING_INKS = {"strength": "covered", "opportunity": "gap", "disagreement": "unknown",
                "unknown": "unknown"}  # fmt: skip
CHANGE_INKS = {"better": "covered", "worse": "gap", "unknown": "unknown"}
Result = Mapping[str, Any]


def build(view: View) -> dict[str, Any]:
    """The snapshot asked for, else the last; beside it the others."""
    options = {**view.options, "snapshot": ()}
    whole = read_analysis(view, "snapshot", options)
    asked = view.options["snapshot"]
    latest = max(whole["snapshots"], key=lambda row: row["as_of"], default=None)
    chosen: str | None = asked or (latest and latest["snapshot"])
    result = read_analysis(view, "snapshot", {**options, "snapshot": (chosen,)}) if chosen else {}
    told = next((row for row in result.get("snapshots", ()) if row["snapshot"] == chosen), None)
    values: dict[str, Any] = {
        "snapshot": told,
        "snapshot_choices": list_choices(whole["snapshots"], "snapshot"),
        "chosen": chosen,
        "floor": options["floor"],
        "tables": list_tables("snapshot"),
        "problems": _problems(view, whole),
    }
    if chosen is None or told is None:
        return values
    return values | {
        "files": list_files(view, "snapshot", ("snapshot-svg", "snapshot-xlsx"), snapshot=chosen),
        "picture_of": _picture(view, result),
        "dimensions": _dimensions(view, result),
        "questions": _questions(view, result),
        "findings": _findings(view, result, chosen),
        "priorities": _priorities(view, result),
        "notes": _notes(view, result),
        "changes": _changes(view, result),
        "side_by_side": _side_by_side(view, whole),
        "comments": _comments(view, result),
        "snapshots": _snapshots(view, whole),
    }


def _picture(view: View, result: Result) -> Markup:
    from service.pictures.snapshot import render_snapshot

    return Markup(render_snapshot(result, language=view.language))


def _readings(view: View) -> dict[str, Any]:
    return {
        "reading": word_shower(view, words.READINGS, "reading"),
        "reason": word_shower(view, words.NO_SCORE, "reason"),
    }


def _why(row: Row) -> str | None:
    return row["reason"] if row["reason_code"] else None


def _dimensions(view: View, result: Result) -> Listing:
    tellers = {**_readings(view), "name": lambda row: view.code(row["name"])}

    def scored(row: Row) -> str:
        number = view.language.number
        return view.gettext(
            "%(scored)s of %(all)s", scored=number(row["questions_scored"]),
            all=number(row["questions"]),
        )  # fmt: skip

    return view.listing(
        "dimensions",
        N_("Dimensions"),
        [
            Shown("name", N_("Dimension")),
            Shown("score", N_("Score"), "number", digits=1),
            Shown("spread_share", N_("Spread"), "share"),
            Shown("reading", N_("What it says"), show=tag("reading", READING_INKS), note=_why),
            Shown("questions_scored", N_("Questions with a score"), "number", show=scored),
            Shown("answered_share", N_("Answered"), "share"),
            Shown("not_known", N_("Do not know"), "number"),
        ],
        spell(result["dimensions"], tellers),
    )


def _questions(view: View, result: Result) -> Listing:
    dimensions = names_by_id(result["dimensions"], "dimension")

    def given(row: Row) -> str | None:
        if not row["given"]:
            return None
        told = [
            view.gettext("%(count)s gave %(score)s", count=view.language.number(each["count"]),
                         score=view.language.number(each["score"], 1))
            for each in row["given"]
        ]  # fmt: skip
        # One count and its score stay on one line.
        return view.language.words([each.replace(" ", "\N{NO-BREAK SPACE}") for each in told])

    tellers = {
        **_readings(view),
        "dimension": lambda row: view.code(dimensions[row["dimension"]]),
        "given": given,
    }
    return view.listing(
        "questions",
        N_("Questions"),
        [
            Shown("text", N_("Question"), "long", note=lambda row: row["dimension"]),
            Shown("score", N_("Mean"), "number", digits=1),
            Shown("median", N_("Median"), "number", digits=1),
            Shown("given", N_("Scores given"), sorts=False),
            Shown("spread_share", N_("Spread"), "share"),
            Shown("scores", N_("Answers"), "number"),
            Shown("not_known", N_("Do not know"), "number"),
            Shown("reading", N_("What it says"), show=tag("reading", READING_INKS), note=_why),
        ],
        spell(result["questions"], tellers),
    )


def _findings(view: View, result: Result, chosen: str) -> Listing:
    questions = names_by_id(result["questions"], "question", "text")
    dimensions = names_by_id(result["dimensions"], "dimension")
    notes = names_by_id(result["notes"], "note", "text")

    def about(row: Row) -> str:
        if row["note"]:
            return str(notes.get(row["note"], row["note"]))
        if row["question"]:
            return str(questions.get(row["question"], row["question"]))
        return view.code(dimensions.get(row["dimension"], row["dimension"]))

    rows = spell(
        [row for row in result["findings"] if row["snapshot"] == chosen],
        {"about": about, "kind": word_shower(view, words.SNAPSHOT_FINDINGS, "kind")},
    )
    return view.listing(
        "findings",
        N_("Findings"),
        [
            Shown("about", N_("About"), "long"),
            Shown("kind", N_("What was found"), "long"),
        ],
        rows,
        per_page=10,
    )


def _priorities(view: View, result: Result) -> Listing:
    rows = spell(
        result["priorities"],
        {
            "kind": code_shower(view, "snapshot-note-kind", "kind"),
            "taken_up": word_shower(view, words.YES_NO, "taken_up"),
        },
    )
    inks = {"yes": "covered", "no": "gap", "unknown": "unknown"}
    return view.listing(
        "priorities",
        N_("Priorities by importance and feasibility"),
        [
            Shown("text", N_("What people noted"), "long", note=lambda row: row["kind"]),
            Shown("place", N_("Place"), "number"),
            Shown("importance", N_("Importance, 1 to 5"), "number"),
            Shown("feasibility", N_("Feasibility, 1 to 5"), "number"),
            Shown("product", N_("Product"), "number"),
            Shown("agreed_rank", N_("Rank agreed on"), "number"),
            Shown("taken_up", N_("Taken up by a plan"), show=tag("taken_up", inks)),
        ],
        rows,
    )


def _notes(view: View, result: Result) -> Listing:
    rows = spell(
        result["notes"],
        {
            "kind": code_shower(view, "snapshot-note-kind", "kind"),
            "scores_say": word_shower(view, words.READINGS, "scores_say"),
            "agrees": word_shower(view, words.YES_NO, "agrees"),
        },
    )
    return view.listing(
        "notes",
        N_("What people noted, beside what the scores say"),
        [
            Shown("text", N_("Note"), "long"),
            Shown("kind", N_("Kind")),
            Shown("effort", N_("Effort, 1 to 5"), "number"),
            Shown("scores_say", N_("What the scores say")),
            Shown("agrees", N_("Do the scores bear it out?")),
        ],
        rows,
        per_page=10,
    )


def _changes(view: View, result: Result) -> Listing:
    rows = spell(
        result["changes"],
        {
            "text": lambda row: row["text"] if row["question"] else view.code(row["text"]),
            "verdict": word_shower(view, words.CHANGES, "verdict"),
            "reason": word_shower(view, words.NO_SCORE, "reason"),
        },
    )

    def whole(row: Row) -> str | None:
        return None if row["question"] else view.gettext("the dimension as a whole")

    return view.listing(
        "changes",
        N_("Changes since the snapshot before"),
        [
            Shown("text", N_("Question or dimension"), "long", note=whole),
            Shown("before_as_of", N_("Before"), "day"),
            Shown("score_before", N_("Score before"), "number", digits=1),
            Shown("score", N_("Score"), "number", digits=1),
            Shown("change", N_("Change"), "number", digits=1),
            Shown("larger_spread", N_("Spread"), "number", digits=1),
            Shown("verdict", N_("Verdict"), show=tag("verdict", CHANGE_INKS), note=_why),
        ],
        rows,
        per_page=10,
    )


def _side_by_side(view: View, whole: Result) -> Listing:
    names = names_by_id(whole["side_by_side"], "community", "community_name")
    lists = ("surely_above", "surely_below", "not_apart", "unknown")
    rows = spell(
        whole["side_by_side"],
        {
            "text": lambda row: row["text"] if row["question"] else view.code(row["text"]),
            **{each: named(each, names) for each in lists},
        },
    )
    return view.listing(
        "side_by_side",
        N_("Communities side by side"),
        [
            Shown("text", N_("Question or dimension"), "long"),
            Shown("community_name", N_("Community")),
            Shown("score", N_("Score"), "number", digits=1),
            Shown("spread", N_("Spread"), "number", digits=1),
            Shown("respondents", N_("People"), "number"),
            Shown("surely_above", N_("Surely above")),
            Shown("surely_below", N_("Surely below")),
            Shown("not_apart", N_("Not apart from")),
        ],
        rows,
        per_page=10,
    )


def _comments(view: View, result: Result) -> Listing:
    return view.listing(
        "comments",
        N_("Comments, without who made them"),
        [
            Shown("comment", N_("Comment"), "long"),
            Shown("text", N_("On the question"), "long"),
        ],
        result["comments"],
        per_page=10,
    )


def _snapshots(view: View, whole: Result) -> Listing:
    return view.listing(
        "snapshots",
        N_("All snapshots"),
        [
            Shown("name", N_("Snapshot"), link=lambda row: view.here(snapshot=row["snapshot"])),
            Shown("community_name", N_("Community")),
            Shown("as_of", N_("Day"), "day"),
            Shown("respondents", N_("People who answered"), "number"),
            Shown("asked", N_("People asked"), "number"),
            Shown("answered_share", N_("Answered"), "share"),
        ],
        whole["snapshots"],
        sort="-as_of",
    )


def _problems(view: View, whole: Result) -> Listing:
    rows = spell(whole["problems"], {"kind": word_shower(view, words.SNAPSHOT_PROBLEMS, "kind")})
    return view.listing(
        "problems",
        N_("Records that cannot be used as they stand"),
        [Shown("kind", N_("What is wrong"), "long"), Shown("record", N_("Record"))],
        rows,
    )
