"""The tables of plans: what actions mended, and who helps and meets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.planning.findings import find_page, tell_finding, tell_kind
from service.pages.planning.plan_actions import INKS
from service.pages.planning.rows import spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.view import View

VERDICT_INKS = {"still-found": "gap", "no-longer-found": "covered", "gone-before": "covered",
                "not-judged": "unknown"}  # fmt: skip


def list_answered(view: View, result: Mapping[str, Any]) -> Listing:
    """Findings that actions answer, and whether they are still found."""
    rows = spell(
        result["answered"],
        {
            "finding": lambda row: tell_finding(view, row["finding"]),
            "action_state": word_shower(view, words.ACTION_STATES, "action_state"),
            "finding_state": word_shower(view, words.FINDING_STATES, "finding_state"),
            "verdict": code_shower(view, "answer-verdict", "verdict"),
        },
    )

    def run(row: Row) -> str | None:
        if not row["run_as_of"]:
            return None
        return view.gettext("as of %(day)s", day=view.language.day(row["run_as_of"]))

    return view.listing(
        "answered",
        N_("Findings that actions answer"),
        [
            Shown(
                "finding",
                N_("Finding"),
                "long",
                link=lambda row: find_page(view, row["finding_code"]),
                note=lambda row: tell_kind(view, row["finding_code"]),
            ),
            Shown("name", N_("Action that answers it"), "long"),
            Shown("action_state", N_("How far it has come"), show=tag("action_state", INKS)),
            Shown("finding_state", N_("The finding"), note=run),
            Shown("verdict", N_("Verdict"), show=tag("verdict", VERDICT_INKS)),
        ],
        rows,
        per_page=10,
    )


def list_unanswered(view: View, result: Mapping[str, Any]) -> Listing:
    """Findings that no action answers."""
    rows = spell(
        result["unanswered"],
        {
            "finding": lambda row: tell_finding(view, row["finding"]),
            "kind": lambda row: tell_kind(view, row["finding"]),
        },
    )
    return view.listing(
        "unanswered",
        N_("Findings that no action answers"),
        [
            Shown("finding", N_("Finding"), "long",
                  link=lambda row: find_page(view, row["finding_code"])),
            Shown("kind", N_("Kind")),
            Shown("weight", N_("Family needs"), "number", digits=1),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def list_support(view: View, result: Mapping[str, Any]) -> Listing:
    """Support that was asked for."""
    rows = spell(
        result["support"],
        {
            "kind": code_shower(view, "support-kind", "kind"),
            "state": code_shower(view, "support-status", "state"),
        },
    )
    return view.listing(
        "support",
        N_("Support asked for"),
        [
            Shown("topic", N_("About"), "long", note=lambda row: row["kind"]),
            Shown("from_name", N_("From whom")),
            Shown("asked_on", N_("Asked on"), "day"),
            Shown("given_on", N_("Given on"), "day"),
            Shown("state", N_("Status"), show=tag("state", {"given": "covered"})),
            Shown("days_waiting", N_("Days waiting"), "number"),
        ],
        rows,
        per_page=10,
    )


def list_team(view: View, result: Mapping[str, Any]) -> Listing:
    """Who plans."""
    rows = spell(result["team"], {"duties": code_shower(view, "plan-duty", "duties")})
    return view.listing(
        "team",
        N_("Planning team"),
        [
            Shown("role", N_("Role")),
            Shown("partner_name", N_("Partner")),
            Shown("duties", N_("Duties")),
            Shown("starts_on", N_("From"), "day"),
            Shown("ends_on", N_("Until"), "day"),
        ],
        rows,
        per_page=10,
    )


def list_sessions(view: View, result: Mapping[str, Any]) -> Listing:
    """Learning sessions of the networks of the plans."""
    rows = spell(result["learning"], {"kind": code_shower(view, "learning-session-kind", "kind")})
    return view.listing(
        "sessions",
        N_("Learning sessions"),
        [
            Shown("topic", N_("About"), "long"),
            Shown("on", N_("Day"), "day"),
            Shown("network", N_("Network")),
            Shown("kind", N_("Kind")),
        ],
        rows,
        per_page=10,
    )
