"""The tables of a snapshot: its scores, and how they changed and differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import named, some, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View

READING_INKS = {"strength": "covered", "opportunity": "gap", "disagreement": "unknown",
                "unknown": "unknown"}  # fmt: skip
CHANGE_INKS = {"better": "covered", "worse": "gap", "unknown": "unknown"}


def _readings(view: View) -> dict[str, Any]:
    return {
        "reading": word_shower(view, words.READINGS, "reading"),
        "reason": word_shower(view, words.NO_SCORE, "reason"),
    }


def _why(row: Row) -> str | None:
    return row["reason"] if row["reason_code"] else None


def list_dimensions(view: View, result: Result) -> Listing:
    """The dimensions with their scores."""
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


def list_questions(view: View, result: Result) -> Listing:
    """The questions with the scores given."""
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


def list_changes(view: View, result: Result) -> Listing:
    """Changes since the snapshot before."""
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


def list_side_by_side(view: View, whole: Result) -> Listing:
    """The last snapshot of each community, side by side."""
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
            Shown("surely_above", N_("Surely above"), show=some(view, "surely_above", names)),
            Shown("surely_below", N_("Surely below"), show=some(view, "surely_below", names)),
            Shown("not_apart", N_("Not apart from"), show=some(view, "not_apart", names)),
        ],
        rows,
        per_page=10,
    )
