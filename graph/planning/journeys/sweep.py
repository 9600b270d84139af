"""Earliest arrivals: from some doors through the network, handoff by handoff, with every wait.

Time-respecting earliest-arrival search (Kempe, Kleinberg and Kumar 2002; Wu et al. 2014) with a
bound on the handoffs. Being earlier at a node is never worse, since a family may wait there; so
one label a node and number of handoffs is enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.doors import join_ranges
from graph.coverage.network import Network
from graph.projection.arrays import Bools, Ints

LATE = 1_000_000_000
"""A day that comes, but nobody knows when: later than every limit that is known."""


@dataclass(frozen=True)
class Layer:
    """Nodes that are reached better than before with exactly so many handoffs.

    `tolls`: cold pathways on the way, where they are counted; fewer of them goes before earlier.
    """

    node: Ints
    day: Ints
    toll: Ints
    parent: Ints
    """Position in the layer before."""
    departure: Ints
    """The departure taken, -1 at the start."""


@dataclass(frozen=True)
class Arrivals:
    """Where a family gets from its doors: one layer for each number of handoffs."""

    layers: list[Layer]

    def walk(self, layer: int, position: int) -> tuple[list[int], list[int]]:
        """(local nodes, departures) of the walk to a position, in order."""
        nodes, departures = [], []
        for number in range(layer, -1, -1):
            found = self.layers[number]
            nodes.append(int(found.node[position]))
            departures.append(int(found.departure[position]))
            position = int(found.parent[position])
        return nodes[::-1], departures[::-1][1:]


def sweep(
    network: Network,
    starts: Ints,
    day: int,
    handoffs: int,
    *,
    passable: Bools,
    wait: Ints,
    toll: Ints | None = None,
    first: int = -1,
) -> Arrivals:
    """Arrivals from local nodes at which the family is on a day.

    `passable`, `wait` and `toll` are by departure; a wait below 0 is not known. `first`: the record
    that the first handoff must use, -1 for any, -2 for one that cannot be used.
    Complexity: O(handoffs x departures of the nodes reached).
    """
    departures = network.departures
    zeros = np.zeros(len(starts), np.int64)
    none = np.full(len(starts), -1, np.int64)
    best: dict[int, tuple[int, int]] = {}
    layers = [Layer(starts, zeros + day, zeros, none, none)]
    if first == -1:
        # Coming back to a door is of no use, but where the first handoff is named it is asked.
        best = {int(node): (0, day) for node in starts}
    for number in range(handoffs):
        before = layers[-1]
        of, at = join_ranges(departures.indptr[before.node], departures.indptr[before.node + 1])
        kept = passable[at]
        if number == 0 and first != -1:
            kept = kept & (departures.record[at] == first)
        of, at = of[kept], at[kept]
        receiver = network.receiver[departures.record[at]]
        days, tolls = add_wait(before.day[of], wait[at]), before.toll[of]
        if toll is not None:
            tolls = tolls + toll[at]
        order = np.lexsort((at, days, tolls, receiver))
        once = order[np.flatnonzero(np.diff(receiver[order], prepend=-1))]
        better = []
        for i in once.tolist():
            label = (int(tolls[i]), int(days[i]))
            node = int(receiver[i])
            if node not in best or label < best[node]:
                best[node] = label
                better.append(i)
        if not better:
            break
        layers.append(Layer(receiver[better], days[better], tolls[better], of[better], at[better]))
    return Arrivals(layers)


def add_wait(day: Ints, wait: Ints) -> Ints:
    """Days after a wait; LATE where it is not known how long it is."""
    later: Ints = np.where(wait < 0, LATE, np.minimum(day + wait, LATE))
    return later
