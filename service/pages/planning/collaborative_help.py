"""Who helps whom: its picture, and the tables of help asked, given and proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from service.language import N_
from service.pages.planning.rows import named, some, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Names, Result
    from service.pages.view import View

MOST_IN_PICTURE = 60
STANDING_INKS = {"given": "covered", "unanswered": "gap", "open": "unknown"}


def draw_peers(view: View, result: Result) -> Markup:
    """Help that was given and could be given, as arrows."""
    from service.pictures.peers import render_peers

    return Markup(render_peers(result, language=view.language))


def list_peers(view: View, result: Result, names: Names) -> Listing:
    """Pairs of collaboratives of which one helps, or could help, the other."""
    needs = dict(view.choices("needs"))
    rows = spell(
        result["peers"],
        {
            "helped": named("helped", names),
            "helper": named("helper", names),
            "needs": named("needs", needs),
            "topics_given": code_shower(view, "assistance-topic", "topics_given"),
        },
    )
    return view.listing(
        "peers",
        N_("Who helps whom, and who could"),
        [
            Shown("helper", N_("Who helps")),
            Shown("helped", N_("Whom")),
            Shown("given", N_("Requests met"), "number", note=_given),
            Shown("rank", N_("Place among those proposed"), "number"),
            Shown("could_help_with", N_("Solved there, lacking here"), "number"),
            Shown("needs", N_("For example"), show=some(view, "needs", needs)),
        ],
        rows,
        per_page=10,
    )


def _given(row: Row) -> str | None:
    return row["topics_given"] if row["topics_given_code"] else None


def list_assistance(view: View, result: Result, names: Names) -> Listing:
    """Requests for assistance, and what became of them."""
    partners = dict(zip(view.net.partners.ids, view.net.partners.names, strict=True))

    def helper(row: Row) -> str:
        if row["given_by"]:
            return names.get(row["given_by"], row["given_by"])
        found = row["given_by_partner"]
        return str(partners.get(found, found)) if found else "–"

    rows = spell(
        result["assistance"],
        {
            "asked_by": named("asked_by", names),
            "given_by": helper,
            "topic": code_shower(view, "assistance-topic", "topic"),
            "status": code_shower(view, "assistance-status", "status"),
            "standing": word_shower(view, words.STANDINGS | DECLINED, "standing"),
        },
    )
    return view.listing(
        "assistance",
        N_("Assistance asked and given"),
        [
            Shown("question", N_("Question"), "long", note=lambda row: row["topic"]),
            Shown("asked_by", N_("Who asks")),
            Shown("asked_on", N_("Asked on"), "day"),
            Shown("given_by", N_("Who helps"), note=lambda row: row["result"]),
            Shown("status", N_("Status as typed")),
            Shown("standing", N_("How it stands"), show=tag("standing", STANDING_INKS)),
            Shown("days_waited", N_("Days"), "number"),
        ],
        rows,
        per_page=10,
    )


DECLINED = {"declined": N_("declined")}


def list_proposals(view: View, result: Result, names: Names) -> Listing:
    """Who could meet requests that are open."""
    questions = {row["request"]: row["question"] for row in result["assistance"]}
    needs = dict(view.choices("needs"))
    rows = spell(
        result["proposals"],
        {
            "request": named("request", questions),
            "asked_by": named("asked_by", names),
            "helper": named("helper", names),
            "solved": named("solved", needs),
            "gave_before": named("gave_before", questions),
        },
    )
    return view.listing(
        "proposals",
        N_("Who could meet open requests"),
        [
            Shown("request", N_("Question"), "long", note=lambda row: row["asked_by"]),
            Shown("helper", N_("Who could help")),
            Shown("rank", N_("Place among those proposed"), "number"),
            Shown("solved", N_("Has solved")),
            Shown("gave_before", N_("Helped before with")),
            Shown("offers_topic", N_("Offers it"), "boolean"),
        ],
        rows,
        per_page=10,
    )
