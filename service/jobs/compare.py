"""Places, or two days, side by side, as the object that the command prints as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from service.jobs.analysis import read_parameters
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"


def run(
    data: JobData, *, parameters: Mapping[str, Any], places: Sequence[str], days: Sequence[str]
) -> Outcome:
    """One JSON object: of the two `days`, if there are two, else of the `places`."""
    from service.comparing import compare_days, compare_places

    asked = read_parameters(parameters, data.settings)
    if len(days) > 1:
        first, second = (replace(asked, as_of=date.fromisoformat(day)) for day in days)
        result = compare_days(data.analyses, first, second)
    else:
        result = compare_places(data.analyses, asked, tuple(places))
    text = json.dumps(result, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Outcome([text.encode()], "application/json")
