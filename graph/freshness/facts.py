"""The unknown facts that possible routes rely on, each with the cells that wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.closing.actions import VERIFY_FACT, Action
from graph.coverage.facts import Facts
from graph.coverage.result import Coverage, partner_to_ask
from graph.coverage.verify import UnknownFact
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
    cells that rely on it, then its ids.
    """
    net, weight = coverage.net, coverage.required.weight
    of = _Asked(coverage)
    cells: dict[tuple[Action, int], list[int]] = {}
    alone: dict[tuple[Action, int], list[int]] = {}
    for cell, route in sorted(coverage.possible_routes.items()):
        asked = {
            (of.action(cell, fact), partner_to_ask(net, fact, route.nodes[0]))
            for fact in route.facts
        }
        for key in asked:
            cells.setdefault(key, []).append(cell)
            if len(asked) == 1:
                alone.setdefault(key, []).append(cell)
    found = [
        AskedFact(action, partner, _ints(relying), _ints(alone.get((action, partner), ())))
        for (action, partner), relying in cells.items()
    ]

    def order(fact: AskedFact) -> tuple[float, int, float, int, str, int]:
        mine, relied = _sum(weight, fact.alone), _sum(weight, fact.cells)
        counts = (-mine, -len(fact.alone), -relied, -len(fact.cells))
        return (*counts, fact.action.key(net), fact.partner)

    return sorted(found, key=order)


class _Asked:
    """Unknown facts of routes as the actions that would verify them."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage, self.net = coverage, coverage.net
        self.facts = Facts(coverage.net, coverage.parameters)
        self._scoped: dict[tuple[int, int], bool] = {}

    def action(self, cell: int, fact: UnknownFact) -> Action:
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
