"""Shortest certain routes: how a family gets from a known door to what it needs."""

from __future__ import annotations

import numpy as np

from graph.coverage.outcome import DoorRows, reach_doors
from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.projection.arrays import Bools, Ints


def fewest_handoffs(reach: NeedReach, rows: DoorRows, most: int, mode: Mode) -> Ints:
    """[row]: handoffs of a shortest low-world route from this door, -1 where there is none."""
    fewest = np.full(len(rows.cell), -1, np.int64)
    for handoffs in range(most, -1, -1):
        fewest[reach_doors(reach, rows, handoffs, mode, high=False)] = handoffs
    return fewest


class RouteFinder:
    """Walks the low-world layers forward again, to name one shortest route.

    Complexity: O(handoffs x pathways out of the nodes on the route); parts are remembered for
    each column.
    """

    def __init__(self, reach: NeedReach, mode: Mode) -> None:
        self.reach, self.network = reach, reach.network
        network, departures = reach.network, reach.network.departures
        certain = reach.usable.low & network.open.low[network.receiver]
        if mode == "warm":
            certain &= reach.warm.low
        through_open = (departures.through < 0) | network.open.low[departures.through]
        self.certain: Bools = certain[departures.record] & through_open
        self.mode = mode
        self._known: dict[tuple[int, int, int], list[int]] = {}

    def from_door(self, door: int, touchpoint: int, column: int, handoffs: int) -> list[int]:
        """Local nodes of a route of exactly so many handoffs; door first.

        The caller knows that there is one, and none shorter. `touchpoint` is -1 where no pathway
        is recorded for it.
        """
        if handoffs == 0:
            return [door]
        layer = self.reach.layer(handoffs, self.mode, high=False)
        starts = np.array([door, touchpoint] if touchpoint >= 0 else [door], np.int64)
        served = self.reach.columns.test(layer, starts, np.full(len(starts), column))
        return [door, *self._onward(int(starts[served][0]), column, handoffs)]

    def _onward(self, node: int, column: int, handoffs: int) -> list[int]:
        key = (node, column, handoffs)
        if key not in self._known:
            self._known[key] = self._search(node, column, handoffs)
        return self._known[key]

    def _search(self, node: int, column: int, handoffs: int) -> list[int]:
        """The nodes after this one, exactly so many handoffs being needed."""
        reach, out = self.reach, self.network.departures.of(node)
        record = self.network.departures.record[out]
        word = int(reach.columns.bit[column]) // 64
        fits = self.certain[out] & reach.in_scope[record, word]
        receiver = self.network.receiver[record]
        layer = reach.layer(handoffs - 1, self.mode, high=False)
        fits &= reach.columns.test(layer, receiver, np.full(len(receiver), column))
        following = int(receiver[np.flatnonzero(fits)[0]])
        if handoffs == 1:
            return [following]
        return [following, *self._onward(following, column, handoffs - 1)]
