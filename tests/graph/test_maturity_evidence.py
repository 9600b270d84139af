"""What a pathway carries in a year, added up from its periods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from graph.completion.cohorts import Cohort, Range
from graph.planning.maturity.known import FOLLOW_UP_DAYS, RECENT_DAYS, add_up_sent

NEARLY_ALL = RECENT_DAYS - FOLLOW_UP_DAYS


def cohort(start: int, end: int, *sent: int | None) -> Cohort:
    """Days from `start` to `end`, both counted; at least and at most so many sent."""
    counts: dict[str, Range] = {"sent": (sent[0] or 0, sent[-1])} if sent else {}
    return Cohort(0, start, end, counts, {})


@pytest.mark.parametrize(
    ("cohorts", "expected"),
    [
        ([cohort(1, NEARLY_ALL, 7)], (7, 7)),
        # A quarter may not be reported yet; of a shorter time nobody can say that it is few.
        ([cohort(1, NEARLY_ALL - 1, 7)], (7, None)),
        ([cohort(1, 30, 7), cohort(31, 60, 5)], (12, None)),
        ([cohort(1, 30, 7), cohort(31, 60, 5), cohort(61, NEARLY_ALL, 1)], (13, 13)),
        # The same days twice count once, by the period that ends last.
        ([cohort(1, 30, 7), cohort(20, 60, 5)], (5, None)),
        ([cohort(1, NEARLY_ALL, 50), cohort(200, NEARLY_ALL, 20)], (20, None)),
        # Small counts are bounds; a count that is not told has no most.
        ([cohort(1, 200, 0, 10), cohort(201, 300, 20)], (20, 30)),
        ([cohort(1, 200), cohort(201, 300, 20)], (20, None)),
        ([cohort(1, 200, 3, None), cohort(201, 300, 20)], (23, None)),
    ],
)
def test_periods_are_added_up(cohorts: list[Cohort], expected: tuple[int, int | None]) -> None:
    low, high = expected
    told = Decimal(low), None if high is None else Decimal(high)
    assert add_up_sent(cohorts) == add_up_sent(cohorts[::-1]) == told
