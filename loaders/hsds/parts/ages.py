"""Ages in years, as HSDS states them, on our axis of days from birth.

HSDS gives `minimum_age` and `maximum_age` in years, decimals allowed. In practice a maximum is
inclusive and in completed years: a service for ages 0 to 3 takes a child until the day before the
fourth birthday. So a whole maximum n ends at `floor(365.25 * (n + 1))`, exclusive. A maximum with
decimals (0.5, 2.99) is a precise bound, not a count of birthdays: it ends the day after
`floor(365.25 * n)`. A minimum begins at `floor(365.25 * n)`. What the source said is kept as
`nwd:rawMinimumAge` and `nwd:rawMaximumAge`.

A maximum of 120 or more (150, 200, 999 are common) means "no upper bound" and gives no day; with
a minimum of 0 it says "all ages", which is no age range at all, as does a minimum of 0 alone.

HSDS ages are the client's, our axis is the child's. Where the minimum is that of an adult who may
be the parent of a small child (18 to 45 years), the range says nothing of the child; none is kept.
"""

from __future__ import annotations

import math

DAYS_IN_YEAR = 365.25
NO_BOUND = 120
OF_A_PARENT = (18, 45)
"""Minimum ages, in years, that are meant of the parent."""


def from_day(minimum: float) -> int:
    """First day of age, inclusive.

    >>> from_day(0), from_day(0.5), from_day(-0.75), from_day(3)
    (0, 182, -274, 1095)
    """
    return math.floor(DAYS_IN_YEAR * minimum)


def to_day(maximum: float) -> int | None:
    """First day of age past the range, exclusive; None where the maximum bounds nothing.

    >>> to_day(0), to_day(3), to_day(0.5), to_day(999)
    (365, 1461, 183, None)
    """
    if maximum >= NO_BOUND:
        return None
    if float(maximum).is_integer():
        return math.floor(DAYS_IN_YEAR * (maximum + 1))
    return math.floor(DAYS_IN_YEAR * maximum) + 1


def window(minimum: float | None, maximum: float | None) -> tuple[int | None, int | None]:
    """(first day, day after the last) of an age range in years; None = unbounded.

    >>> window(0, 3), window(6, None), window(0, 200), window(18, None)
    ((0, 1461), (2191, None), (None, None), (None, None))
    """
    past = None if maximum is None else to_day(maximum)
    if minimum is not None and OF_A_PARENT[0] <= minimum <= OF_A_PARENT[1]:
        return None, None
    if minimum == 0 and past is None:
        return None, None
    return (None if minimum is None else from_day(minimum)), past
