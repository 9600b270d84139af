"""A list of the result of an analysis, for an assistant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.analyses import select_analysis
from service.analyses.options import read_public_options
from service.assistants.answer import Window, build_answer
from service.assistants.rows import find_records
from service.jobs.analysis import read_parameters
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"


def run(
    data: JobData,
    *,
    analysis: str,
    parameters: Mapping[str, Any],
    options: Mapping[str, Sequence[str]],
    chosen: str,
    offset: int,
    max_rows: int,
) -> Outcome:
    """The object of the analysis with the items of one list as rows, and without the others."""
    module = select_analysis(analysis)
    asked = read_parameters(parameters, data.settings)
    values = read_public_options(module, options, floor=data.settings.small_cell_floor)
    result = data.analyses.analysis(module, asked, values)
    rest = {key: value for key, value in result.items() if not isinstance(value, list)}
    rows, window = result[chosen], Window(offset, max_rows)
    shown = window.cut(rows)
    facts = find_records(data, shown)
    return build_answer(data, window, shown, total=len(rows), facts=facts, **rest)
