"""Which sums hold between counts, of those that may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from graph.disclosure.auditing import can_hold
from graph.disclosure.moves import TINY
from graph.disclosure.rule import Rule
from graph.projection.arrays import Floats

C = TypeVar("C", bound=tuple[Any, ...])
"""What names a count; those of one call can be put in order."""


def read_off(
    told: Mapping[C, int],
    bounds: Mapping[C, int],
    relations: Iterable[tuple[C, tuple[C, ...]]],
    rule: Rule,
) -> tuple[dict[C, int], list[tuple[C, tuple[C, ...]]]]:
    """The relations that hold, and a value for each cell with which they do.

    Of a count that the source hides only its bound is known: relations with such counts hold as
    far as some counts below the bounds make all of them hold.
    """
    held = [
        (total, parts)
        for total, parts in relations
        if bounds.keys() & {total, *parts} or told[total] == sum(told[part] for part in parts)
    ]
    held.sort(key=lambda relation: (bool(bounds.keys() & {relation[0], *relation[1]}),))
    if not bounds:
        return dict(told), held
    values, kept = {**told, **{cell: rule.least for cell in bounds}}, []
    for relation in held:
        if not bounds.keys() & {relation[0], *relation[1]}:
            kept.append(relation)
            continue
        found = can_hold(told, bounds, [*kept, relation], rule=rule)
        if found is not None:
            kept.append(relation)
            values.update({cell: int(value) for cell, value in found.items()})
    return values, kept


def select_independent(
    relations: Sequence[tuple[C, tuple[C, ...]]],
) -> list[tuple[C, tuple[C, ...]]]:
    """Relations from which all the others follow, those with the fewest parts first."""
    cells = sorted({cell for total, parts in relations for cell in (total, *parts)})
    index = {cell: i for i, cell in enumerate(cells)}
    kept: list[tuple[C, tuple[C, ...]]] = []
    rows: dict[int, Floats] = {}
    for total, parts in sorted(relations, key=lambda relation: (len(relation[1]), relation)):
        row = np.zeros(len(cells))
        row[index[total]] = 1.0
        row[[index[part] for part in parts]] -= 1.0
        for pivot, known in rows.items():
            row -= row[pivot] * known
        if np.abs(row).max() > TINY:
            pivot = int(np.argmax(np.abs(row)))
            rows[pivot] = row / row[pivot]
            kept.append((total, parts))
    return kept
