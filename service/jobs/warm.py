"""What most people ask first, made before anybody asks."""

from __future__ import annotations

from graph.parameters import CoverageParameters
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"
FIRST = ("home", "journey", "touchpoints", "coverage", "gaps")
"""The pages that are opened first."""


def run(data: JobData) -> Outcome:
    """Coverage as it is asked by default, kept for later processes; and what the first pages need.

    What it came to is noted, so that the first page can compare the next data with it.

    The pages themselves are not kept: each visitor's are made with what was read for these.
    """
    from service.headlines import note_headline, summarise
    from service.pages.rendering import answer_page

    asked = CoverageParameters(as_of=data.settings.day())
    data.analyses.keep_coverage(asked)
    coverage = data.analyses.coverage(asked, routes="none")
    note_headline(data.settings.data_dir, summarise(coverage, data.generation))
    told = {name: value for name, value in asked.as_dict().items() if name != "uncoded_services"}
    for page in FIRST:
        answer_page(data, page=page, parameters=told, path={}, asked=[])
    return Outcome([], "text/plain", status=204)
