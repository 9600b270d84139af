"""An earlier generation, published again."""

from __future__ import annotations

from service.protocol.changes import PATIENCE
from service.workers.job import JobData, Lane, Outcome
from service.workspace import open_store

LANE: Lane = "write"


def run(data: JobData, *, to: int, by: str) -> Outcome:
    """Status 204; `by` is who asked, for the history. Raises UnknownGeneration, StoreLocked."""
    open_store(data.settings).rollback(to, by=by, wait_seconds=PATIENCE)
    return Outcome((), "", status=204)
