"""Transitive closure of broader and part-of relations."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph.projection.arrays import Bools


def compute_above(size: int, pairs: Iterable[tuple[int, int]]) -> Bools:
    """Matrix [i, j]: j is i itself or above i, for (child, parent) pairs.

    Complexity: O(size * links). A cycle makes its members equal; loaders refuse cycles.

    >>> compute_above(3, [(0, 1), (1, 2)]).astype(int).tolist()
    [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    """
    parents: dict[int, set[int]] = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent)
    above = np.eye(size, dtype=np.bool_)
    for start in parents:
        waiting = list(parents[start])
        while waiting:
            node = waiting.pop()
            if not above[start, node]:
                above[start, node] = True
                waiting.extend(parents.get(node, ()))
    return above
