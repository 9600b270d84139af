"""Equity in plain Python on the cells of a coverage result, to hold the engine against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

Cell = Mapping[str, Any]
Group = tuple[str | None, str]
"""(segment, or None for all of them; place with all that lies in it)."""
Share = tuple[Fraction, Fraction]

MEASURES = ("every_door", "any_door")


def weigh(cell: Cell) -> Fraction:
    return Fraction(str(cell["weight"]))


def cells_of(cells: Iterable[Cell], above: Mapping[str, set[str]], group: Group) -> list[Cell]:
    """The required cells of a group; `above` holds each place with itself and all above it."""
    segment, place = group
    return [
        cell
        for cell in cells
        if segment in (None, cell["segment"]) and place in above[cell["place"]]
    ]


def share(cells: Sequence[Cell], measure: str) -> Share | None:
    total = sum(map(weigh, cells))
    if not total:
        return None
    low = sum(weigh(cell) for cell in cells if cell[measure] == "covered")
    high = sum(weigh(cell) for cell in cells if cell[measure] != "gap")
    return Fraction(low) / total, Fraction(high) / total


def families(
    cells: Iterable[Cell], above: Mapping[str, set[str]], population: Mapping[str, int]
) -> Callable[[Group], int]:
    """The family count of a group: whole families of the largest weights, added up."""
    most: dict[tuple[str, str], Fraction] = {}
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for cell in cells:
        key = cell["segment"], cell["place"]
        most[key] = max(most.get(key, Fraction(0)), weigh(cell))
    for (segment, _), number in most.items():
        totals[segment] += number

    def count(group: Group) -> int:
        found = 0
        for (segment, place), number in most.items():
            if number and group[0] in (None, segment) and group[1] in above[place]:
                lowered = min(
                    Fraction(1), population.get(segment, totals[segment]) / totals[segment]
                )
                found += max(1, floor(number * lowered))
        return found

    return count


def corners(
    one: Share, other: Share, value: Callable[[Fraction, Fraction], Fraction]
) -> Share | None:
    """The least and the most of a value at the four corners; None where one of them divides by 0.

    Differences and ratios of numbers of 0 or more are monotone in both, so nothing lies outside.
    """
    try:
        found = [value(x, y) for x, y in product(one, other)]
    except ZeroDivisionError:
        return None
    return min(found), max(found)


def comparisons(one: Share, other: Share) -> dict[str, Share | None]:
    return {
        "ratio": corners(one, other, lambda x, y: x / y),
        "difference": corners(one, other, lambda x, y: x - y),
        "adverse_ratio": corners(one, other, lambda x, y: (1 - x) / (1 - y)),
        "adverse_difference": corners(one, other, lambda x, y: (1 - x) - (1 - y)),
    }


def standing(one: Share, other: Share) -> str:
    """What holds at every corner."""
    signs = {(x > y) - (x < y) for x, y in product(one, other)}
    return {-1: "lower", 0: "equal", 1: "higher"}[signs.pop()] if len(signs) == 1 else "not-certain"


def may_be_worst(shares: Mapping[str, Share]) -> list[str]:
    """The groups that have the lowest share in one of all combinations of ends."""
    found = set()
    for values in product(*shares.values()):
        lowest = min(values)
        found |= {name for name, value in zip(shares, values, strict=True) if value == lowest}
    return [name for name in shares if name in found]
