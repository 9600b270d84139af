"""The page of journeys for a meeting: one file, no script, no other host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from service.pictures.journey import KIND_WORDS, render_journeys
from service.pictures.pages import page_environment

Row = Mapping[str, Any]


def render_journey_page(result: Row, *, generated_at: datetime) -> str:
    """The page of a result of `compute_journeys`."""
    template = page_environment().get_template("journeys.html")
    return template.render(
        result=result,
        stories=[_story(result, scenario, n) for n, scenario in enumerate(result["scenarios"], 1)],
        shared=[row for row in result["opportunities"] if len(row["scenarios"]) > 1],
        scenario_names={row["scenario"]: row["name"] for row in result["scenarios"]},
        generated_at=generated_at.date().isoformat(),
    )


def _story(result: Row, scenario: Row, number: int) -> dict[str, Any]:
    """What the page says of one scenario."""

    def own(name: str) -> Sequence[Row]:
        return [row for row in result[name] if row["scenario"] == scenario["scenario"]]

    opportunities = {row["opportunity"]: row for row in result["opportunities"]}
    breaks = [
        {
            **row,
            "words": KIND_WORDS[row["kind"]],
            "mends": [opportunities[key]["sentence"] for key in row["opportunities"]],
        }
        for row in own("breaks")
    ]
    picture = render_journeys({**result, "scenarios": [scenario]}, name=f"journey-{number}")
    return {
        "scenario": scenario,
        # The picture escapes its own texts.
        "picture": Markup(picture),
        "breaks": [row for row in breaks if row["kind"] != "unknown"],
        "unknown": [row for row in breaks if row["kind"] == "unknown"],
        "paths": own("paths"),
        "problems": own("problems"),
        "step_names": {row["step"]: row["name"] for row in own("steps")},
    }
