"""The unknown facts that possible routes rely on, each with the cells that wait for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.closing.actions import VERIFY_FACT, Action
from graph.coverage.facts import Facts
from graph.coverage.possible import UnknownFact
from graph.coverage.result import Coverage, partner_to_ask
from graph.projection.arrays import Floats, Ints


@dataclass(frozen=True)
class AskedFact:
    """One fact to verify, and whom to ask.

    `cells`: unknown cells whose possible route with the fewest unknown facts relies on it;
    `alone`: those of them whose route relies on no other.
    """

    action: Action
    partner: int
    """Position of the partner to ask, -1 where none is on record."""
    cells: Ints
    alone: Ints


def collect_facts(coverage: Coverage) -> list[AskedFact]:
    """Every fact that a possible route relies on, the most worth asking first.

    Order: weight that it settles alone, cells that it settles alone, weight that relies on it,
    cells that rely on it, then its ids. Complexity: O(facts of all routes), and the sorting.
    """
    net, weight = coverage.net, coverage.required.weight
    of = _Asked(coverage)
    cells: defaultdict[int, list[int]] = defaultdict(list)
    alone: defaultdict[int, list[int]] = defaultdict(list)
    for cell, route in sorted(coverage.possible_routes.items()):
        asked = {of.number(cell, fact, route.nodes[0]) for fact in route.facts}
        for number in asked:
            cells[number].append(cell)
        if len(asked) == 1:
            alone[number].append(cell)
    found = [
        AskedFact(action, partner, _ints(cells[number]), _ints(alone[number]))
        for (action, partner), number in of.numbers.items()
    ]

    def order(fact: AskedFact) -> tuple[float, int, float, int, str, int]:
        mine, relied = _sum(weight, fact.alone), _sum(weight, fact.cells)
        counts = (-mine, -len(fact.alone), -relied, -len(fact.cells))
        return (*counts, fact.action.key(net), fact.partner)

    return sorted(found, key=order)


class _Asked:
    """Unknown facts of routes as the actions that would verify them, numbered as they come."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage, self.net = coverage, coverage.net
        self.facts = Facts(coverage.net, coverage.parameters)
        self.numbers: dict[tuple[Action, int], int] = {}
        """(action, partner to ask) -> its number."""
        self._known: dict[tuple[UnknownFact, int], int] = {}
        self._scoped: dict[tuple[int, int], bool] = {}

    def number(self, cell: int, fact: UnknownFact, door: int) -> int:
        """The number of a fact that the route of a cell from a door relies on."""
        beside = -1
        if fact.fact in ("door", "of_age"):
            beside = int(self.coverage.required.touchpoint[cell])
        elif fact.fact in ("usable", "warm"):
            beside = door
        key = (fact, beside)
        if key not in self._known:
            asked = self._action(cell, fact), partner_to_ask(self.net, fact, door)
            self._known[key] = self.numbers.setdefault(asked, len(self.numbers))
        return self._known[key]

    def _action(self, cell: int, fact: UnknownFact) -> Action:
        object_ = fact.object
        if fact.fact in ("door", "of_age"):
            object_ = int(self.coverage.required.touchpoint[cell])
        elif fact.fact == "usable" and object_ is not None and self._holds(fact.subject, object_):
            # Whether it is in use is one question, whatever the need.
            object_ = None
        return Action(VERIFY_FACT, fact.subject, object_, fact=fact.fact)

    def _holds(self, pathway: int, need: int) -> bool:
        """Whether the scope of the pathway certainly holds the need."""
        key = (pathway, need)
        if key not in self._scoped:
            scope = self.facts.scope_need(np.array([pathway], np.int64), need)
            self._scoped[key] = bool(scope.low[0])
        return self._scoped[key]


def weight_of(coverage: Coverage, cells: Ints) -> float:
    """The weight of some cells together."""
    return _sum(coverage.required.weight, cells)


def _sum(weight: Floats, cells: Ints) -> float:
    return float(weight[cells].sum())


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)
