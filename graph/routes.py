"""Shortest certain routes: how a family gets from a known door to what it needs."""

from __future__ import annotations

from graph.parameters import Mode
from graph.projection.arrays import Ints
from graph.reach import NeedReach


class RouteFinder:
    """Walks the low-world layers forward again, to name one shortest route a cell.

    Complexity: O(handoffs x pathways out of the nodes on the route) a cell; parts are remembered
    for each column.
    """

    def __init__(self, reach: NeedReach, mode: Mode) -> None:
        self.reach, self.mode = reach, mode
        self.network = reach.network
        self._known: dict[tuple[int, int, int], list[int]] = {}

    def shortest(
        self, touchpoint: int, column: int, doors: Ints, served_at: list[bool], most: int
    ) -> list[int]:
        """Nodes of a shortest route from one of the doors; the first is the door.

        `served_at`: whether each door, a service, serves the column itself, taken as open and
        eligible. The caller knows that some route of at most `most` handoffs exists.
        """
        local = self.network.local
        for door, served in zip(doors.tolist(), served_at, strict=True):
            if served or self._served(int(local[door]), column, 0):
                return [door]
        for handoffs in range(1, most + 1):
            for door in doors.tolist():
                for start in (int(local[door]), int(local[touchpoint])):
                    if start >= 0 and self._served(start, column, handoffs):
                        return [door, *self._onward(start, column, handoffs)]
        raise AssertionError("a covered cell has no route")

    def _served(self, node: int, column: int, handoffs: int) -> bool:
        layer = self.reach.layer(handoffs, self.mode, high=False)
        return self.reach.columns.at(layer[node], column)

    def _onward(self, node: int, column: int, handoffs: int) -> list[int]:
        """The nodes after this one, at least one handoff being needed."""
        key = (node, column, handoffs)
        if key not in self._known:
            self._known[key] = self._search(node, column, handoffs)
        return self._known[key]

    def _search(self, node: int, column: int, handoffs: int) -> list[int]:
        word = int(self.reach.columns.bit[column]) // 64
        for sender in self._senders(node):
            for record in self.network.records_of(sender):
                if not self._certain(record, word):
                    continue
                receiver = int(self.network.receiver[record])
                if not self._served(receiver, column, handoffs - 1):
                    continue
                here = int(self.network.nodes[receiver])
                if self._served(receiver, column, 0):
                    return [here]
                return [here, *self._onward(receiver, column, handoffs - 1)]
        raise AssertionError("a served node has no onward route")

    def _certain(self, record: int, word: int) -> bool:
        reach = self.reach
        return bool(
            reach.usable.low[record]
            and reach.in_scope[record, word]
            and (self.mode == "any" or reach.warm.low[record])
            and self.network.open.low[self.network.receiver[record]]
        )

    def _senders(self, node: int) -> list[int]:
        """Whose pathways leave from here: the node's own, its partner's, its open services'."""
        network = self.network
        if network.is_service[node]:
            behind = int(network.partner[node])
            return [node] if behind < 0 else [node, behind]
        return [node, *(s for s in network.members.get(node, ()) if network.open.low[s])]
