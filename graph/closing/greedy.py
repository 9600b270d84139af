"""Choosing actions together: lazy greedy on weighted coverage, and the exact optimum when small.

The gain of a set of actions is the weight of the elements that some of them covers. It is monotone
and submodular, so greedy reaches at least 1 - 1/e of the best gain (Nemhauser, Wolsey and Fisher
1978), and a gain once computed bounds every later one, so most are never computed again (Minoux
1978). With costs, the better of the greedy by gain per cost and the best single action within the
budget reaches at least (1 - 1/e)/2 of it (Leskovec et al. 2007).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.closing.actions import Action
from graph.closing.candidates import Pool
from graph.closing.world import Elements
from graph.projection.arrays import Bools, Floats, Ints

HELD = 20_000
"""Candidates that wait in the queue at a time; the others stay behind a bound."""
REMEMBERED = 20_000_000
"""Most elements of candidates kept once found."""

GUARANTEE = 1 - 1 / np.e
GUARANTEE_WITH_COSTS = GUARANTEE / 2


@dataclass(frozen=True)
class Pick:
    """One action chosen: its candidate number, what it covers, its gain alone and when chosen."""

    candidate: int
    action: Action
    cost: float
    elements: Ints
    alone: float
    marginal: float


class Candidates:
    """The candidates of all pools, numbered through in the order that settles ties."""

    def __init__(self, pools: Sequence[Pool], elements: Elements, cost: dict[str, float]) -> None:
        self.pools, self.weight = pools, elements.weight
        sizes = [len(pool.bound) for pool in pools]
        self.starts: Ints = np.cumsum([0, *sizes])
        self.bound: Floats = np.concatenate([np.zeros(0), *(pool.bound for pool in pools)])
        costs = np.array([cost[pool.kind] for pool in pools], np.float64)
        self.cost: Floats = np.repeat(costs, sizes)
        self._elements: dict[int, Ints] = {}
        self._remembered = 0

    def __len__(self) -> int:
        return len(self.bound)

    def _locate(self, candidate: int) -> tuple[Pool, int]:
        pool = int(np.searchsorted(self.starts, candidate, side="right")) - 1
        return self.pools[pool], candidate - int(self.starts[pool])

    def action(self, candidate: int) -> Action:
        pool, i = self._locate(candidate)
        return pool.action(i)

    def elements(self, candidate: int) -> Ints:
        found = self._elements.get(candidate)
        if found is None:
            pool, i = self._locate(candidate)
            found = pool.elements(i)
            if self._remembered + len(found) <= REMEMBERED:
                self._elements[candidate] = found
                self._remembered += len(found)
        return found

    def gain(self, candidate: int, covered: Bools | None = None) -> float:
        elements = self.elements(candidate)
        if covered is not None:
            elements = elements[~covered[elements]]
        return float(self.weight[elements].sum())


@dataclass
class Queue:
    """Candidates by bound, best first; ties by cost, then by number.

    Only the best are in the heap; `next_bound` bounds all others.
    """

    value: Floats
    cost: Floats
    heap: list[tuple[float, float, int]] = field(default_factory=list)
    waiting: Bools = field(init=False)
    threshold: float = np.inf
    affordable: float = np.inf
    """Candidates that cost more are dropped when they are met."""

    def __post_init__(self) -> None:
        self.waiting = self.value > 0

    def push(self, value: float, candidate: int) -> None:
        if value > 0:
            heapq.heappush(self.heap, (-value, float(self.cost[candidate]), candidate))

    def pop(self) -> tuple[float, int] | None:
        """(bound, candidate) of the best."""
        while not self.heap or -self.heap[0][0] <= self.threshold:
            if not self._refill():
                break
        if not self.heap:
            return None
        value, _, candidate = heapq.heappop(self.heap)
        return -value, candidate

    def best(self) -> tuple[float, float, int] | None:
        """The key of what `pop` would give next."""
        found = self.pop()
        if found is None:
            return None
        self.push(*found)
        return (-found[0], float(self.cost[found[1]]), found[1])

    def _refill(self) -> bool:
        """Moves the best of those that wait into the heap; False when none waits."""
        self.waiting &= self.cost <= self.affordable
        rows = np.flatnonzero(self.waiting)
        if not len(rows):
            self.threshold = -np.inf
            return False
        values = self.value[rows]
        if len(rows) > HELD:
            # All that tie with the last one come along, so that ties are settled in the heap.
            least = np.partition(values, len(values) - HELD)[len(values) - HELD]
            rows = rows[values >= least]
        self.waiting[rows] = False
        for candidate in rows.tolist():
            self.push(float(self.value[candidate]), candidate)
        left = self.value[self.waiting]
        self.threshold = float(left.max()) if len(left) else -np.inf
        return True


def choose_by_count(candidates: Candidates, count: int) -> list[Pick]:
    """Greedy by gain: at most so many actions, fewer when nothing is left to gain."""
    picks = _greedy(candidates, by_cost=False, budget=np.inf)
    return [pick for pick, _ in zip(picks, range(count), strict=False)]


def choose_by_budget(candidates: Candidates, budget: float, count: int | None) -> list[Pick]:
    """The better of the greedy by gain per cost and the best single action within the budget.

    `count` bounds the number of actions as well.
    """
    picks = _greedy(candidates, by_cost=True, budget=budget)
    chosen = [pick for pick, _ in zip(picks, range(count or len(candidates)), strict=False)]
    singles = _greedy(candidates, by_cost=False, budget=budget)
    single = [pick for pick, _ in zip(singles, range(1), strict=False)]
    total = sum(pick.marginal for pick in chosen)
    return single if sum(pick.marginal for pick in single) > total else chosen


def _greedy(candidates: Candidates, *, by_cost: bool, budget: float) -> Iterator[Pick]:
    """Picks, best first; a candidate over what is left of the budget is left out for good."""
    covered = np.zeros(len(candidates.weight), np.bool_)
    divisor = candidates.cost if by_cost else np.ones(len(candidates))
    queue = Queue(candidates.bound / divisor, candidates.cost, affordable=budget)
    while (found := queue.pop()) is not None:
        _, candidate = found
        cost = float(candidates.cost[candidate])
        if cost > queue.affordable:
            continue
        gain = candidates.gain(candidate, covered)
        if gain == 0:
            continue
        key = (-gain / float(divisor[candidate]), cost, candidate)
        following = queue.best()
        if following is not None and following < key:
            queue.push(-key[0], candidate)
            continue
        elements = candidates.elements(candidate)
        alone = candidates.gain(candidate)
        yield Pick(candidate, candidates.action(candidate), cost, elements, alone, gain)
        covered[elements] = True
        queue.affordable -= cost


def union_weight(picks: Sequence[Pick], weight: Floats) -> float:
    """The gain of all picks together."""
    covered = np.zeros(len(weight), np.bool_)
    for pick in picks:
        covered[pick.elements] = True
    return float(weight[covered].sum())
