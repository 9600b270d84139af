"""What changed between two runs of coverage, cell by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.comparison.numbers import whole_or_float
from graph.coverage import Coverage
from graph.coverage.result import STATUS_WORDS
from graph.coverage.rungs import GAP_TYPES
from graph.projection import Ternary
from graph.projection.arrays import Ints

Key = tuple[str, str, str, str]
"""IRIs of touchpoint, need, segment and place, by which a required cell is the same in both."""

KINDS = {
    ("gap", "covered"): "newly-covered",
    ("unknown", "covered"): "now-known-covered",
    ("covered", "gap"): "lost",
    ("unknown", "gap"): "now-known-gap",
    ("covered", "unknown"): "no-longer-certain",
    ("gap", "unknown"): "may-be-covered",
}
MEANINGS = {
    "newly-covered": "it was a gap and is covered",
    "now-known-covered": "it was not known and is covered",
    "lost": "it was covered and is a gap",
    "now-known-gap": "it was not known and is a gap",
    "no-longer-certain": "it was covered and is no longer certain, so something has to be verified",
    "may-be-covered": "it was a gap and may be covered, so something has to be verified",
}
DOORS = {"every_door": "at every door", "any_door": "at any door"}


@dataclass(frozen=True)
class Pairs:
    """Which required cells of two runs are the same; rows of each run."""

    before: Ints
    after: Ints
    dropped: Ints
    """Rows of the first that the second does not ask."""
    added: Ints
    """Rows of the second that the first does not ask."""


def pair_cells(before: Coverage, after: Coverage) -> Pairs:
    """The cells of both, in the order of the second; then those of one alone."""
    rows = {key: row for row, key in enumerate(list_keys(before))}
    keys = list_keys(after)
    common = [(rows[key], row) for row, key in enumerate(keys) if key in rows]
    kept = {row for row, _ in common}
    both = np.array(common, np.int64).reshape(-1, 2)
    return Pairs(
        before=both[:, 0],
        after=both[:, 1],
        dropped=np.array([row for row in rows.values() if row not in kept], np.int64),
        added=np.array([row for row, key in enumerate(keys) if key not in rows], np.int64),
    )


def list_keys(coverage: Coverage) -> list[Key]:
    net, required = coverage.net, coverage.required
    columns = (
        (net.touchpoints, required.touchpoint),
        (net.needs, required.need),
        (net.segments, required.segment),
        (net.places, required.place),
    )
    names = [[collection.iris[i] for i in at.tolist()] for collection, at in columns]
    return list(zip(*names, strict=True))


def describe_changes(before: Coverage, after: Coverage, pairs: Pairs) -> dict[str, Any]:
    """The required cells that came and went, and the common ones whose state changed.

    `cells` has one object a common cell of which any door, every door or the gap type changed;
    `counts` counts them by measure and kind of change.
    """
    weights = before.required.weight[pairs.before] != after.required.weight[pairs.after]
    cells = [
        _describe_cell(before, after, row, other)
        for row, other in _changed_rows(before, after, pairs)
    ]
    counts = {
        measure: dict(sorted(Counter(each[f"{measure}_change"] for each in cells).items(), key=str))
        for measure in DOORS
    }
    for measure in DOORS:
        counts[measure].pop(None, None)
    common, added, dropped = len(pairs.after), len(pairs.added), len(pairs.dropped)
    return {
        "required": {
            "common": common,
            "added": added,
            "dropped": dropped,
            "weight_changed": int(weights.sum()),
            "sentence": (
                f"{common} required cells are asked in both; {added} came and {dropped} went. The "
                "differences of coverage are over those asked in both, with the weights of the "
                "first."
            ),
        },
        "counts": counts,
        "cells": cells,
        "added": [_state(after, row, cell=True) for row in pairs.added.tolist()],
        "dropped": [_state(before, row, cell=True) for row in pairs.dropped.tolist()],
    }


def _changed_rows(before: Coverage, after: Coverage, pairs: Pairs) -> list[tuple[int, int]]:
    changed = np.zeros(len(pairs.after), np.bool_)
    for one, other in (
        (before.every_door, after.every_door),
        (before.any_door, after.any_door),
        (before.gap_type, after.gap_type),
    ):
        changed |= one[pairs.before] != other[pairs.after]
    at = np.flatnonzero(changed)
    return list(zip(pairs.before[at].tolist(), pairs.after[at].tolist(), strict=True))


def _describe_cell(before: Coverage, after: Coverage, row: int, other: int) -> dict[str, Any]:
    was, is_now = _state(before, row), _state(after, other)
    changes = {f"{measure}_change": KINDS.get((was[measure], is_now[measure])) for measure in DOORS}
    cell = _state(after, other, cell=True)
    names = cell["names"]
    who = f"{names['need']} at {names['touchpoint']} for {names['segment']} in {names['place']}"
    doors: dict[str, list[str]] = {}
    for measure, words in DOORS.items():
        if kind := changes[f"{measure}_change"]:
            doors.setdefault(kind, []).append(words)
    told = [f"{' and '.join(words)} {MEANINGS[kind]}" for kind, words in doors.items()]
    if not told:
        types = [state["gap_type"] or "no gap" for state in (was, is_now)]
        told = [f"covered or not as before; of type {types[1]} instead of {types[0]}"]
    return {
        **{name: cell[name] for name in ("touchpoint", "need", "segment", "place", "weight")},
        "before": was,
        "after": is_now,
        **changes,
        "names": names,
        "sentence": f"{who}: {'; '.join(told)}.",
    }


def _state(coverage: Coverage, row: int, *, cell: bool = False) -> dict[str, Any]:
    """Status of a cell; with `cell` also which cell it is."""
    net, required = coverage.net, coverage.required
    state: dict[str, Any] = {
        "every_door": STATUS_WORDS[Ternary(coverage.every_door[row])],
        "any_door": STATUS_WORDS[Ternary(coverage.any_door[row])],
        "gap_type": GAP_TYPES[coverage.gap_type[row]],
    }
    if not cell:
        return state
    at = {
        "touchpoint": (net.touchpoints, required.touchpoint),
        "need": (net.needs, required.need),
        "segment": (net.segments, required.segment),
        "place": (net.places, required.place),
    }
    return {
        **{name: collection.ids[rows[row]] for name, (collection, rows) in at.items()},
        "weight": whole_or_float(required.weight[row]),
        **state,
        "names": {name: collection.names[rows[row]] for name, (collection, rows) in at.items()},
    }
