"""Records that are the same in some columns, in groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection import Lists
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Alike:
    """Records in groups that are the same in some columns: [group] a record, [record] its group."""

    first: Ints
    group: Ints

    @classmethod
    def by(cls, *columns: Ints | Bools | Lists) -> Alike:
        """Groups by numbers, flags and lists of positions (each list in a set order)."""
        group = np.zeros(len(columns[0]), np.int64)
        for column in columns:
            if isinstance(column, Lists):
                group = _split_by_lists(group, column)
            else:
                group = _number(np.stack([group, column]))
        _, first = np.unique(group, return_index=True)
        return cls(first, group)


def _number(rows: Ints) -> Ints:
    """[column]: the same number for equal columns of a matrix of two rows, from 0 on."""
    _, low = np.unique(rows[0], return_inverse=True)
    values, high = np.unique(rows[1], return_inverse=True)
    numbers: Ints = np.unique(low * len(values) + high, return_inverse=True)[1].reshape(-1)
    return numbers


def _split_by_lists(group: Ints, lists: Lists) -> Ints:
    """Groups cut further, so that lists in a group are equal; one place of the lists at a time."""
    length = np.diff(lists.indptr)
    group = _number(np.stack([group, length]))
    for place in range(int(length.max(initial=0))):
        longer = np.flatnonzero(length > place)
        value = lists.values[lists.indptr[longer] + place]
        # Lists in a group are equally long, so groups are cut as a whole, or not at all.
        group[longer] = _number(np.stack([group[longer], value])) + len(group)
        group = np.unique(group, return_inverse=True)[1].reshape(-1)
    return group
