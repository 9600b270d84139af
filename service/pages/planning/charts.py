"""Run charts of indicators on pages: the picture, and the same in words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.pages.words.collaboratives import CHART_VERDICTS, DIRECTIONS
from service.pages.words.planning_codes import tell_word

if TYPE_CHECKING:
    from service.pages.view import View

Chart = Mapping[str, Any]
JUDGED = ("signal", "no-signal")
UNITS = {
    "percent": N_("%%"),
    "per-thousand": N_("per 1,000"),
    "days": N_("days"),
    "score": N_("points"),
}
"""How a unit stands behind a value; those of the others are told by the name alone."""
VERDICT_INKS = {"signal": "covered", "no-signal": "", "too-few-points": "unknown",
                "no-points": "unknown"}  # fmt: skip
DIRECTION_INKS = {"better": "covered", "worse": "gap", "unknown": "unknown"}


def draw_chart(view: View, chart: Chart) -> Markup:
    """The picture, in the language of the page."""
    from service.pictures.run_chart import draw_run_chart

    told = {**chart, "unit_text": tell_unit(view, chart), "sentence": tell_verdict(view, chart)}
    return Markup(draw_run_chart(told, view.language, has_style=False))


def tell_unit(view: View, chart: Chart) -> str:
    """The unit of a chart as it stands behind a value."""
    return view.gettext(UNITS[chart["unit"]]) if chart["unit"] in UNITS else ""


def is_judged(chart: Chart) -> bool:
    """Whether there is a verdict, or a median that was moved for one."""
    return chart["verdict"] in JUDGED or chart["shift"] is not None


def tell_verdict(view: View, chart: Chart) -> str:
    """What the chart says, in one sentence."""
    number = view.language.number
    shift = chart["shift"]
    if shift is not None:
        return view.gettext(
            "The median moved from %(before)s to %(after)s on %(day)s: %(direction)s.",
            before=number(shift["median_before"], 1),
            after=number(shift["median_after"], 1),
            day=view.language.day(shift["from"]),
            direction=tell_word(view, DIRECTIONS, shift["direction"]),
        )
    if chart["verdict"] == "signal":
        return view.gettext(
            "More than chance: %(direction)s.",
            direction=tell_word(view, DIRECTIONS, chart["direction"]),
        )
    if chart["verdict"] == "no-signal":
        return view.gettext("No more than chance: the values go up and down about the median.")
    if chart["verdict"] == "too-few-points":
        useful = chart["phases"][-1]["useful"]
        return view.ngettext(
            "Too few values for a verdict: %(num)s useful value, 10 are needed.",
            "Too few values for a verdict: %(num)s useful values, 10 are needed.",
            useful,
        )
    return tell_word(view, CHART_VERDICTS, chart["verdict"])


def name_chart(chart: Mapping[str, Any], charts: Iterable[Mapping[str, Any]]) -> str:
    """Its title, with the id of its indicator where another of the charts has the same title."""
    title = str(chart["title"])
    if sum(each["title"] == title for each in charts) == 1:
        return title
    return f"{title} ({chart['indicator']})"
