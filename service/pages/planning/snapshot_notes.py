"""The tables of a snapshot: what was found, and what people noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View


def list_findings(view: View, result: Result, chosen: str) -> Listing:
    """What was found, to talk about and to decide."""
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


def list_priorities(view: View, result: Result) -> Listing:
    """Priorities by importance and feasibility."""
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
        per_page=10,
    )


def list_notes(view: View, result: Result) -> Listing:
    """Notes beside what the scores say."""
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


def list_comments(view: View, result: Result) -> Listing:
    """Comments, without who made them."""
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
