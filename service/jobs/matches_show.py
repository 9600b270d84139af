"""Two records side by side, as the object that the command prints as JSON."""

from __future__ import annotations

from service.jobs.hsds_list import write_json
from service.matches import resolve_pair, show_match
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"


def run(data: JobData, *, left: str, right: str) -> Outcome:
    """One JSON object; the records by id, `source:id` or IRI. Raises NoSuchRecord."""
    shown = show_match(data.store, *resolve_pair(data.store, left, right))
    return Outcome([write_json(shown)], "application/json")
