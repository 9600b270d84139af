"""Bounds for all candidates at once, as sparse products over the columns of all needs.

`W[sender, column]` is the weight of the elements that can use a sender's pathways with so many
handoffs left after it, `O[node, column]` whether the node leads to the need with so many left. The
gain of a pathway without scope from u to v is the sum over handoffs of W[u] . O[v].
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from graph.closing.lacking import Lacking, build_lacking
from graph.closing.walks import Index
from graph.closing.world import World
from graph.projection.arrays import Bools, Ints


class Flows:
    """Sparse matrices over the columns of all needs; rows are local nodes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.columns = int(world.first_column[-1])
        self.nodes = len(world.network.nodes)

    @cached_property
    def _of_requests(self) -> sparse.csr_array:
        """[request, column]: weight of its elements."""
        world = self.world
        known = np.flatnonzero(world.elements.request >= 0)
        entries = (world.elements.request[known], world.columns_of(known))
        shape = (len(world.elements.starts) - 1, self.columns)
        return sparse.csr_array((world.elements.weight[known], entries), shape=shape)

    def _weights(self, index: Index, kept: Bools) -> sparse.csr_array:
        node = np.repeat(np.arange(self.nodes), np.diff(index.starts))[kept]
        ones = np.ones(len(node), np.float64)
        shape = (self.nodes, len(self.world.elements.starts) - 1)
        pairs = sparse.csr_array((ones, (node, index.request[kept])), shape=shape)
        return sparse.csr_array(pairs @ self._of_requests)

    @cached_property
    def arriving(self) -> sparse.csr_array:
        """[node, column]: weight of the elements from whose doors a walk can end here."""
        index = self.world.arrivals
        return self._weights(index, np.ones(len(index.request), np.bool_))

    @cached_property
    def lacking(self) -> Lacking:
        """What services could serve if one fact of them were true."""
        return build_lacking(self.world, self.arriving)

    @cached_property
    def sending(self) -> list[sparse.csr_array]:
        """W, by the handoffs left after the pathway."""
        index, most = self.world.senders, self.world.handoffs
        return [self._weights(index, index.handoffs == most - 1 - left) for left in range(most)]

    @cached_property
    def leading(self) -> list[sparse.csr_array]:
        """O, by the handoffs left; of the nodes that a walk may enter."""
        return [self.reached(left) for left in range(self.world.handoffs)]

    def reached(self, left: int) -> sparse.csr_array:
        """[node, column]: the need is reached from the node with so many handoffs left."""
        world = self.world
        parts = []
        for block, rows, words in world.layers.blocks(left):
            columns = world.blocks[block].columns
            row, column = np.nonzero(columns.spread(words, np.arange(len(columns))))
            parts.append((rows[row], column + world.first_column[block]))
        nothing = np.zeros(0, np.int64)
        node = np.concatenate([nothing, *(part[0] for part in parts)])
        column = np.concatenate([nothing, *(part[1] for part in parts)])
        enters = world.network.open.low[node]
        node, column = node[enters], column[enters]
        ones = np.ones(len(node), np.float64)
        return sparse.csr_array((ones, (node, column)), shape=(self.nodes, self.columns))

    @cached_property
    def pairs(self) -> sparse.csr_array:
        """[partner, partner]: exact gain of a pathway from one to the other."""
        world = self.world
        first, last = world.net.first_partner, world.net.first_touchpoint
        partner = world.network.local[first:last]
        gains = sparse.csr_array((len(partner), len(partner)), dtype=np.float64)
        for sending, leading in zip(self.sending, self.leading, strict=True):
            gains = gains + sending[partner] @ leading[partner].T
        return sparse.csr_array(gains)

    def between(self, sender: Ints, receiver: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """[row]: gain of a pathway without scope between local nodes; 0 toward node -1."""
        total = np.zeros(len(sender), np.float64)
        rows = np.flatnonzero((sender >= 0) & (receiver >= 0))
        for sending, leading in zip(self.sending, self.leading, strict=True):
            both = sending[sender[rows]].multiply(leading[receiver[rows]])
            total[rows] += np.asarray(both.sum(axis=1)).reshape(-1)
        return total
