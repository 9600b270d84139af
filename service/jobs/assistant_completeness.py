"""How complete the loaded facts are, for the answers that no analysis is behind."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"
"""With the analyses, because it reads the same arrays, which take long to make of large data."""


def run(data: JobData) -> Outcome:
    """`completeness`, `freshness` (what it was judged by) and `generation`."""
    day = data.settings.day()
    told = data.remember(("completeness", day), lambda: _compute(data, day))
    return Outcome([json.dumps(told).encode()], "application/json")


def _compute(data: JobData, day: date) -> dict[str, Any]:
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts
    from graph.parameters import CoverageParameters

    parameters = CoverageParameters(as_of=day)
    return {
        "generation": data.generation.number,
        "freshness": {
            "as_of": parameters.as_of.isoformat(),
            "stale_after_days": parameters.stale_after_days,
        },
        "completeness": compute_completeness(Facts(data.analyses.projection(), parameters)),
    }
