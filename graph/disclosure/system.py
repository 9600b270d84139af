"""What a reader knows of hidden counts: their ranges and how they add up with shown ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Generic

import numpy as np

from graph.disclosure.rule import K, Kind, Orders, Relations, Rule
from graph.projection.arrays import Floats

# The solver is imported where it is used: who has no small counts to hide need not wait for scipy.
if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

TINY = 1e-6
ROOM = 10
"""A hidden count without a bound is searched up to this many times what is shown together."""


class System(Generic[K]):
    """All sets of hidden counts that agree with what is told.

    A small count is known to lie from `rule.least` to `rule.floor` - 1, or to below its own one of
    `bounds`. Of one that is hidden to protect others it is known that it is not small and no zero,
    `strict`, or only that it is not below zero.
    """

    def __init__(
        self,
        shown: Mapping[K, float],
        hidden: Mapping[K, Kind],
        relations: Relations[K],
        *,
        rule: Rule,
        at_most: Orders[K] = (),
        bounds: Mapping[K, int] | None = None,
        strict: bool = True,
        whole: bool = True,
    ) -> None:
        self.hidden, self.rule, self.whole = list(hidden), rule, whole
        self._index = {key: i for i, key in enumerate(self.hidden)}
        self._shown = shown
        self.most = float(ROOM * (sum(shown.values()) + rule.floor * len(hidden) + 1))
        self._rows: list[tuple[dict[int, float], float, float]] = []
        for total, parts in relations:
            self._add([(total, 1.0), *((part, -1.0) for part in parts)], low=0.0)
        for smaller, larger in at_most:
            self._add([(larger, 1.0), (smaller, -1.0)], low=0.0, high=np.inf)
        self._bounds = self._ranges(hidden, bounds or {}, strict=strict)
        self._constraint = self._matrix()

    def solve(self, objective: Mapping[K, float]) -> dict[K, float] | None:
        """The hidden counts that make the objective least; None where nothing agrees."""
        if not self.hidden:
            return {}
        costs = np.zeros(len(self.hidden))
        for key, cost in objective.items():
            costs[self._index[key]] = cost
        found = self._solve(costs, whole=False)
        if self.whole and found is not None and np.abs(found - np.rint(found)).max() > TINY:
            # Relations of this kind seldom have corners that are not whole.
            found = self._solve(costs, whole=True)
        if found is None:
            return None
        values = np.rint(found) if self.whole else found
        return dict(zip(self.hidden, values.tolist(), strict=True))

    def _solve(self, costs: Floats, *, whole: bool) -> Floats | None:
        from scipy.optimize import milp

        answer = milp(
            costs,
            integrality=np.full(len(costs), 1 if whole else 0),
            bounds=self._bounds,
            constraints=self._constraint,
            options={"mip_rel_gap": 0.0},
        )
        found: Floats | None = answer.x
        return found

    def _add(
        self, terms: Sequence[tuple[K, float]], *, low: float, high: float | None = None
    ) -> None:
        row: dict[int, float] = {}
        told = 0.0
        for key, factor in terms:
            if key in self._index:
                i = self._index[key]
                row[i] = row.get(i, 0.0) + factor
            else:
                told += factor * self._shown[key]
        if row:
            self._rows.append((row, low - told, (low if high is None else high) - told))

    def _ranges(self, hidden: Mapping[K, Kind], bounds: Mapping[K, int], *, strict: bool) -> Bounds:
        from scipy.optimize import Bounds

        rule = self.rule
        low: Floats = np.full(len(hidden), float(rule.floor if strict else 0))
        high: Floats = np.full(len(hidden), self.most)
        for i, (key, kind) in enumerate(hidden.items()):
            if kind == "primary":
                below = bounds.get(key, rule.floor)
                low[i], high[i] = rule.least, below - (1 if self.whole else 0)
        return Bounds(low, high)

    def _matrix(self) -> list[LinearConstraint]:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        if not self._rows:
            return []
        cells = [(r, c, v) for r, (row, _, _) in enumerate(self._rows) for c, v in row.items()]
        rows, columns, factors = zip(*cells, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self._rows), len(self.hidden)))
        low = [row[1] for row in self._rows]
        high = [row[2] for row in self._rows]
        return [LinearConstraint(matrix, low, high)]
