"""The tables of collaboratives: each as a whole, its seats, and what it needs to work well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import named, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, tell_code, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Names, Result
    from service.pages.view import View

VOICE_INKS = {"represented": "covered", "missing": "gap", "unknown": "unknown"}
CHECK_INKS = {"holds": "covered", "fails": "gap", "unknown": "unknown"}


def list_collaboratives(view: View, result: Result) -> Listing:
    """The collaboratives side by side."""
    names = names_by_id(result["collaboratives"], "collaborative")
    rows = spell(
        result["collaboratives"],
        {
            "name": lambda row: names[row["collaborative"]],
            "kind": code_shower(view, "collaborative-kind", "kind"),
            "coverage_reason": word_shower(view, words.SHARE_REASONS, "coverage_reason"),
        },
    )

    def why(row: Row) -> str | None:
        return row["coverage_reason"] if row["coverage_reason_code"] else None

    return view.listing(
        "collaboratives",
        N_("Collaboratives"),
        [
            Shown("name", N_("Collaborative"), note=lambda row: row["kind"],
                  link=lambda row: view.here(collaborative=row["collaborative"])),
            Shown("every_door", N_("Every door"), "interval", note=why),
            Shown("gaps", N_("Gaps"), "number"),
            Shown("seats", N_("Seats"), "number"),
            Shown("family_share", N_("Held by families"), "share"),
            Shown("voices_missing", N_("Voices missing"), "number"),
            Shown("holds", N_("Checks that hold"), "number"),
            Shown("fails", N_("Checks that fail"), "number"),
            Shown("stalled", N_("Outcomes stalled"), "number"),
            Shown("unanswered", N_("Requests waiting too long"), "number"),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def _voice(view: View, row: Row) -> str:
    """Whom a seat would speak for: the name of a code, or of a kind of family."""
    match row["kind"]:
        case "voice":
            return tell_code(view, "representation", row["voice"])
        case "sector":
            return tell_code(view, "sector", row["voice"])
        case "lived-experience":
            return view.gettext("People who have used such services")
        case _:
            return str(row["name"])


def list_representation(view: View, result: Result, names: Names) -> Listing:
    """Whom a seat speaks for, whom none does; what is missing first."""
    rows = spell(
        result["representation"],
        {
            "name": lambda row: _voice(view, row),
            "kind": word_shower(view, words.VOICE_KINDS, "kind"),
            "collaborative": named("collaborative", names),
            "in_community": word_shower(view, words.YES_NO, "in_community"),
            "verdict": word_shower(view, words.VOICE_VERDICTS, "verdict"),
        },
    )
    order = list(words.VOICE_VERDICTS)
    rows.sort(key=lambda row: (order.index(row["verdict_code"]), row["collaborative"]))

    def partners(row: Row) -> str:
        if row["partners"] is None:
            return "–"
        least, most = (view.language.number(each) for each in row["partners"])
        if least == most:
            return least
        return view.gettext("%(low)s to %(high)s", low=least, high=most)

    return view.listing(
        "representation",
        N_("The table against the community"),
        [
            Shown("name", N_("Who"), note=lambda row: row["kind"]),
            Shown("collaborative", N_("Collaborative")),
            Shown("in_community", N_("In its places")),
            Shown("partners", N_("Partners of the sector"), show=partners, sorts=False),
            Shown("seats", N_("Seats"), "number"),
            Shown("verdict", N_("Spoken for?"), show=tag("verdict", VOICE_INKS)),
        ],
        rows,
        per_page=10,
    )


def list_members(view: View, result: Result, names: Names) -> Listing:
    """Who has a seat."""
    segments = dict(view.choices("segments"))
    rows = spell(
        result["members"],
        {
            "collaborative": named("collaborative", names),
            "role": code_shower(view, "member-role", "role"),
            "represents": code_shower(view, "representation", "represents"),
            "sectors": code_shower(view, "sector", "sectors"),
            "segments": named("segments", segments),
            "state": word_shower(view, words.SEAT_STATES, "state"),
        },
    )

    def name(row: Row) -> str:
        return row["name"] or view.gettext("a seat of families")

    def partner(row: Row) -> str | None:
        found = row["partner"]
        return view.link("/partners/" + view.quote_id(found)) if found else None

    return view.listing(
        "members",
        N_("Members"),
        [
            Shown("name", N_("Member"), link=partner, show=name,
                  note=lambda row: row["collaborative"]),
            Shown("role", N_("Role")),
            Shown("represents", N_("Speaks for")),
            Shown("sectors", N_("Sectors")),
            Shown("segments", N_("Families")),
            Shown("lived_experience", N_("Lived experience"), "boolean"),
            Shown("seats", N_("Seats"), "number"),
            Shown("state", N_("When")),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def list_readiness(view: View, result: Result, names: Names) -> Listing:
    """What a collaborative needs to work well, and whether it has it."""
    rows = spell(
        result["readiness"],
        {
            "collaborative": named("collaborative", names),
            "criterion": word_shower(view, words.CHECKS, "criterion"),
            "state": word_shower(view, words.CHECK_STATES, "state"),
        },
    )
    order = list(words.CHECK_STATES)
    if len(names) > 1:
        rows.sort(key=lambda row: order.index(row["state_code"]))
    return view.listing(
        "readiness",
        N_("What it needs to work well"),
        [
            Shown("criterion", N_("Question"), "long"),
            Shown("collaborative", N_("Collaborative")),
            Shown("state", N_("Answer"), show=tag("state", CHECK_INKS)),
        ],
        rows,
        per_page=10,
    )
