"""Coverage of groups of required cells: each group's interval, as the headline is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.result import Coverage
from graph.projection import Ternary
from graph.projection.arrays import Bools, Floats, Ints, Small


@dataclass(frozen=True)
class Shares:
    """Sums over groups of required cells; arrays have one row a group.

    `low` and `high` are the weight that is covered at least and at most; `covered`, `unknown` and
    `gap` count cells.
    """

    weight: Floats
    low: Floats
    high: Floats
    covered: Ints
    unknown: Ints
    gap: Ints

    @property
    def cells(self) -> Ints:
        """How many required cells a group has."""
        return self.covered + self.unknown + self.gap

    def interval(self, group: int) -> list[float] | None:
        """Weighted share covered: [low, high], or None where the weights sum to 0."""
        weight = float(self.weight[group])
        if weight == 0:
            return None
        return [float(self.low[group]) / weight, float(self.high[group]) / weight]


def sum_shares(coverage: Coverage, status: Small, group: Ints, groups: int) -> Shares:
    """The shares of numbered groups; `group` is [cell], negative for cells that are in none.

    `status` is one of the coverage: `every_door` or `any_door`. Complexity: O(cells + groups).
    """
    kept = np.flatnonzero(group >= 0)
    own, state, weight = group[kept], status[kept], coverage.required.weight[kept]

    def add(mask: Bools) -> Floats:
        return np.bincount(own[mask], weight[mask], minlength=groups).astype(np.float64)

    def count(value: Ternary) -> Ints:
        return np.bincount(own[state == value], minlength=groups)

    return Shares(
        weight=add(np.ones(len(own), np.bool_)),
        low=add(state == Ternary.TRUE),
        high=add(state != Ternary.FALSE),
        covered=count(Ternary.TRUE),
        unknown=count(Ternary.UNKNOWN),
        gap=count(Ternary.FALSE),
    )
