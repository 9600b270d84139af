"""What differs between a projection and its changed copy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection import Lists, Projection
from graph.projection.arrays import Bools, Ints

SERVICE_COLUMNS = (
    "status",
    "verified",
    "from_day",
    "to_day",
    "from_day_perhaps",
    "to_day_perhaps",
)
SERVICE_LISTS = ("needs", "segments", "places", "site_places")
PATHWAY_COLUMNS = ("status", "verified", "mode")
PATHWAY_LISTS = ("needs", "segments")


@dataclass(frozen=True)
class Differences:
    """Positions of what changed; pathways and door records may lie past the end of the old ones."""

    services: Ints
    pathways: Ints
    doors: Ints


def find_differences(before: Projection, after: Projection) -> Differences:
    """Complexity: O(services + pathways + doors)."""
    return Differences(
        _changed(before.service, after.service, SERVICE_COLUMNS, SERVICE_LISTS),
        _changed(before.pathway, after.pathway, PATHWAY_COLUMNS, PATHWAY_LISTS),
        _changed(before.door, after.door, ("status",), ("places",)),
    )


def _changed(
    before: object, after: object, columns: tuple[str, ...], lists: tuple[str, ...]
) -> Ints:
    if before is after:
        return np.zeros(0, np.int64)
    old, new = (len(getattr(part, columns[0])) for part in (before, after))
    changed = np.ones(new, np.bool_)
    changed[:old] = False
    for name in columns:
        changed[:old] |= getattr(before, name) != getattr(after, name)[:old]
    for name in lists:
        changed[:old] |= _rows_that_differ(getattr(before, name), getattr(after, name))
    return np.flatnonzero(changed)


def _rows_that_differ(before: Lists, after: Lists) -> Bools:
    """[row of before]: its list is another one."""
    rows = len(before)
    if before is after:
        return np.zeros(rows, np.bool_)
    lengths = np.diff(before.indptr)
    differs: Bools = lengths != np.diff(after.indptr[: rows + 1])
    # Rows of one length are compared value by value, all at once.
    same = np.flatnonzero(~differs)
    offsets = np.arange(lengths[same].sum()) - np.repeat(
        np.cumsum(lengths[same]) - lengths[same], lengths[same]
    )
    old = before.values[np.repeat(before.indptr[same], lengths[same]) + offsets]
    new = after.values[np.repeat(after.indptr[same], lengths[same]) + offsets]
    differs[np.repeat(same, lengths[same])[old != new]] = True
    return differs
