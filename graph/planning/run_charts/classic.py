"""The classic rules: shift, trend, too few or too many runs, and a flag for points far off.

Source: R. J. Perla, L. P. Provost and S. K. Murray, "The run chart: a simple analytical tool for
learning from variation in healthcare processes", BMJ Quality and Safety 20: 46-51, 2011,
doi 10.1136/bmjqs.2009.037895. Printed tables of the number of runs differ by convention; the
limits here are counted: with half of the useful points on each side, all orders equally likely,
and 2.5 percent or less in each tail (W. A. Wallis and G. H. Moore 1941 and F. S. Swed and
C. Eisenhart 1943 counted runs so).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import comb
from typing import Literal

from graph.planning.run_charts.runs import LEAST_USEFUL, Run, count_useful, find_median

SHIFT = 6
"""Useful points on one side of the median."""
TREND = 5
"""Points all going up or all going down."""
TAIL_ONE_IN = 40
"""2.5 percent in each tail of the number of runs."""
FAR = Decimal("3.5")
"""Modified z-score above which a point is worth a look (Iglewicz and Hoaglin 1993)."""
NORMAL_MAD = Decimal("0.6745")
"""Median absolute deviation of a normal distribution with standard deviation 1."""


@dataclass(frozen=True)
class Trend:
    """Values one after another that all rise or all fall; repeats of a value count once."""

    direction: Literal["up", "down"]
    first: int
    last: int
    length: int


@dataclass(frozen=True)
class ClassicResult:
    """What the rules say; below ten useful points no rule is applied and the limits are None."""

    useful: int
    runs: int
    fewest_runs: int | None
    most_runs: int | None
    shifts: Sequence[Run]
    trends: Sequence[Trend]
    far_off: Sequence[int]
    """Places of values worth a look: a question to a person, never a signal."""

    @property
    def is_settled(self) -> bool:
        return self.fewest_runs is not None

    @property
    def too_few(self) -> bool:
        return self.fewest_runs is not None and self.runs < self.fewest_runs

    @property
    def too_many(self) -> bool:
        return self.most_runs is not None and self.runs > self.most_runs

    @property
    def is_signal(self) -> bool:
        return bool(self.shifts) or bool(self.trends) or self.too_few or self.too_many


def apply_classic(values: Sequence[Decimal], median: Decimal, runs: Sequence[Run]) -> ClassicResult:
    """The rules for a sequence and its runs about the median. O(n log n).

    >>> from graph.planning.run_charts.runs import find_runs
    >>> values = [Decimal(v) for v in (1, 9, 1, 9, 1, 9, 8, 8, 7, 6, 6, 1)]
    >>> result = apply_classic(values, Decimal(5), find_runs(values, Decimal(5)))
    >>> [run.length for run in result.shifts], [trend.length for trend in result.trends]
    ([6], [5])
    """
    useful = count_useful(runs)
    far_off = find_far_off(values, median)
    if useful < LEAST_USEFUL:
        return ClassicResult(useful, len(runs), None, None, (), (), far_off)
    fewest, most = runs_limits(useful)
    shifts = tuple(run for run in runs if run.length >= SHIFT)
    trends = tuple(trend for trend in find_trends(values) if trend.length >= TREND)
    return ClassicResult(useful, len(runs), fewest, most, shifts, trends, far_off)


def find_trends(values: Sequence[Decimal]) -> list[Trend]:
    """Every longest stretch that only rises or only falls, of two points or more. O(n).

    >>> [(t.direction, t.length) for t in find_trends([Decimal(v) for v in (1, 2, 2, 3, 1)])]
    [('up', 3), ('down', 2)]
    """
    distinct = [
        place for place, value in enumerate(values) if place == 0 or value != values[place - 1]
    ]
    found: list[Trend] = []
    for before, place in pairwise(distinct):
        direction: Literal["up", "down"] = "up" if values[place] > values[before] else "down"
        if found and found[-1].direction == direction:
            found[-1] = Trend(direction, found[-1].first, place, found[-1].length + 1)
        else:
            found.append(Trend(direction, before, place, 2))
    return found


@cache
def runs_limits(useful: int) -> tuple[int, int]:
    """The fewest and the most runs that are no signal. O(n).

    >>> runs_limits(10), runs_limits(16), runs_limits(20)
    ((3, 9), (5, 13), (7, 15))
    """
    above, below = useful // 2, useful - useful // 2
    orders, total = count_orders(above, below), comb(useful, above)
    fewest, most = min(orders), max(orders)
    while sum(n for runs, n in orders.items() if runs <= fewest) * TAIL_ONE_IN <= total:
        fewest += 1
    while sum(n for runs, n in orders.items() if runs >= most) * TAIL_ONE_IN <= total:
        most -= 1
    return fewest, most


def count_orders(above: int, below: int) -> dict[int, int]:
    """In how many orders of so many points above and below there are how many runs.

    >>> count_orders(2, 2)
    {2: 2, 3: 2, 4: 2}
    """
    found: dict[int, int] = {}
    for runs in range(2, above + below + 1):
        pairs = runs // 2
        if runs % 2:
            ways = comb(above - 1, pairs) * comb(below - 1, pairs - 1)
            ways += comb(above - 1, pairs - 1) * comb(below - 1, pairs)
        else:
            ways = 2 * comb(above - 1, pairs - 1) * comb(below - 1, pairs - 1)
        if ways:
            found[runs] = ways
    return found


def find_far_off(values: Sequence[Decimal], median: Decimal) -> tuple[int, ...]:
    """Places of values unusually far from the median; none where most values lie on it.

    >>> find_far_off([Decimal(v) for v in (4, 5, 6, 4, 5, 6, 40)], Decimal(5))
    (6,)
    """
    spread = find_median([abs(value - median) for value in values])
    if not spread:
        return ()
    return tuple(
        place
        for place, value in enumerate(values)
        if NORMAL_MAD * abs(value - median) / spread > FAR
    )
