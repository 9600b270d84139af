"""The actions of plans on a line of time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.pages.planning.days import read_day, tell_month
from service.pages.tables import Row
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import word_shower

if TYPE_CHECKING:
    from service.pages.view import View

MOST_BARS = 40
"""Most actions in the picture; the table has all."""


def draw_actions(view: View, result: Mapping[str, Any]) -> Markup:
    """The first actions by day, each a bar; the table has all."""
    from service.pictures.gantt import Bar, Words, draw_gantt, find_ends, list_ticks

    critical = {row["action"] for row in result["critical_path"]}
    told = word_shower(view, words.ACTION_STATES, "state")
    ordered = sorted(result["actions"], key=_by_day)
    bars = [
        Bar(
            name=row["name"],
            starts_on=read_day(row["starts_on"]),
            due_on=read_day(row["target_date"]),
            done_on=read_day(row["done_on"]),
            earliest_end=read_day(row["earliest_end"]) if row["stage"] != "done" else None,
            state=row["state"],
            said=told(row),
            share_done=row["share_done"],
            is_critical=row["action"] in critical,
        )
        for row in ordered[:MOST_BARS]
    ]
    today = view.parameters.as_of
    ticks = list_ticks(*find_ends(bars, today))
    months = [(day, tell_month(view, day)) for day in ticks]
    return Markup(
        draw_gantt(
            bars,
            today,
            months,
            Words(
                title=view.gettext("Actions on a line of time; the table below says the same"),
                today=view.language.day(today),
                waits=view.gettext("the plan waits for it"),
                undated=view.gettext("no day is stated"),
            ),
        )
    )


def _by_day(row: Row) -> tuple[str, str]:
    return (row["starts_on"] or row["target_date"] or "9999", row["target_date"] or "9999")
