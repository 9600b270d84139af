"""Numbers as they are told, and how two of them differ."""

from __future__ import annotations

Value = list[float] | float | int | None
"""An interval, a number, or nothing where it is not defined."""


def subtract(one: Value, other: Value) -> Value:
    """What one is more than the other; of intervals all differences that there can be.

    >>> subtract([0.5, 0.75], [0.25, 0.25])
    [0.25, 0.5]
    """
    if one is None or other is None:
        return None
    if isinstance(one, list) or isinstance(other, list):
        (low, high), (least, most) = _ends(one), _ends(other)
        return [low - most, high - least]
    return one - other


def _ends(value: list[float] | float | int) -> tuple[float, float]:
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


def whole_or_float(number: float) -> int | float:
    """As JSON has it: whole numbers without a point."""
    return int(number) if float(number).is_integer() else float(number)
