"""The tables of learning: what was tried, what moved, and the lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.charts import DIRECTION_INKS
from service.pages.planning.findings import find_page, tell_finding
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import named, some, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, tell_code, tell_word, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View

BORNE_OUT_INKS = {"yes": "covered", "no": "gap", "unknown": "unknown"}
KIND_INKS = {"worked": "covered", "did-not-work": "gap", "open-question": "unknown"}


def list_collaboratives(view: View, result: Result) -> Listing:
    """The collaboratives side by side."""
    names = names_by_id(result["collaboratives"], "collaborative")
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
        [{**row, "name": names[row["collaborative"]]} for row in result["collaboratives"]],
        per_page=10,
    )  # fmt: skip


def list_lessons(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    """The lessons, with what bears them out."""
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
            Shown("shared_with", N_("Shared with"), show=some(view, "shared_with", names)),
            Shown("used_by", N_("Used by"), show=some(view, "used_by", names)),
            Shown("borne_out", N_("Do tests and indicators bear it out?"),
                  show=tag("borne_out", BORNE_OUT_INKS)),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def list_topics(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    """Topics: where it worked, and where not."""
    lists = ("worked_in", "did_not_work_in", "open_in", "used_by", "told_not_using")
    rows = spell(result["topics"], {each: named(each, names) for each in lists})

    def differs(row: Row) -> str | None:
        return view.gettext("Ask each other why.") if row["differs"] else None

    return view.listing(
        "topics",
        N_("What worked where"),
        [
            Shown("topic", N_("Topic"), note=differs),
            Shown("worked_in", N_("Worked in"), show=some(view, "worked_in", names)),
            Shown(
                "did_not_work_in", N_("Did not work in"), show=some(view, "did_not_work_in", names)
            ),
            Shown("open_in", N_("Open in"), show=some(view, "open_in", names)),
            Shown("used_by", N_("Used by"), show=some(view, "used_by", names)),
            Shown(
                "told_not_using",
                N_("Told, not using it yet"),
                show=some(view, "told_not_using", names),
            ),
        ],
        rows,
        per_page=10,
    )


def list_tried(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    """What was tried, the last first."""
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


def list_moved(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    """What is watched, and whether it moved."""

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


def list_without(view: View, result: Result, names: Mapping[str, str]) -> Listing:
    """Where nothing was written down."""
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
            Shown("collaboratives", N_("Collaboratives"), show=some(view, "collaboratives", names)),
        ],
        rows,
        per_page=10,
    )


def list_problems(view: View, result: Result, whole: Result) -> Listing:
    """Lessons that do not hold together."""
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
        per_page=10,
    )
