"""Exact arithmetic of shares that are known as intervals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    def minus(self, other: Interval) -> Interval:
        """The differences of a value here and one there, each anywhere in its interval."""
        return Interval(self.low - other.high, self.high - other.low)

    def over(self, other: Interval) -> Interval | None:
        """The ratios of values of 0 or more; None where the one below can be 0."""
        if other.low <= 0:
            return None
        return Interval(self.low / other.high, self.high / other.low)

    def adverse(self) -> Interval:
        """What is missing to 1: the same share, told as those left out.

        >>> Interval(Fraction(1, 4), Fraction(1, 2)).adverse().as_list()
        [0.5, 0.75]
        """
        return Interval(1 - self.high, 1 - self.low)

    def as_list(self) -> list[float]:
        return [float(self.low), float(self.high)]


def as_list(interval: Interval | None) -> list[float] | None:
    """`[low, high]` for JSON, or None."""
    return None if interval is None else interval.as_list()


def render_share(interval: Interval) -> str:
    """A share for a sentence.

    >>> render_share(Interval(Fraction(1, 3), Fraction(1, 2)))
    '33.3% to 50.0%'
    """
    low, high = (f"{100 * float(value):.1f}%" for value in (interval.low, interval.high))
    return low if low == high else f"{low} to {high}"
