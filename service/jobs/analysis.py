"""The analyses, as the objects that the commands print as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.parameters import CoverageParameters
from service.analyses import select_analysis
from service.analyses.options import read_public_options
from service.settings import Settings
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"


def run(
    data: JobData,
    *,
    analysis: str,
    parameters: Mapping[str, Any],
    filters: Mapping[str, str | None] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:
    """One JSON object: `coverage`, `gaps` (chosen by `filters`), `overlaps`, or the result of a
    module of `service.analyses` with its own `options` as texts.

    Raises BadParameter for a filter whose value no record has, or an option that does not fit.
    """
    from service.filters import select_among

    asked = read_parameters(parameters, data.settings)
    result: dict[str, Any]
    if analysis == "coverage":
        result = data.analyses.coverage(asked, routes="all").as_dict()
    elif analysis == "gaps":
        result = data.analyses.gaps(asked)
        net = data.analyses.projection()
        result = {**result, "gaps": select_among(result["gaps"], filters or {}, net)}
    elif analysis == "overlaps":
        result = data.analyses.overlaps(asked)
    else:
        chosen = select_analysis(analysis)
        floor = data.settings.small_cell_floor
        values = read_public_options(chosen, options or {}, floor=floor)
        result = data.analyses.analysis(chosen, asked, values)
    text = json.dumps(result, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Outcome([text.encode()], "application/json")


def read_parameters(told: Mapping[str, Any], settings: Settings) -> CoverageParameters:
    """The parameters of coverage from JSON values; without `as_of`, the day of the settings."""
    day = date.fromisoformat(told["as_of"]) if told["as_of"] else settings.day()
    return CoverageParameters(**{**told, "as_of": day})
