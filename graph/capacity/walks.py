"""Where families can get from the doors they stand at, forwards and for many doors at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.coverage.columns import WORD, Words
from graph.coverage.facts import Facts
from graph.coverage.network import Network
from graph.coverage.providers import pack_by_row
from graph.projection.arrays import Bools, Ints

Starts = tuple[int, tuple[int, ...]]
"""A touchpoint, and the nodes of the projection that are doors to it."""


@dataclass(frozen=True)
class Arrivals:
    """[node, start] and [start] of one need, segment and world."""

    node: Bools
    """The family can get to this node of the network."""
    anywhere: Bools
    """A partner that has not declared its referrals may send it to any provider."""


class Walks:
    """Walks of at most so many handoffs, in one world."""

    def __init__(self, facts: Facts, network: Network, *, high: bool) -> None:
        self.facts, self.network, self.high = facts, network, high
        self.open = network.open.world(high)
        parameters = facts.parameters
        self.handoffs = parameters.handoffs
        usable = facts.usable[network.pathway].world(high)
        if parameters.mode == "warm":
            usable = usable & facts.warm[network.pathway].world(high)
        self.usable = usable & self.open[network.receiver]
        self._need, self._usable_need = -1, self.usable

    def arrivals(self, need: int, segment: int, starts: Sequence[Starts]) -> Arrivals:
        """Where families of the segment, in want of the need, get to from each start.

        Complexity: O(handoffs x pathways x starts / 64).
        """
        network = self.network
        in_scope = self.facts.scope_segment[network.pathway, segment]
        record = np.flatnonzero(self._usable_for(need) & in_scope)
        standing, beside = self._begin(starts)
        reached = standing.copy()
        before = np.zeros_like(standing)
        for used in range(self.handoffs):
            before |= standing
            leaving = self._leaving(standing)
            if used == 0:
                leaving |= beside
            sent = leaving[network.sender[record]]
            standing = pack_by_row(sent, network.receiver[record], len(network.nodes))
            reached |= standing
        anywhere = np.zeros(len(starts), np.bool_)
        if self.high:
            words = np.bitwise_or.reduce(before[network.undeclared], axis=0)[None, :]
            anywhere = _unpack(words, len(starts))[0]
        return Arrivals(_unpack(reached, len(starts)), anywhere)

    def _usable_for(self, need: int) -> Bools:
        """[pathway of the network]: kept for the need that was asked last."""
        if need != self._need:
            scope = self.facts.scope_need(self.network.pathway, need).world(self.high)
            self._need, self._usable_need = need, self.usable & scope
        return self._usable_need

    def _begin(self, starts: Sequence[Starts]) -> tuple[Words, Words]:
        """(standing at the doors, the touchpoint whose pathways may be used there as well)."""
        standing, beside = (
            np.zeros((len(self.network.nodes), -(-len(starts) // WORD)), np.uint64)
            for _ in range(2)
        )
        first = self.facts.net.first_touchpoint
        for i, (touchpoint, doors) in enumerate(starts):
            bit = np.uint64(1) << np.uint64(i % WORD)
            standing[self.network.local[list(doors)], i // WORD] |= bit
            node = self.network.local[first + touchpoint]
            if doors and node >= 0:
                beside[node, i // WORD] |= bit
        return standing, beside

    def _leaving(self, standing: Words) -> Words:
        """Who stands where a sender's pathways may be used, by sender."""
        network = self.network
        service = np.flatnonzero(network.partner >= 0)
        partner = network.partner[service]
        leaving = standing | pack_by_row(standing[service], partner, len(network.nodes))
        passing = service[self.open[service]]
        leaving[passing] |= standing[network.partner[passing]]
        return leaving


def served_nodes(network: Network, services: Ints, behind: Ints) -> tuple[Ints, Ints]:
    """The nodes of the network at which each service can be used: its own and its partner's.

    -1 where the network has none. `behind` is the node of each service's partner, -1 where none.
    """
    partner = np.where(behind >= 0, network.local[behind], -1)
    return network.local[services], partner


def _unpack(words: Words, columns: int) -> Bools:
    little = np.ascontiguousarray(words.astype("<u8", copy=False)).view(np.uint8)
    bits = np.unpackbits(little.reshape(len(words), 8 * words.shape[1]), axis=1, bitorder="little")
    return bits[:, :columns].view(np.bool_)
