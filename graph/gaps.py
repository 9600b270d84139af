"""The gap register: required cells that fail at any door, or at some door."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from graph.coverage import Coverage
from graph.coverage.rungs import GAP_TYPES
from graph.projection import Ternary
from graph.projection.arrays import Ints
from graph.sentences import describe_gap


def select_gap_rows(coverage: Coverage) -> Ints:
    """Rows of the required cells that are a gap for any door or for every door.

    In order of weight, heaviest first, then in the order of the required cells.
    """
    gap = (coverage.any_door == Ternary.FALSE) | (coverage.every_door == Ternary.FALSE)
    rows = np.flatnonzero(gap)
    return rows[np.argsort(-coverage.required.weight[rows], kind="stable")]


def select_gaps(coverage: Coverage) -> dict[str, Any]:
    """The gaps with their names and what each means.

    Keys as in coverage (`parameters`, `required`, `headline`, `completeness`), then `counts`
    (cells by gap type) and `gaps`: one object a cell, with the keys of a coverage cell and
    `names` (touchpoint, need, segment, place) and `sentence`.
    """
    rows = select_gap_rows(coverage).tolist()
    summary = coverage.summary()
    counts = Counter(str(GAP_TYPES[coverage.gap_type[row]]) for row in rows)
    return {
        **{key: summary[key] for key in ("parameters", "required", "headline", "completeness")},
        "counts": {str(t): counts[str(t)] for t in GAP_TYPES if counts[str(t)]},
        "gaps": [
            {
                **coverage.cell(row),
                "names": name_cell(coverage, row),
                "sentence": describe_gap(coverage, row),
            }
            for row in rows
        ],
    }


def name_cell(coverage: Coverage, row: int) -> dict[str, str]:
    """The names of a required cell's touchpoint, need, segment and place."""
    net, required = coverage.net, coverage.required
    return {
        "touchpoint": net.touchpoints.names[required.touchpoint[row]],
        "need": net.needs.names[required.need[row]],
        "segment": net.segments.names[required.segment[row]],
        "place": net.places.names[required.place[row]],
    }
