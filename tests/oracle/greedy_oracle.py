"""Choosing sets greedily and best, in the plainest way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

Sets = Sequence[frozenset[int]]
Weights = Mapping[int, float]


def weight_of(chosen: frozenset[int], weight: Weights) -> float:
    return sum(weight[element] for element in chosen)


def plain_greedy(
    sets: Sets,
    weight: Weights,
    cost: Sequence[float],
    *,
    count: int,
    budget: float | None = None,
    by_cost: bool = False,
) -> list[int]:
    """Always the best of all that are left: by gain (per cost), then cost, then number."""
    covered: frozenset[int] = frozenset()
    left = float("inf") if budget is None else budget
    picks: list[int] = []
    while len(picks) < count:
        keys = [
            (-weight_of(sets[i] - covered, weight) / (cost[i] if by_cost else 1), cost[i], i)
            for i in range(len(sets))
            if cost[i] <= left and weight_of(sets[i] - covered, weight) > 0
        ]
        if not keys:
            break
        best = min(keys)[2]
        picks.append(best)
        covered |= sets[best]
        left -= cost[best]
    return picks


def best_gain(
    sets: Sets, weight: Weights, cost: Sequence[float], *, count: int, budget: float | None = None
) -> float:
    """The best gain of any so many sets within the budget, by trying all."""
    best = 0.0
    for size in range(count + 1):
        for chosen in combinations(range(len(sets)), size):
            if budget is None or sum(cost[i] for i in chosen) <= budget:
                union = frozenset().union(*(sets[i] for i in chosen))
                best = max(best, weight_of(union, weight))
    return best
