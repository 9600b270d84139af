"""The values that parameters may take, of the data that is read."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from graph.errors import BadParameter, StoreMissing
from queries.header import RECORD_TYPES
from queries.references import Reference, resolve_record, sample_records
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"

MOST = 100
"""Records of a kind that are all listed."""
SOME = 10
"""Records that are listed where there are more."""


def run(data: JobData) -> Outcome:
    """A JSON object by kind of record: `ids`, `references`, `iris`, and whether these are all.

    `ids` are unique: an id that several records have is `source:id`. Empty while nothing is loaded.
    """
    try:
        told = data.remember("openapi_values", lambda: _read(data))
    except StoreMissing:
        told = {}
    return Outcome([json.dumps(told, ensure_ascii=False).encode()], "application/json")


def _read(data: JobData) -> dict[str, dict[str, Any]]:
    return {kind: _read_kind(data, kind) for kind in RECORD_TYPES}


def _read_kind(data: JobData, kind: str) -> dict[str, Any]:
    found = sample_records(data.store, kind, limit=MOST + 1)
    complete = len(found) <= MOST
    if complete:
        often = Counter(each.identifier for each in found)
        ids = [each.identifier if often[each.identifier] == 1 else each.text for each in found]
    else:
        found = found[:SOME]
        ids = [_unique_id(data, kind, each) for each in found]
    return {
        "complete": complete,
        "ids": ids,
        "references": [each.text for each in found if each.source is not None],
        "iris": [each.iri.value for each in found],
    }


def _unique_id(data: JobData, kind: str, record: Reference) -> str:
    def ambiguous(expected: str) -> BadParameter:
        given = {"name": kind, "value": record.identifier, "expected": expected}
        return BadParameter(expected, query=kind, **given)

    try:
        resolve_record(data.store, kind, record.identifier, bad=ambiguous)
    except BadParameter:
        return record.text
    return record.identifier
