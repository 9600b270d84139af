"""Ragged sets of units: one set an owner, held as sorted keys `owner * width + member`."""

from __future__ import annotations

import numpy as np

from graph.projection.arrays import Bools, Ints, Lists


def expand(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """(row, position) of every position in the slices that begin at `starts`."""
    row = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, starts[row] + offset


def gather(lists: Lists, rows: Ints) -> tuple[Ints, Ints]:
    """(position in `rows`, value) of the lists of some rows; -1 is an empty list."""
    at = np.flatnonzero(rows >= 0)
    starts = lists.indptr[rows[at]]
    row, position = expand(starts, lists.indptr[rows[at] + 1] - starts)
    return at[row], lists.values[position]


def contained(keys: Ints, among: Ints) -> Bools:
    """[key]: is it among the sorted keys."""
    if not len(among):
        return np.zeros(len(keys), np.bool_)
    position = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    found: Bools = among[position] == keys
    return found


def slices(keys: Ints, width: int, owners: int) -> tuple[Ints, Ints]:
    """(start, count) of each owner's members in the sorted keys."""
    ends = np.searchsorted(keys, np.arange(owners + 1, dtype=np.int64) * width)
    return ends[:-1], np.diff(ends)
