"""The Anhoej rules: an unusually long run, or unusually few crossings of the median.

Source: J. Anhoej and A. V. Olesen, "Run Charts Revisited", PLoS ONE 9(11): e113825, 2014,
doi 10.1371/journal.pone.0113825. The limits depend on the number of useful points, those that do
not lie on the median, so that about one chart in twenty without change gives a signal, however
many points it has. That share holds where the median is that of all its points; a median frozen
from few points makes a false signal likelier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb

from graph.planning.run_charts.runs import LEAST_USEFUL, Run, count_useful

ONE_IN = 20
"""The crossings fall below their limit in at most one chart of so many by chance."""


@dataclass(frozen=True)
class AnhoejResult:
    """What the rules say of a sequence.

    The limits are None below ten useful points; then `signals` is empty and nothing is settled.
    """

    useful: int
    longest_run: int
    run_limit: int | None
    crossings: int
    crossing_limit: int | None
    long_runs: Sequence[Run]
    """Runs longer than the limit."""
    few_crossings: bool

    @property
    def is_settled(self) -> bool:
        return self.run_limit is not None

    @property
    def is_signal(self) -> bool:
        return bool(self.long_runs) or self.few_crossings


def apply_anhoej(runs: Sequence[Run]) -> AnhoejResult:
    """The rules for the runs of a sequence. O(n).

    >>> from decimal import Decimal
    >>> from graph.planning.run_charts.runs import find_runs
    >>> values = [Decimal(value) for value in (1, 2, 1, 2, 1, 9, 9, 9, 9, 9, 9, 9)]
    >>> result = apply_anhoej(find_runs(values, Decimal(5)))
    >>> result.longest_run, result.run_limit, result.crossings, result.crossing_limit
    (7, 7, 1, 3)
    >>> result.is_signal
    True
    """
    useful = count_useful(runs)
    longest = max((run.length for run in runs), default=0)
    crossings = max(len(runs) - 1, 0)
    if useful < LEAST_USEFUL:
        return AnhoejResult(useful, longest, None, crossings, None, (), few_crossings=False)
    most, least = run_limit(useful), crossing_limit(useful)
    long_runs = tuple(run for run in runs if run.length > most)
    return AnhoejResult(
        useful, longest, most, crossings, least, long_runs, few_crossings=crossings < least
    )


def run_limit(useful: int) -> int:
    """The longest run that is no signal: log2(n) rounded to a whole number, plus 3.

    Exact for every n: log2(n) rounds to k where 2^(2k-1) < n^2 < 2^(2k+1). It never lies halfway,
    as no whole number is 2^(k+1/2), so that the ways to round a half do not matter.

    >>> [run_limit(n) for n in (10, 12, 15, 20, 24, 30, 40)]
    [6, 7, 7, 7, 8, 8, 8]
    """
    return (useful * useful).bit_length() // 2 + 3


@cache
def crossing_limit(useful: int) -> int:
    """The fewest crossings that are no signal: the lower 5 percent quantile of Binomial(n-1, 1/2).

    In whole numbers: the least k with at least one in twenty of the 2^(n-1) equally likely
    sequences of crossings at k or fewer. O(n).

    >>> [crossing_limit(n) for n in (10, 12, 15, 20, 24, 30, 40)]
    [2, 3, 4, 6, 8, 10, 14]
    """
    trials = useful - 1
    total, fewer = 2**trials, 0
    for crossings in range(trials + 1):
        fewer += comb(trials, crossings)
        if fewer * ONE_IN >= total:
            return crossings
    raise ValueError(f"no limit for {useful} useful points")
