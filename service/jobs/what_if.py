"""Coverage before and after changes that are only tried out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.jobs.analysis import read_parameters
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"


def run(
    data: JobData,
    *,
    parameters: Mapping[str, Any],
    changes: Sequence[Mapping[str, Any]],
    threshold: float,
) -> Outcome:
    """One JSON object, as `graph.whatif.ask_what_if` gives it.

    Raises NoSuchRecord for a change that names a record that is not there.
    """
    asked = read_parameters(parameters, data.settings)
    result = data.analyses.what_if(asked, changes, threshold)
    text = json.dumps(result, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Outcome([text.encode()], "application/json")
