"""The tables of improvement: networks, teams, their sessions and tests of change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import named, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, tell_code, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View

DECISION_INKS = {"adopt": "covered", "abandon": "gap"}


def list_networks(view: View, result: Result) -> Listing:
    """The networks, with what became of their indicators."""
    names = names_by_id(result["networks"], "network")
    rows = spell(
        result["networks"],
        {
            "name": lambda row: names[row["network"]],
            "stage": word_shower(view, words.STAGES, "stage"),
            "place_based": word_shower(view, words.YES_NO, "place_based"),
        },
    )
    return view.listing(
        "networks",
        N_("Networks"),
        [
            Shown("name", N_("Network"), "long",
                  link=lambda row: view.here(network=row["network"])),
            Shown("stage", N_("Where it stands")),
            Shown("starts_on", N_("From"), "day"),
            Shown("ends_on", N_("Until"), "day"),
            Shown("teams", N_("Teams"), "number"),
            Shown("people", N_("People"), "number"),
            Shown("sessions", N_("Sessions"), "number"),
            Shown("cycles", N_("Tests"), "number"),
            Shown("better", N_("Indicators better"), "number"),
            Shown("worse", N_("Worse"), "number"),
            Shown("no_verdict", N_("Not known"), "number"),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def list_teams(view: View, result: Result) -> Listing:
    """The teams."""
    networks = names_by_id(result["networks"], "network")
    rows = spell(
        result["teams"],
        {
            "network": named("network", networks),
            "size": word_shower(view, words.SIZES, "size"),
            "facilitator": word_shower(view, words.YES_NO, "facilitator"),
            "data_access": word_shower(view, words.YES_NO, "data_access"),
            "can_change": word_shower(view, words.YES_NO, "can_change"),
        },
    )
    return view.listing(
        "teams",
        N_("Teams"),
        [
            Shown("name", N_("Team"), note=lambda row: row["network"]),
            Shown("intervention", N_("What it tries"), "long"),
            Shown("people", N_("People"), "number"),
            Shown("size", N_("Size")),
            Shown("facilitator", N_("Is facilitated")),
            Shown("data_access", N_("Has its data")),
            Shown("can_change", N_("Can change the work")),
            Shown("cycles", N_("Tests"), "number"),
        ],
        rows,
        per_page=10,
    )


def list_sessions(view: View, result: Result) -> Listing:
    """Learning sessions, and which teams came."""
    networks = names_by_id(result["networks"], "network")
    teams = names_by_id(result["teams"], "team")
    rows = spell(
        result["sessions"],
        {
            "network": named("network", networks),
            "kind": code_shower(view, "learning-session-kind", "kind"),
            "present": named("present", teams),
            "absent": named("absent", teams),
        },
    )
    return view.listing(
        "sessions",
        N_("Learning sessions"),
        [
            Shown("topic", N_("About"), "long", note=lambda row: row["network"]),
            Shown("date", N_("Day"), "day"),
            Shown("kind", N_("Kind")),
            Shown("present", N_("Teams there")),
            Shown("absent", N_("Teams not there")),
        ],
        rows,
        per_page=10,
    )


def list_cycles(view: View, result: Result) -> Listing:
    """Tests of change: predicted, seen, decided."""
    teams = names_by_id(result["teams"], "team")

    def decision(row: Row) -> str:
        if row["decision"]:
            return tell_code(view, "pdsa-decision", row["decision"])
        return word_shower(view, words.CYCLE_STATES, "state")(row)

    rows = spell(
        result["cycles"],
        {
            "team": named("team", teams),
            "scale": code_shower(view, "test-scale", "scale"),
            "decision": decision,
            "as_predicted": word_shower(view, words.YES_NO, "as_predicted"),
            "lacks": word_shower(view, words.LACKS, "lacks"),
        },
    )

    def test(row: Row) -> str:
        step = view.gettext("step %(step)s", step=row["step"])
        return view.language.words([each for each in (row["team"], step, row["scale"]) if each])

    def learned(row: Row) -> str | None:
        if not row["learned"]:
            return None
        return view.gettext("Learned: %(what)s", what=row["learned"])

    def lacks(row: Row) -> str | None:
        if not row["lacks_code"]:
            return None
        return view.gettext("Not recorded: %(what)s", what=row["lacks"])

    return view.listing(
        "cycles",
        N_("Tests of change"),
        [
            Shown("name", N_("Test"), "long", note=test),
            Shown("starts_on", N_("From"), "day"),
            Shown("predicted", N_("Predicted"), "long"),
            Shown("seen", N_("Seen"), "long", note=learned),
            Shown("decision", N_("Decision"), show=tag("decision", DECISION_INKS), note=lacks),
        ],
        rows,
        per_page=10,
    )


def list_bounds(view: View, result: Result) -> Listing:
    """Teams and networks outside the bounds of the method."""
    names = {
        **names_by_id(result["teams"], "team"),
        **names_by_id(result["networks"], "network"),
    }
    indicators = names_by_id(result["indicators"], "indicator")
    rows = spell(
        result["bounds"],
        {
            "bound": word_shower(view, words.BOUNDS, "bound"),
            "id": named("id", names),
            "indicator": named("indicator", indicators),
        },
    )
    return view.listing(
        "bounds",
        N_("Out of bounds"),
        [
            Shown("bound", N_("What is wrong"), "long"),
            Shown("id", N_("Team or network")),
            Shown("indicator", N_("Indicator")),
        ],
        rows,
        per_page=10,
    )


def list_problems(view: View, result: Result) -> Listing:
    """Records that contradict themselves."""
    rows = spell(
        result["problems"], {"kind": word_shower(view, words.IMPROVEMENT_PROBLEMS, "kind")}
    )
    return view.listing(
        "problems",
        N_("Records that contradict themselves"),
        [
            Shown("kind", N_("What is wrong"), "long"),
            Shown("table", N_("Table")),
            Shown("record", N_("Record")),
        ],
        rows,
        per_page=10,
    )
