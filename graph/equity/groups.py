"""Required cells added up by segment and place, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from graph.coverage import Coverage
from graph.equity.intervals import Interval
from graph.projection import Projection, Ternary
from graph.projection.arrays import Floats, Ints

Measure = Literal["every_door", "any_door"]
MEASURES: tuple[Measure, ...] = ("every_door", "any_door")
EVERY_SEGMENT = -1
"""Stands for all segments together, where a group is a place."""
EVERYWHERE = 0

Key = tuple[int, int]
"""A group: segment (or EVERY_SEGMENT) and place, with all that lies in the place."""
Numbers = npt.NDArray[Any]
"""Whole numbers: int64, or Python's own where those do not hold the sums."""

SAFE = 2**62


@dataclass(frozen=True)
class Group:
    """What the required cells of a group add up to."""

    cells: int
    weight: Fraction
    families: int
    """Families behind the weights; see `sum_groups`."""
    covered: Mapping[Measure, Interval]
    """Weight covered, at least and at most."""

    def share(self, measure: Measure) -> Interval | None:
        """Share of the weight covered; None where the weight is 0."""
        if self.weight == 0:
            return None
        covered = self.covered[measure]
        return Interval(covered.low / self.weight, covered.high / self.weight)


@dataclass(frozen=True)
class Sums:
    """The groups, and the families of their smallest parts."""

    groups: Mapping[Key, Group]
    families: Mapping[Key, int]
    """(segment, place) -> families of the place itself, without the places in it."""


def sum_groups(coverage: Coverage) -> Sums:
    """Every (segment, place) and every place that has a required cell in it or in a part of it.

    The same family comes to several touchpoints with several needs. So the families of a segment in
    one place are the largest weight of its required cells. Where a population is declared for the
    segment and is less than these make over all places, they are lowered in proportion. A part of
    a family is left out, but where there is any weight there is at least one family. These counts
    add up over the places in a place, and over segments: who is in two segments counts in both.
    """
    net, required = coverage.net, coverage.required
    units, scale = whole_weights(required.weight)
    row, place = _cells_by_ancestor(net, required.place)
    states = {"every_door": coverage.every_door, "any_door": coverage.any_door}
    columns = {"cells": np.ones(len(row), np.int64), "weight": units[row]}
    for measure, status in states.items():
        columns[f"{measure} low"] = np.where(status[row] == Ternary.TRUE, units[row], 0)
        columns[f"{measure} high"] = np.where(status[row] != Ternary.FALSE, units[row], 0)
    own = _own_families(coverage, units, scale)
    families = _roll_up(net, own)
    groups = {}
    for segment in (required.segment[row], np.full(len(row), EVERY_SEGMENT)):
        keys, at = np.unique(np.stack([segment, place], 1), axis=0, return_inverse=True)
        sums = {name: _add(values, at, len(keys)) for name, values in columns.items()}
        for i, (p, a) in enumerate(keys.tolist()):
            covered = {
                measure: Interval(
                    Fraction(int(sums[f"{measure} low"][i]), scale),
                    Fraction(int(sums[f"{measure} high"][i]), scale),
                )
                for measure in MEASURES
            }
            groups[p, a] = Group(
                cells=int(sums["cells"][i]),
                weight=Fraction(int(sums["weight"][i]), scale),
                families=families[p, a],
                covered=covered,
            )
    return Sums(groups, own)


def whole_weights(weight: Floats) -> tuple[Numbers, int]:
    """The weights as whole numbers and what to divide them by, so that sums are exact.

    A weight counts as the shortest decimal that is written for it.

    >>> whole_weights(np.array([2.5, 0.25]))
    (array([10,  1]), 4)
    """
    values, at = np.unique(weight, return_inverse=True)
    fractions = [Fraction(repr(float(value))) for value in values]
    scale = lcm(*(fraction.denominator for fraction in fractions))
    whole = [fraction.numerator * (scale // fraction.denominator) for fraction in fractions]
    fits = max(whole, default=0) * max(1, len(weight)) < SAFE
    return np.array(whole, np.int64 if fits else object)[at.reshape(-1)], scale


def _cells_by_ancestor(net: Projection, place: Ints) -> tuple[Ints, Ints]:
    """(row of the cell, place): each cell once for its place and for every place above it."""
    places, at = np.unique(place, return_inverse=True)
    which, above = np.nonzero(net.place_above[places])
    counts = np.bincount(which, minlength=len(places))
    starts = np.cumsum(counts) - counts
    at = at.reshape(-1)
    row = np.repeat(np.arange(len(place)), counts[at])
    step = np.arange(len(row)) - np.repeat(np.cumsum(counts[at]) - counts[at], counts[at])
    return row, above[starts[at[row]] + step]


def _own_families(coverage: Coverage, units: Numbers, scale: int) -> dict[Key, int]:
    net, required = coverage.net, coverage.required
    largest: dict[Key, int] = {}
    cells = zip(required.segment.tolist(), required.place.tolist(), units.tolist(), strict=True)
    for p, a, weight in cells:
        largest[p, a] = max(largest.get((p, a), 0), weight)
    asked: dict[int, int] = {}
    for (p, _), weight in largest.items():
        asked[p] = asked.get(p, 0) + weight
    families = {}
    for (p, a), weight in largest.items():
        declared = int(net.segment_population[p])
        fits = declared < 0 or declared * scale >= asked[p]
        whole = weight // scale if fits else weight * declared // asked[p]
        families[p, a] = max(whole, 1) if weight else 0
    return families


def _roll_up(net: Projection, own: Mapping[Key, int]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for (p, place), families in own.items():
        for a in np.flatnonzero(net.place_above[place]).tolist():
            for key in ((p, a), (EVERY_SEGMENT, a)):
                sums[key] = sums.get(key, 0) + families
    return sums


def _add(values: Numbers, at: Ints, size: int) -> Numbers:
    sums = np.zeros(size, values.dtype)
    np.add.at(sums, at.reshape(-1), values)
    return sums
