"""Where a family could be served from, for every need at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from graph.coverage.columns import WORD, Words
from graph.coverage.reach import NeedReach
from graph.projection.arrays import Bools, Ints


class NotFullReach(NeedReach):
    """The reach of one need where services known to be full serve nobody; walks pass them."""

    def __init__(self, reach: NeedReach, full: Bools) -> None:
        providers = reach.providers
        serves = providers.serves_low.copy()
        serves[full[providers.service]] = 0
        self.__dict__.update(reach.__dict__)
        self.providers = replace(providers, serves_low=serves)
        self._layers = {}
        self._offered = {False: self._offers(False), True: self._offered[True]}


class Layers:
    """For each number of handoffs left: the bits of each node and block, rows without any left out.

    `test` answers for many (node, element) at once; an element's bit is its block (one a need), the
    word in the block and the bit in the word.
    """

    def __init__(self, blocks: int, nodes: int, most: int) -> None:
        self._offset = [np.full((blocks, nodes), -1, np.int64) for _ in range(most + 1)]
        self._parts: list[list[Words]] = [[] for _ in range(most + 1)]
        self._size = [0] * (most + 1)
        self._flat: dict[int, Words] = {}
        self._width = [0] * blocks

    def add(self, block: int, handoffs: int, words: Words) -> None:
        """The [node, word] bits of one block."""
        rows = np.flatnonzero(words.any(axis=1))
        width = self._width[block] = words.shape[1]
        start = self._size[handoffs]
        self._offset[handoffs][block, rows] = start + np.arange(len(rows)) * width
        self._parts[handoffs].append(words[rows].reshape(-1))
        self._size[handoffs] += len(rows) * width

    def close(self) -> None:
        for handoffs, parts in enumerate(self._parts):
            self._flat[handoffs] = np.concatenate([np.zeros(0, np.uint64), *parts])
            parts.clear()

    def blocks(self, handoffs: int) -> Iterator[tuple[int, Ints, Words]]:
        """(block, nodes, [node, word] bits), rows without any bit left out."""
        for block, offset in enumerate(self._offset[handoffs]):
            nodes = np.flatnonzero(offset >= 0)
            width = self._width[block]
            at = offset[nodes][:, None] + np.arange(width)
            if len(nodes):
                yield block, nodes, self._flat[handoffs][at]

    def test(self, handoffs: int, node: Ints | int, block: Ints, bit: Ints) -> Bools:
        """[element]: served from the node with so many handoffs left."""
        offset = self._offset[handoffs][block, node]
        served = np.zeros(len(block), np.bool_)
        at = np.flatnonzero(offset >= 0)
        words = self._flat[handoffs][offset[at] + bit[at] // WORD]
        served[at] = (words >> (bit[at] % WORD).astype(np.uint64)) & np.uint64(1) > 0
        return served
