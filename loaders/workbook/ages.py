"""Ages in words, as days from birth."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from loaders.shipped import spelling

DAYS_IN = {
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction("30.4375"),
    "year": Fraction("365.25"),
}
_SHORT = {
    "d": "day", "day": "day", "days": "day",
    "w": "week", "wk": "week", "wks": "week", "week": "week", "weeks": "week",
    "mo": "month", "mos": "month", "mth": "month", "mths": "month",
    "month": "month", "months": "month",
    "y": "year", "yr": "year", "yrs": "year", "year": "year", "years": "year",
}  # fmt: skip
_AGE = re.compile(r"([+-]?\d{1,6}(?:\.\d{1,6})?)\s*-?\s*([a-z]+)?\.?(?:\s+old)?", re.IGNORECASE)
FURTHEST = 1_000_000
"""The most days from birth an age may be."""

WHAT_IS_RIGHT = "write days from birth, such as 180, or 6 weeks, 18 months, 3 years or a life stage"


def parse_age(text: str, *, end: bool, stages: Mapping[str, tuple[int, int]]) -> int:
    """Days from birth.

    A life stage is its first day, or with `end` the day after its last. A week is 7 days; n months
    are floor(30.4375 n) days and n years floor(365.25 n). ValueError says what would be right.

    >>> parse_age("18 months", end=False, stages={})
    547
    """
    stage = stages.get(spelling(text))
    if stage is not None:
        return stage[1] if end else stage[0]
    found = _AGE.fullmatch(text)
    unit = _SHORT.get((found[2] or "day").lower()) if found else None
    if found is None or unit is None:
        raise ValueError(f"is no age; {WHAT_IS_RIGHT} ({', '.join(stages)})")
    days = Fraction(found[1]) * DAYS_IN[unit]
    if unit == "day" and days.denominator != 1:
        raise ValueError("is not a whole number of days")
    if abs(days) > FURTHEST:
        raise ValueError(f"is further from birth than {FURTHEST:,} days")
    return math.floor(days)
