"""The tables of collaboratives: what they reach, for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.reading import names_by_id
from service.pages.planning.rows import named, spell, tag
from service.pages.tables import Listing, Row, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import code_shower, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Names, Result
    from service.pages.view import View

OUTCOME_INKS = {"met": "covered", "on-track": "covered", "missed": "gap", "stalled": "gap",
                "behind": "unknown", "unknown": "unknown"}  # fmt: skip
DIFFERENCE_INKS = {"better": "covered", "worse": "gap"}


def list_outcomes(view: View, result: Result, names: Names) -> Listing:
    """Outcomes of strategic plans: value at first, latest, expected, and aimed at."""
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
        per_page=10,
    )  # fmt: skip


def list_progress(view: View, result: Result) -> Listing:
    """Outcomes by kind of family, beside the others."""
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
