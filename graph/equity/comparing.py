"""Groups against the reference, and which group is worst off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.equity.intervals import Interval


@dataclass(frozen=True)
class Compared:
    """A share beside that of the reference; each number anywhere in its interval.

    A ratio is None where what it is divided by can be 0.
    """

    standing: str
    """`lower`, `higher` or `equal` for certain; else `not-certain`."""
    ratio: Interval | None
    difference: Interval
    adverse_ratio: Interval | None
    adverse_difference: Interval


def compare(share: Interval, reference: Interval) -> Compared:
    """A share and that of the reference, in the favourable and in the adverse form."""
    return Compared(
        standing=_stand(share, reference),
        ratio=share.over(reference),
        difference=share.minus(reference),
        adverse_ratio=share.adverse().over(reference.adverse()),
        adverse_difference=share.adverse().minus(reference.adverse()),
    )


def select_worst(shares: Mapping[int, Interval]) -> list[int]:
    """The groups that may have the lowest share: in some world no other group has a lower one."""
    lowest = min((share.high for share in shares.values()), default=None)
    if lowest is None:
        return []
    return [key for key, share in shares.items() if share.low <= lowest]


def _stand(share: Interval, reference: Interval) -> str:
    if share.high < reference.low:
        return "lower"
    if share.low > reference.high:
        return "higher"
    # Both then lie in one point: of two intervals that touch only there nothing is certain.
    if share.low == share.high == reference.low == reference.high:
        return "equal"
    return "not-certain"
