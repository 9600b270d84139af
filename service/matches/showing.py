"""Two records side by side: every field, with where each value comes from."""

from __future__ import annotations

from typing import Any

from graph.errors import DecisionRefused
from graph.identity import make_pair, read_decisions, read_records, select_counting
from graph.identity.records import Record
from graph.store import ReadableStore
from loaders.matching.conflicts import compare_records
from service.matches.listing import render_decider, render_moment


def show_match(store: ReadableStore, left: str, right: str) -> dict[str, Any]:
    """Two loaded records, by their IRIs, with what was decided of them.

    Gives `left` and `right` (id, iri, kind, name, source, verified_on), `fields` (rows of field,
    left, right, left_source, right_source, agrees) and `decisions`, all that were ever made of the
    pair, the one that counts marked. Raises DecisionRefused where one is not loaded.
    """
    records = read_records(store, (left, right))
    for iri in (left, right):
        if iri not in records:
            raise DecisionRefused(f"{iri} is not loaded", left=left, right=right)
    pair = make_pair(left, right)
    every = read_decisions(store)
    counting = select_counting(every).get(pair)
    return {
        "left": _describe(records[left]),
        "right": _describe(records[right]),
        "fields": [
            {
                "field": row.field,
                "left": list(row.left),
                "right": list(row.right),
                "left_source": row.left_source,
                "right_source": row.right_source,
                "agrees": row.agrees,
            }
            for row in compare_records(store, left, right)
        ],
        "decisions": [
            {
                "decision": each.decision,
                "by": render_decider(each),
                "at": render_moment(each.at),
                "note": each.note,
                "score": each.score,
                "reasons": list(each.reasons),
                "counts": counting is not None and each.number == counting.number,
            }
            for each in every
            if each.pair == pair
        ],
    }


def _describe(record: Record) -> dict[str, Any]:
    return {
        "id": record.reference,
        "iri": record.iri,
        "kind": record.kind,
        "name": record.name,
        "source": record.source,
        "verified_on": record.verified.isoformat() if record.verified else None,
    }
