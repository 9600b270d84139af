"""Coverage, gaps or overlaps, for an assistant: chosen among, and cut."""

from __future__ import annotations

from typing import Any

from service.assistants.analyses import answer_coverage, answer_gaps, answer_overlaps
from service.assistants.answer import Window
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"

_ANSWERS = {"coverage": answer_coverage, "gaps": answer_gaps, "overlaps": answer_overlaps}


def run(
    data: JobData,
    *,
    kind: str,
    parameters: dict[str, Any],
    chosen: dict[str, str],
    offset: int,
    max_rows: int,
) -> Outcome:
    """The object of the analysis with its cells, gaps or pairs as rows.

    `chosen` names what the rows must have: records by id, `source:id` or IRI, and words.
    """
    return _ANSWERS[kind](data, parameters, chosen, Window(offset, max_rows))
