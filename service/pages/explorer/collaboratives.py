"""Collaboratives: who sits at the table, what it reaches, and who can help whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
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
    read_results,
)
from service.pages.planning.rows import named, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.gaps import GAP_TYPES
from service.pages.words.planning_codes import code_shower, tell_code, tell_word, word_shower

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "collaboratives"
PATH = "/plan/collaboratives"
TITLE = N_("Collaboratives")
MENU = Entry("plan", 100)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("collaboratives").OPTIONS
LISTS = (
    "collaboratives", "representation", "members", "readiness", "outcomes", "progress", "peers",
    "assistance", "proposals", "barriers", "solved", "goals", "problems",
)  # fmt: skip
MOST_IN_PICTURE = 60
VOICE_INKS = {"represented": "covered", "missing": "gap", "unknown": "unknown"}
CHECK_INKS = {"holds": "covered", "fails": "gap", "unknown": "unknown"}
OUTCOME_INKS = {"met": "covered", "on-track": "covered", "missed": "gap", "stalled": "gap",
                "behind": "unknown", "unknown": "unknown"}  # fmt: skip
STANDING_INKS = {"given": "covered", "unanswered": "gap", "open": "unknown"}
DIFFERENCE_INKS = {"better": "covered", "worse": "gap"}
Result = Mapping[str, Any]
Names = Mapping[str, str]


def build(view: View) -> dict[str, Any]:
    """All collaboratives side by side, or those asked for, and what is behind the numbers."""
    results = read_results(view, "collaboratives")
    result = results.told
    names = names_by_id(results.whole["collaboratives"], "collaborative")
    asked = view.options["collaborative"]
    around = {row[end] for row in result["peers"] for end in ("helper", "helped")}
    return {
        "of": [names[each] for each in asked if each in names],
        "chosen": asked[0] if asked else "",
        "collaborative_choices": list_choices(results.whole["collaboratives"], "collaborative"),
        "tables": list_tables("collaboratives"),
        "files": list_files(
            view, "collaboratives", ("collaboratives-svg", "collaboratives-xlsx")
        ),
        "missing": Counter(
            row["collaborative"] for row in result["representation"] if row["verdict"] == "missing"
        ).total(),
        "not_listed": result["not_judged"]["collaboratives_members_not_listed"],
        "floor": result["parameters"]["floor"],
        "collaboratives": _collaboratives(view, result),
        "representation": _representation(view, result, names),
        "members": _members(view, result, names),
        "readiness": _readiness(view, result, names),
        "outcomes": _outcomes(view, result, names),
        "progress": _progress(view, result),
        "reference": result["reference"]["name"],
        "picture_of": _picture(view, result) if 0 < len(around) <= MOST_IN_PICTURE else None,
        "peers": _peers(view, result, names),
        "assistance": _assistance(view, result, names),
        "proposals": _proposals(view, result, names),
        "barriers": _barriers(view, result, names),
        "solved": _solved(view, result, names),
        "goals": _goals(view, result, names),
        "problems": _problems(view, result, names),
    }  # fmt: skip


def _collaboratives(view: View, result: Result) -> Listing:
    rows = spell(
        result["collaboratives"],
        {
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


def _representation(view: View, result: Result, names: Names) -> Listing:
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


def _members(view: View, result: Result, names: Names) -> Listing:
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


def _readiness(view: View, result: Result, names: Names) -> Listing:
    rows = spell(
        result["readiness"],
        {
            "collaborative": named("collaborative", names),
            "criterion": word_shower(view, words.CHECKS, "criterion"),
            "state": word_shower(view, words.CHECK_STATES, "state"),
        },
    )
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


def _outcomes(view: View, result: Result, names: Names) -> Listing:
    rows = spell(
        result["outcomes"],
        {
            "collaborative": named("collaborative", names),
            "status": word_shower(view, words.OUTCOME_STATUSES, "status"),
            "reason": word_shower(view, words.OUTCOME_REASONS, "reason"),
            "unit": code_shower(view, "indicator-unit", "unit"),
        },
    )

    def measured(row: Row) -> str | None:
        return view.language.day(row["measured_on"]) if row["measured_on"] else None

    def due(row: Row) -> str | None:
        return view.language.day(row["target_date"]) if row["target_date"] else None

    return view.listing(
        "outcomes",
        N_("Outcomes of strategic plans"),
        [
            Shown("name", N_("Outcome"), "long", note=lambda row: row["statement"]),
            Shown("collaborative", N_("Collaborative")),
            Shown("first_value", N_("At first"), "number", digits=1),
            Shown("last_value", N_("Latest value"), "number", digits=1, note=measured),
            Shown("expected", N_("Expected by then"), "number", digits=1),
            Shown("target", N_("Aimed at"), "number", digits=1, note=due),
            Shown("unit", N_("Unit")),
            Shown("status", N_("Status"), show=tag("status", OUTCOME_INKS),
                  note=lambda row: row["reason"] if row["reason_code"] else None),
        ],
        rows,
    )  # fmt: skip


def _progress(view: View, result: Result) -> Listing:
    segments = {**dict(view.choices("segments")), "all": view.gettext("every family")}
    outcomes = names_by_id(result["outcomes"], "outcome")

    def ratio(key: str) -> Callable[[Row], str]:
        """The least and the most that a ratio can be, where numbers are known within bounds."""

        def show(row: Row) -> str:
            ends = row[key]
            if ends is None:
                return "–"
            low, high = (view.language.number(each, 2) for each in ends)
            if low == high:
                return low
            return view.gettext("%(low)s to %(high)s", low=low, high=high)

        return show

    rows = spell(
        result["progress"],
        {
            "outcome": named("outcome", outcomes),
            "segment": named("segment", segments),
            "ratio": ratio("ratio"),
            "adverse_ratio": ratio("adverse_ratio"),
            "standing": word_shower(view, STANDS, "standing"),
            "reason": word_shower(view, words.OUTCOME_REASONS, "reason"),
            "comparison_reason": word_shower(view, words.OUTCOME_REASONS, "comparison_reason"),
        },
    )

    def untold(row: Row) -> str | None:
        return row["reason"] if row["reason_code"] else None

    def uncompared(row: Row) -> str | None:
        return row["comparison_reason"] if row["comparison_reason_code"] else None

    def compared(row: Row) -> str | None:
        return view.gettext("the others are compared with it") if row["is_reference"] else None

    return view.listing(
        "progress",
        N_("Outcomes by kind of family"),
        [
            Shown("outcome", N_("Outcome"), "long"),
            Shown("period_end", N_("Until"), "day"),
            Shown("segment", N_("Families"), note=compared),
            Shown("value", N_("Value"), "number", digits=1, note=untold),
            Shown("ratio", N_("Ratio"), sorts=False),
            Shown("adverse_ratio", N_("Ratio of what is missing"), sorts=False),
            Shown("standing", N_("Against the others"), note=uncompared,
                  show=tag("standing", DIFFERENCE_INKS)),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


STANDS = {"better": N_("better"), "worse": N_("worse"), "equal": N_("equal")}


def _picture(view: View, result: Result) -> Markup:
    from service.pictures.peers import render_peers

    return Markup(render_peers(result, language=view.language))


def _peers(view: View, result: Result, names: Names) -> Listing:
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
            Shown("needs", N_("For example")),
        ],
        rows,
    )


def _given(row: Row) -> str | None:
    return row["topics_given"] if row["topics_given_code"] else None


def _assistance(view: View, result: Result, names: Names) -> Listing:
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


def _proposals(view: View, result: Result, names: Names) -> Listing:
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
    )


def _barriers(view: View, result: Result, names: Names) -> Listing:
    rows = spell(
        result["barriers"],
        {
            "gap_type": word_shower(view, GAP_TYPES, "gap_type"),
            "name": lambda row: view.code(row["name"]),
            "collaboratives": named("collaboratives", names),
        },
    )
    return view.listing(
        "barriers",
        N_("Barriers that communities share"),
        [
            Shown("name", N_("Need"), link=lambda row: view.link("/gaps", need=row["need"])),
            Shown("gap_type", N_("Kind of gap")),
            Shown("communities", N_("Communities with it"), "number"),
            Shown("may_be", N_("Communities that may have it"), "number"),
            Shown("collaboratives", N_("Collaboratives")),
        ],
        rows,
        per_page=10,
    )


def _solved(view: View, result: Result, names: Names) -> Listing:
    services = dict(zip(view.net.services.ids, view.net.services.names, strict=True))
    partners = dict(zip(view.net.partners.ids, view.net.partners.names, strict=True))
    rows = spell(
        result["solved"],
        {
            "name": lambda row: view.code(row["name"]),
            "life_stage": code_shower(view, "life-stage", "life_stage"),
            "lacking_in": named("lacking_in", names),
            "solved_in": named("solved_in", names),
            "example": named("example", names),
            "services": named("services", partners | services),
        },
    )
    return view.listing(
        "solved",
        N_("Solved by one, lacking in others"),
        [
            Shown("name", N_("Need"), note=lambda row: row["life_stage"]),
            Shown("lacking_in", N_("Lacking in")),
            Shown("solved_in", N_("Solved in")),
            Shown("services", N_("By way of"), note=lambda row: row["example"]),
        ],
        rows,
        per_page=10,
    )


def _goals(view: View, result: Result, names: Names) -> Listing:
    lists = ("met_by", "not_yet", "unknown")
    tellers = {each: named(each, names) for each in lists}
    rows = spell(result["goals"], {**tellers, "name": lambda row: view.code(row["name"])})
    return view.listing(
        "goals",
        N_("Goals met by one, not yet by others"),
        [
            Shown("name", N_("Goal"), "long"),
            Shown("met_by", N_("Met by")),
            Shown("not_yet", N_("Not yet by")),
            Shown("unknown", N_("Not known")),
        ],
        rows,
        per_page=10,
    )


def _problems(view: View, result: Result, names: Names) -> Listing:
    rows = spell(
        result["problems"],
        {
            "collaborative": named("collaborative", names),
            "kind": lambda row: tell_word(view, words.COLLABORATIVE_RECORDS, row["kind"]),
            "problem": word_shower(view, words.COLLABORATIVE_PROBLEMS, "problem"),
        },
    )
    return view.listing(
        "problems",
        N_("Records that contradict themselves"),
        [
            Shown("problem", N_("What is wrong"), "long"),
            Shown("kind", N_("Table"), note=lambda row: row["record"]),
            Shown("collaborative", N_("Collaborative")),
        ],
        rows,
    )
