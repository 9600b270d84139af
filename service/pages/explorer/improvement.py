"""Improvement networks: what was tried, and whether what is measured has moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.charts import draw_chart, name_chart, tell_verdict
from service.pages.planning.improvement_measures import (
    list_changes,
    list_indicators,
    list_proof_point,
    list_segments,
    list_signals,
    list_values,
)
from service.pages.planning.improvement_work import (
    list_bounds,
    list_cycles,
    list_networks,
    list_problems,
    list_sessions,
    list_teams,
)
from service.pages.planning.reading import list_choices, list_files, list_tables, read_results

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


def build(view: View) -> dict[str, Any]:
    """Networks, teams and tests of change; indicators with their charts; the proof point."""
    results = read_results(view, "improvement")
    result, whole = results.told, results.whole
    # Of a network that is chosen, only its own indicators are offered.
    among = result if view.options["network"] and not view.options["indicator"] else whole
    charts = sorted(result["charts"], key=_first_judged)
    return {
        "is_empty": not (whole["networks"] or whole["charts"] or whole["indicators"]),
        "network_choices": list_choices(whole["networks"], "network"),
        "indicator_choices": list_choices(among["indicators"], "indicator"),
        "moved": {
            key: sum(row[key] for row in result["networks"])
            for key in ("better", "worse", "no_verdict", "cycles")
        }
        if len(result["networks"]) > 1
        else None,
        "tables": list_tables("improvement"),
        "files": list_files(
            view, "improvement", ("improvement-html", "run-charts-svg", "improvement-xlsx")
        ),
        "floor": result["parameters"]["floor"],
        "networks": list_networks(view, result),
        "teams": list_teams(view, result),
        "sessions": list_sessions(view, result),
        "cycles": list_cycles(view, result),
        "indicators": list_indicators(view, result, "indicators"),
        "segments": list_segments(view, result),
        "charts": [
            {
                "title": name_chart(chart, charts),
                "said": tell_verdict(view, chart),
                "picture": draw_chart(view, chart),
            }
            for chart in charts[:MOST_CHARTS]
        ],
        "left_out": max(0, len(charts) - MOST_CHARTS),
        "values": list_values(view, result),
        "signals": list_signals(view, result),
        "proof_point": list_proof_point(view, result),
        "changes": list_changes(view, result),
        "bounds": list_bounds(view, result),
        "problems": list_problems(view, result),
    }


def _first_judged(chart: Mapping[str, Any]) -> tuple[int, str]:
    order = ("signal", "no-signal", "too-few-points")
    place = order.index(chart["verdict"]) if chart["verdict"] in order else len(order)
    return (0 if chart["shift"] else place, chart["title"].casefold())
