"""Improvement networks: what was tried, and whether what is measured has moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.charts import (
    DIRECTION_INKS,
    VERDICT_INKS,
    draw_chart,
    tell_unit,
    tell_verdict,
)
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
from service.pages.words.planning_codes import code_shower, tell_code, word_shower

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "improvement"
PATH = "/plan/improvement"
TITLE = N_("Improvement")
MENU = Entry("plan", 80)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("improvement").OPTIONS
LISTS = (
    "networks", "teams", "sessions", "cycles", "indicators", "segments", "values", "signals",
    "proof_point", "changes", "bounds", "problems",
)  # fmt: skip
MOST_CHARTS = 12
"""Most run charts on one page; each of the others is shown alone where it is chosen."""
HOLDS_INKS = {"yes": "covered", "no": "gap", "unknown": "unknown"}
CHANGE_INKS = {"improved": "covered", "worse": "gap", "unknown": "unknown"}
DECISION_INKS = {"adopt": "covered", "abandon": "gap"}
Result = Mapping[str, Any]


def build(view: View) -> dict[str, Any]:
    """Networks, teams and tests of change; indicators with their charts; the proof point."""
    results = read_results(view, "improvement")
    result, whole = results.told, results.whole
    charts = sorted(result["charts"], key=_first_judged)
    return {
        "is_empty": not (whole["networks"] or whole["charts"] or whole["indicators"]),
        "network_choices": list_choices(whole["networks"], "network"),
        "indicator_choices": list_choices(whole["indicators"], "indicator"),
        "tables": list_tables("improvement"),
        "files": list_files(
            view, "improvement", ("improvement-html", "run-charts-svg", "improvement-xlsx")
        ),
        "floor": result["parameters"]["floor"],
        "networks": _networks(view, result),
        "teams": _teams(view, result),
        "sessions": _sessions(view, result),
        "cycles": _cycles(view, result),
        "indicators": _indicators(view, result, "indicators"),
        "segments": _segments(view, result),
        "charts": [
            {
                "title": chart["title"],
                "said": tell_verdict(view, chart),
                "picture": draw_chart(view, chart),
            }
            for chart in charts[:MOST_CHARTS]
        ],
        "left_out": max(0, len(charts) - MOST_CHARTS),
        "values": _values(view, result),
        "signals": _signals(view, result),
        "proof_point": _proof_point(view, result),
        "changes": _changes(view, result),
        "bounds": _bounds(view, result),
        "problems": _problems(view, result),
    }


def _first_judged(chart: Mapping[str, Any]) -> tuple[int, str]:
    order = ("signal", "no-signal", "too-few-points")
    place = order.index(chart["verdict"]) if chart["verdict"] in order else len(order)
    return (0 if chart["shift"] else place, chart["title"].casefold())


def _networks(view: View, result: Result) -> Listing:
    rows = spell(
        result["networks"],
        {
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
    )  # fmt: skip


def _teams(view: View, result: Result) -> Listing:
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
    )


def _sessions(view: View, result: Result) -> Listing:
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
    )


def _cycles(view: View, result: Result) -> Listing:
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


def _judged(view: View) -> dict[str, Any]:
    return {
        "verdict": word_shower(view, words.CHART_VERDICTS, "verdict"),
        "direction": word_shower(view, words.DIRECTIONS, "direction"),
    }


def _judged_columns() -> list[Shown]:
    return [
        Shown("latest", N_("Latest value"), "number", digits=1),
        Shown("latest_day", N_("Day"), "day"),
        Shown("median", N_("Median"), "number", digits=1),
        Shown("points", N_("Values"), "number"),
        Shown("suppressed", N_("Not told"), "number"),
        Shown("missing", N_("Missing"), "number"),
        Shown("verdict", N_("Verdict"), show=tag("verdict", VERDICT_INKS)),
        Shown("direction", N_("Direction"), show=tag("direction", DIRECTION_INKS)),
    ]


def _indicators(view: View, result: Result, name: str) -> Listing:
    rows = spell(
        result[name], {**_judged(view), "unit": code_shower(view, "indicator-unit", "unit")}
    )
    return view.listing(
        name,
        N_("Indicators"),
        [
            Shown("name", N_("Indicator"), "long", note=lambda row: row["unit"],
                  link=lambda row: view.here(indicator=row["indicator"])),
            *_judged_columns(),
        ],
        rows,
    )  # fmt: skip


def _segments(view: View, result: Result) -> Listing:
    segments = dict(view.choices("segments"))
    places = dict(view.choices("places"))

    def whom(row: Row) -> str:
        told = [
            segments.get(row["segment"], row["segment"]),
            places.get(row["place"], row["place"]),
        ]
        return view.language.words([each for each in told if each])

    rows = [{**row, "whom": whom(row)} for row in spell(result["segments"], _judged(view))]
    return view.listing(
        "segments",
        N_("Indicators by kind of family and place"),
        [
            Shown("name", N_("Indicator"), "long"),
            Shown("whom", N_("Families")),
            *_judged_columns(),
        ],
        rows,
    )


def _values(view: View, result: Result) -> Listing:
    titles: dict[tuple[Any, ...], Row] = {
        (each["indicator"], each["segment"], each["place"]): each for each in result["charts"]
    }

    def chart(row: Row) -> Row:
        return titles[(row["indicator"], row["segment"], row["place"])]

    rows = [
        {
            **row,
            "title": chart(row)["title"],
            "unit": tell_unit(view, chart(row)),
        }
        for row in spell(
            result["points"], {"state": word_shower(view, words.VALUE_STATES, "state")}
        )
    ]
    return view.listing(
        "values",
        N_("The values of the charts"),
        [
            Shown("title", N_("Indicator"), "long"),
            Shown("day", N_("Day"), "day"),
            Shown("value", N_("Value"), "number", digits=1),
            Shown("unit", N_("Unit")),
            Shown("state", N_("Is it told?"), show=tag("state", {"suppressed": "unknown",
                                                                 "missing": "unknown"})),
            Shown("phase", N_("Phase"), "number"),
            Shown("median", N_("Median"), "number", digits=1),
        ],
        rows,
        per_page=10,
    )  # fmt: skip


def _signals(view: View, result: Result) -> Listing:
    rows = spell(
        result["signals"],
        {
            "rule": word_shower(view, words.RULES, "rule"),
            "direction": word_shower(view, words.DIRECTIONS, "direction"),
        },
    )
    return view.listing(
        "signals",
        N_("More than chance"),
        [
            Shown("name", N_("Indicator"), "long"),
            Shown("rule", N_("What shows it"), "long"),
            Shown("from", N_("From"), "day"),
            Shown("to", N_("Until"), "day"),
            Shown("points", N_("Counted"), "number"),
            Shown("limit", N_("By chance at most, or least"), "number"),
            Shown("direction", N_("Direction"), show=tag("direction", DIRECTION_INKS)),
        ],
        rows,
    )


def _proof_point(view: View, result: Result) -> Listing:
    rows = [
        {**row, "bounds": None if row["share_low"] is None else [row["share_low"],
                                                                row["share_high"]]}
        for row in spell(
            result["proof_point"],
            {
                "holds": word_shower(view, words.YES_NO, "holds"),
                "outcomes_without": code_shower(view, "community-outcome", "outcomes_without"),
            },
        )
    ]  # fmt: skip
    return view.listing(
        "proof_point",
        N_("Proof point"),
        [
            Shown("name", N_("Collaborative")),
            Shown("indicators", N_("Indicators"), "number"),
            Shown("counted", N_("Improved or maintained"), "number"),
            Shown("worse", N_("Worse"), "number"),
            Shown("unknown", N_("Not known"), "number"),
            Shown("share", N_("Share of those known"), "share"),
            Shown("bounds", N_("Share of all"), "interval"),
            Shown("needed", N_("Asked for"), "share"),
            Shown("systems_changes", N_("Systems changes"), "number"),
            Shown("outcomes_without", N_("Outcomes without an indicator")),
            Shown("holds", N_("Does it hold?"), show=tag("holds", HOLDS_INKS)),
        ],
        rows,
    )


def _changes(view: View, result: Result) -> Listing:
    names = names_by_id(result["proof_point"], "collaborative")
    rows = spell(
        result["changes"],
        {
            "collaborative": named("collaborative", names),
            "outcome": code_shower(view, "community-outcome", "outcome"),
            "change": word_shower(view, words.INDICATOR_CHANGES, "change"),
            "reason": word_shower(view, words.OUTCOME_REASONS, "reason"),
        },
    )
    return view.listing(
        "changes",
        N_("Indicators of the proof point"),
        [
            Shown("name", N_("Indicator"), "long", note=lambda row: row["collaborative"]),
            Shown("outcome", N_("Outcome")),
            Shown("first", N_("At first"), "number", digits=1),
            Shown("first_day", N_("Day"), "day"),
            Shown("last", N_("Latest"), "number", digits=1),
            Shown("last_day", N_("Day of it"), "day"),
            Shown("change", N_("Change"), show=tag("change", CHANGE_INKS),
                  note=lambda row: row["reason"] if row["reason_code"] else None),
        ],
        rows,
    )  # fmt: skip


def _bounds(view: View, result: Result) -> Listing:
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


def _problems(view: View, result: Result) -> Listing:
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
    )
