"""Values of a result as single cells of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain_cell(value: Any) -> Any:
    """A list as its values, joined; an interval as its ends; sums of money by currency.

    >>> plain_cell(["wic", "doula"]), plain_cell([0.25, 0.5]), plain_cell({"USD": 1200.0})
    ('wic; doula', '0.25 to 0.5', '1200 USD')
    >>> plain_cell([6, 6])
    6
    """
    if isinstance(value, Mapping):
        return "; ".join(f"{_plain(each)} {name}" for name, each in value.items())
    if not isinstance(value, list):
        return value
    is_interval = len(value) == 2 and all(isinstance(each, int | float) for each in value)
    if is_interval and value[0] == value[1]:
        return value[0]
    return (" to " if is_interval else "; ").join(map(_plain, value))


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
    return str(value)
