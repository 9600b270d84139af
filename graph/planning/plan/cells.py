"""What has become of a gap that is no longer found: covered, or only no longer known or asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np

from graph.coverage import Coverage
from graph.projection import Ternary

Cell = Literal["covered", "unknown", "gap", "not-required"]
PARTS = 4
KIND = "gaps/"


def read_cells(coverage: Coverage, names: Iterable[str]) -> Mapping[str, Cell]:
    """The required cell that each gap is named after, `gaps/touchpoint>need>segment>place`.

    covered: from every door for certain. gap: from some door, or from all, there is no way.
    not-required: no such cell is asked for, or there is nothing of that name.
    """
    return {name: _read(coverage, name) for name in names}


def _read(coverage: Coverage, name: str) -> Cell:
    parts = name.removeprefix(KIND).split(">")
    net, required = coverage.net, coverage.required
    if len(parts) != PARTS:
        return "not-required"
    asked = (
        (net.touchpoints.ids, required.touchpoint),
        (net.needs.ids, required.need),
        (net.segments.ids, required.segment),
        (net.places.ids, required.place),
    )
    here = np.ones(len(required), np.bool_)
    for part, (ids, column) in zip(parts, asked, strict=True):
        if part not in ids:
            return "not-required"
        here &= column == list(ids).index(part)
    rows = np.flatnonzero(here)
    if not len(rows):
        return "not-required"
    row = int(rows[0])
    every, any_ = coverage.every_door[row], coverage.any_door[row]
    if Ternary.FALSE in (every, any_):
        return "gap"
    return "covered" if every == Ternary.TRUE else "unknown"
