"""Whether a process answers."""

from __future__ import annotations

from service.workers.job import JobData, Outcome

LANE = "catalogue"


def run(data: JobData) -> Outcome:
    """The number of the generation that would be read."""
    return Outcome([str(data.generation.number).encode()], "text/plain; charset=utf-8")
