"""How many independent providers stay where one of several goes.

Providers are independent if no two have a partner or a main funder in common. The most of them in a
group is a maximum matching between its partners and its funders, and all groups are matched at once
as the separate parts of one graph. Without one provider there is one less only if each such
matching needs its pair of partner and funder; which pairs those are follows from one matching
(Regin, "A Filtering Algorithm for Constraints of Difference in CSPs", AAAI 1994).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import (
    breadth_first_order,
    connected_components,
    maximum_bipartite_matching,
)

from graph.coverage.doors import join_ranges
from graph.projection.arrays import Bools, Ints

MOST_PROVIDERS = 1_000_000
"""Providers of groups that are matched at a time, but for a group that has more."""


def count_left(starts: Ints, partner: Ints, funder: Ints) -> Ints:
    """[provider]: independent providers left in its group if it goes.

    The providers of a group stand together: those of group `i` from `starts[i]` to before
    `starts[i + 1]`. Another provider of the same partner and funder takes its place.

    Complexity: O(providers x square root of the largest group), and their sorting.
    """
    left = np.zeros(len(partner), np.int64)
    for first, last in _batches(starts):
        own = slice(int(starts[first]), int(starts[last]))
        group = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
        left[own] = _count_left(group, partner[own], funder[own])
    return left


def _batches(starts: Ints) -> Iterator[tuple[int, int]]:
    """Groups from the first to before the last, of about so many providers together."""
    first = 0
    while first < len(starts) - 1:
        end = np.searchsorted(starts, starts[first] + MOST_PROVIDERS, side="right") - 1
        last = max(first + 1, int(end))
        yield first, last
        first = last


def _count_left(group: Ints, partner: Ints, funder: Ints) -> Ints:
    group_of_row, row = _number(group, partner)
    _, column = _number(group, funder)
    (row, column), link, providers = _distinct(row, column)
    columns = int(column.max(initial=-1)) + 1
    links = sparse.csr_array(
        (np.ones(len(row), np.int32), (row, column)), shape=(len(group_of_row), columns)
    )
    matched = maximum_bipartite_matching(links, perm_type="column")
    most = np.bincount(group_of_row[matched >= 0], minlength=int(group.max(initial=-1)) + 1)
    alone = _is_needed(row, column, matched, columns) & (providers == 1)
    left: Ints = most[group] - alone[link]
    return left


def _is_needed(row: Ints, column: Ints, matched: Ints, columns: int) -> Bools:
    """[link]: it is in every maximum matching; `matched` is one of them, [row] its column or -1.

    A link of a matching can be spared if it lies on a cycle that goes in and out of the matching
    by turns, or on such a path from a row or a column that is not matched.
    """
    rows = len(matched)
    inside = matched[row] == column
    here, there = np.where(inside, rows + column, row), np.where(inside, row, rows + column)
    steps = sparse.csr_array(
        (np.ones(len(row), np.int32), (here, there)), shape=(rows + columns, rows + columns)
    )
    _, part = connected_components(steps, directed=True, connection="strong")
    free = np.ones(rows + columns, np.bool_)
    free[row[inside]] = free[rows + column[inside]] = False
    from_row = _reached(steps, np.flatnonzero(free[:rows]))
    to_column = _reached(sparse.csr_array(steps.T), rows + np.flatnonzero(free[rows:]))
    needed: Bools = inside & (part[row] != part[rows + column])
    needed &= ~from_row[rows + column] & ~to_column[row]
    return needed


def _reached(steps: sparse.csr_array, starts: Ints) -> Bools:
    """[node]: reached from one of the starts."""
    nodes = steps.shape[0]
    # One more node leads to all starts, so that one search does.
    indptr = np.append(steps.indptr, steps.indptr[-1] + len(starts))
    indices = np.concatenate([steps.indices, starts])
    widened = sparse.csr_array(
        (np.ones(len(indices), np.int32), indices, indptr), shape=(nodes + 1, nodes + 1)
    )
    reached = np.zeros(nodes + 1, np.bool_)
    reached[breadth_first_order(widened, nodes, return_predecessors=False)] = True
    return reached[:nodes]


def _number(group: Ints, value: Ints) -> tuple[Ints, Ints]:
    """The group of each distinct (group, value), and which of them each given one is."""
    (of, _), number, _ = _distinct(group, value)
    return of, number


def _distinct(first: Ints, second: Ints) -> tuple[tuple[Ints, Ints], Ints, Ints]:
    """Distinct pairs of numbers from 0 on, which of them each given one is, and how often."""
    size = int(second.max(initial=0)) + 1
    keys, number, count = np.unique(first * size + second, return_inverse=True, return_counts=True)
    return (keys // size, keys % size), number.reshape(-1), count


def group_equal(starts: Ints, values: Ints) -> tuple[Ints, Ints, Ints]:
    """Ragged lists without repetition: starts and values of those that differ, [list] which."""
    known: dict[bytes, int] = {}
    of = np.empty(len(starts) - 1, np.int64)
    for i, (start, end) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
        of[i] = known.setdefault(values[start:end].tobytes(), len(known))
    _, first = np.unique(of, return_index=True)
    counts = np.diff(starts)[first]
    _, at = join_ranges(starts[first], starts[first] + counts)
    return np.concatenate([[0], np.cumsum(counts)]), values[at], of
