"""Values of a result as single cells of a table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from service.exports.content.tables import MONEY, Column


def column_cell(column: Column, value: Any) -> Any:
    """A value of a column as a single cell; an exact amount as the number that it is.

    >>> column_cell(Column("amount", MONEY, "What is left"), "-12.50")
    Decimal('-12.50')
    """
    if column.kind == MONEY and isinstance(value, str):
        return Decimal(value)
    return plain_cell(value)


def plain_cell(value: Any) -> Any:
    """A list as its values, joined; an interval as its ends; an object as its keys and values.

    >>> plain_cell(["wic", "doula"]), plain_cell([0.25, 0.5]), plain_cell([6, 6])
    ('wic; doula', '0.25 to 0.5', 6)
    >>> plain_cell({"any_door": {"cells": 2, "weight": 40.0}, "place": None})
    'any door (cells 2, weight 40)'
    >>> plain_cell([{"partner": "wic", "route": ["wic", "doula"]}])
    'partner wic, route (wic; doula)'
    """
    if isinstance(value, Mapping):
        return _join(value)
    if not isinstance(value, list):
        return value
    is_interval = len(value) == 2 and all(_is_number(each) for each in value)
    if is_interval and value[0] == value[1]:
        return value[0]
    return (" to " if is_interval else "; ").join(map(_plain, value))


def _join(value: Mapping[str, Any]) -> str:
    told = ((name.replace("_", " "), each) for name, each in value.items())
    return ", ".join(f"{name} {_part(each)}" for name, each in told if each not in (None, [], {}))


def _part(value: Any) -> str:
    return f"({plain_cell(value)})" if isinstance(value, Mapping | list) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return _join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
