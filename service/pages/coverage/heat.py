"""The heat map of coverage: the needs of some touchpoints, each square an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from graph.coverage.shares import Shares, sum_shares

if TYPE_CHECKING:
    from graph.coverage import Coverage
    from graph.projection.arrays import Bools, Ints

COLUMNS = 12
"""Touchpoints shown at a time."""
ROUNDING = 1e-9
"""What a sum of weights may be off by, in percent."""

Measure = Literal["every_door", "any_door"]


@dataclass(frozen=True)
class Square:
    """What one square shows: a share of families as an interval, and what is counted in it."""

    ends: list[float] | None
    covered: int
    unknown: int
    gap: int

    @property
    def state(self) -> str:
        """`covered`, `unknown` or `gap` where all in it is; `mixed`, or `none` without weight."""
        if self.ends is None:
            return "none"
        for ends, state in (([1, 1], "covered"), ([0, 0], "gap"), ([0, 1], "unknown")):
            if self.ends == ends:
                return state
        return "mixed"

    @property
    def percents(self) -> tuple[int, int]:
        """The ends in whole percent.

        Two ends that differ are rounded outwards, so that nothing looks surer than it is; what is
        not quite nothing, or not quite all, is not shown as such.
        """
        low, high = (100 * each for each in self.ends or (0.0, 0.0))
        if low == high:
            near = low if low in (0, 100) else min(99, max(1, round(low)))
            return int(near), int(near)
        return floor(low + ROUNDING), ceil(high - ROUNDING)


@dataclass(frozen=True)
class Heat:
    """Coverage by touchpoint and need, of the required cells that were chosen."""

    touchpoints: list[int]
    """Those that are asked for anything, along the journey."""
    needs: list[int]
    whole: Square
    by_touchpoint: dict[int, Square]
    by_need: dict[int, Square]
    by_pair: dict[tuple[int, int], Square]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.touchpoints) // COLUMNS))

    def columns(self, page: int) -> list[int]:
        """The touchpoints of one page, the first is 1; those of the last past the end."""
        start = (min(page, self.pages) - 1) * COLUMNS
        return self.touchpoints[start : start + COLUMNS]

    def rows(self, columns: Sequence[int]) -> list[int]:
        """The needs that some of these touchpoints are asked for, in the order of `needs`."""
        asked = {need for touchpoint, need in self.by_pair if touchpoint in set(columns)}
        return [need for need in self.needs if need in asked]


def choose_cells(
    coverage: Coverage, *, segment: int | None, place: int | None, stage: int | None
) -> Bools:
    """[cell]: of this segment, in this place or in a part of it, at this life stage."""
    net, required = coverage.net, coverage.required
    chosen = np.ones(len(required), np.bool_)
    if segment is not None:
        chosen &= required.segment == segment
    if place is not None:
        chosen &= net.place_above[required.place, place]
    if stage is not None:
        chosen &= net.touchpoint_stage[required.touchpoint] == stage
    return chosen


def build_heat(coverage: Coverage, measure: Measure, chosen: Bools) -> Heat:
    """The heat map of the chosen cells. Complexity: O(cells + squares)."""
    net, required = coverage.net, coverage.required
    status = coverage.every_door if measure == "every_door" else coverage.any_door

    def squares(key: Ints) -> dict[int, Square]:
        keys, group = np.unique(key[chosen], return_inverse=True)
        numbers = np.full(len(required), -1, np.int64)
        numbers[chosen] = group.reshape(-1)
        sums = sum_shares(coverage, status, numbers, len(keys))
        return {key: _square(sums, at) for at, key in enumerate(keys.tolist())}

    pairs = squares(required.touchpoint * len(net.needs) + required.need)
    touchpoints, needs = squares(required.touchpoint), squares(required.need)
    whole = squares(np.zeros(len(required), np.int64))
    return Heat(
        touchpoints=sorted(touchpoints, key=lambda t: _along(net, t)),
        needs=sorted(needs, key=lambda n: net.needs.names[n].casefold()),
        whole=whole.get(0, Square(None, 0, 0, 0)),
        by_touchpoint=touchpoints,
        by_need=needs,
        by_pair={divmod(key, len(net.needs)): square for key, square in pairs.items()},
    )


def _square(sums: Shares, at: int) -> Square:
    counts = (int(each[at]) for each in (sums.covered, sums.unknown, sums.gap))
    return Square(sums.interval(at), *counts)


def _along(net: Any, touchpoint: int) -> tuple[bool, int, str]:
    """Along the life of a child; touchpoints without a life stage are last."""
    stage = int(net.touchpoint_stage[touchpoint])
    start = int(net.stage_from[stage]) if stage >= 0 else 0
    return stage < 0, start, net.touchpoints.names[touchpoint].casefold()
