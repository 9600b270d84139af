"""The tables of improvement: indicators, their values, and the proof point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.planning.charts import DIRECTION_INKS, VERDICT_INKS, tell_unit
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import named, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View

HOLDS_INKS = {"yes": "covered", "no": "gap", "unknown": "unknown"}
CHANGE_INKS = {"improved": "covered", "worse": "gap", "unknown": "unknown"}


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


def list_indicators(view: View, result: Result, name: str) -> Listing:
    """The indicators as a whole, with the verdict of their charts."""
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
        per_page=20,
    )  # fmt: skip


def list_segments(view: View, result: Result) -> Listing:
    """The indicators by kind of family and place."""
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
        per_page=10,
    )


def list_values(view: View, result: Result) -> Listing:
    """Every value of the charts."""
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


def list_signals(view: View, result: Result) -> Listing:
    """What cannot well be chance."""
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
        per_page=10,
    )


def list_proof_point(view: View, result: Result) -> Listing:
    """The rule on how many indicators improved, by collaborative."""
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
        per_page=10,
    )


def list_changes(view: View, result: Result) -> Listing:
    """The indicators that the rule counts."""
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
        per_page=10,
    )  # fmt: skip
