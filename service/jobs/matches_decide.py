"""Decisions on matches, published as a generation of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.jobs.hsds_list import write_json
from service.matches import decide_matches, open_proposals
from service.matches.deciding import Told
from service.protocol.changes import PATIENCE
from service.workers.job import JobData, Lane, Outcome
from service.workspace import open_store

LANE: Lane = "write"


def run(data: JobData, *, decisions: Sequence[Mapping[str, str]], by: str) -> Outcome:
    """What was decided, as JSON; all of it, or nothing.

    `by` is the name of the key, where a decision does not say who made it. Raises DecisionRefused,
    NoSuchRecord, BadParameter, StoreLocked.
    """
    settings = data.settings
    store = open_store(settings)
    told = [Told(**{**each, "by": each.get("by") or by}) for each in decisions]
    result = decide_matches(
        store,
        open_proposals(store.read(), settings.data_dir),
        told,
        base=settings.base_iri,
        wait_seconds=PATIENCE,
    )
    return Outcome([write_json(result)], "application/json")
