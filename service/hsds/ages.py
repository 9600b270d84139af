"""Days of age as HSDS ages in years.

What a directory said itself is given again. Days become years so that reading them again gives
the same days: a whole number where there is one (a maximum counts completed years, so the day
before the fourth birthday is age 3), else four decimals. Before birth an age is negative.
"""

from __future__ import annotations

import math

DAYS_IN_YEAR = 365.25
_STEP = 10_000
"""Years are told to a ten thousandth, less than an hour."""


def as_said(text: str | None) -> float | None:
    """A number that the source gave as an age in years; None where it is no number.

    >>> as_said("0.5"), as_said("18"), as_said("infants")
    (0.5, 18, None)
    """
    try:
        found = float(text or "")
    except ValueError:
        return None
    return _plain(found) if math.isfinite(found) else None


def minimum_age(from_day: int) -> float:
    """The youngest age in years; `from_day` is the first day, inclusive.

    >>> minimum_age(0), minimum_age(1095), minimum_age(182), minimum_age(-280)
    (0, 3, 0.4983, -0.7665)
    """
    years = round(from_day / DAYS_IN_YEAR)
    if math.floor(DAYS_IN_YEAR * years) == from_day:
        return years
    return _plain(math.ceil(from_day / DAYS_IN_YEAR * _STEP) / _STEP)


def maximum_age(to_day: int) -> float:
    """The oldest age in years; `to_day` is the first day past it.

    >>> maximum_age(1461), maximum_age(365), maximum_age(183), maximum_age(0)
    (3, 0, 0.4983, -0.0027)
    """
    years = round(to_day / DAYS_IN_YEAR) - 1
    if years >= 0 and math.floor(DAYS_IN_YEAR * (years + 1)) == to_day:
        return years
    last = math.ceil((to_day - 1) / DAYS_IN_YEAR * _STEP) / _STEP
    # A whole number would be read as completed years.
    return last + 1 / _STEP if last.is_integer() else last


def _plain(number: float) -> float:
    return int(number) if number.is_integer() else number
