"""Runs about a median: what both families of rules count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal

Side = Literal["above", "below"]

LEAST_USEFUL = 10
"""Below this many useful points no verdict is given (Anhoej and Olesen 2014; Perla 2011)."""


@dataclass(frozen=True)
class Run:
    """Useful points one after another on one side of the median.

    `first` and `last` are places in the sequence of values, and `length` counts useful points:
    values on the median between them are skipped.
    """

    side: Side
    first: int
    last: int
    length: int


def find_median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value, or the mean of the two in the middle; None of nothing.

    O(n log n).

    >>> find_median([Decimal(3), Decimal(1), Decimal(2)])
    Decimal('2')
    >>> find_median([Decimal(1), Decimal(2)])
    Decimal('1.5')
    """
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def find_runs(values: Sequence[Decimal], median: Decimal) -> list[Run]:
    """The runs, in order. A point on the median neither ends a run nor counts in it. O(n).

    >>> [run.length for run in find_runs([Decimal(v) for v in (1, 2, 5, 9, 9, 1)], Decimal(5))]
    [2, 2, 1]
    """
    sides = [
        (place, "above" if value > median else "below")
        for place, value in enumerate(values)
        if value != median
    ]
    runs = []
    for side, group in groupby(sides, key=lambda each: each[1]):
        places = [place for place, _ in group]
        above: Side = "above" if side == "above" else "below"
        runs.append(Run(above, places[0], places[-1], len(places)))
    return runs


def count_useful(runs: Sequence[Run]) -> int:
    """Points off the median."""
    return sum(run.length for run in runs)
