"""A pool of actions that are listed one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.closing.actions import Action
from graph.closing.world import World
from graph.projection.arrays import Floats, Ints


@dataclass(frozen=True)
class ListedPool:
    """Actions with a bound on the gain of each, and how to find what one covers."""

    kind: str
    bound: Floats
    actions: Sequence[Action]
    effect: Callable[[Action], Ints]

    def action(self, i: int) -> Action:
        return self.actions[i]

    def elements(self, i: int) -> Ints:
        return self.effect(self.actions[i])


def list_pool(
    kind: str, actions: Sequence[Action], bound: Floats, effect: Callable[[Action], Ints]
) -> ListedPool:
    """Those of the actions that may gain something."""
    kept = np.flatnonzero(bound > 0)
    return ListedPool(kind, bound[kept], [actions[i] for i in kept.tolist()], effect)


def exact_gains(
    world: World, actions: Sequence[Action], effect: Callable[[Action], Ints]
) -> Floats:
    """[action]: its gain."""
    gains = [float(world.elements.weight[effect(action)].sum()) for action in actions]
    return np.array(gains, np.float64)
