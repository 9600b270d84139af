"""Bounded reachability of one need, as bits, in both worlds and for both modes.

Standing at a node with `j` handoffs left, a family can be served if the node offers a provider,
or if some usable pathway leads to a node from which it can be served with `j - 1` left. The layers
are computed backwards from the providers, all columns of a need at once (bit-parallel
breadth-first search; Then et al., "The More the Merrier", VLDB 2014).
"""

from __future__ import annotations

import numpy as np

from graph.coverage.columns import Columns, Words
from graph.coverage.facts import Fact, Facts
from graph.coverage.network import Network
from graph.coverage.providers import Providers, build_providers, pack_by_row
from graph.parameters import Mode
from graph.projection.arrays import Bools


class NeedReach:
    """Reachability of one need over the network, for the given columns."""

    def __init__(self, facts: Facts, network: Network, need: int, columns: Columns) -> None:
        self.facts, self.network, self.need, self.columns = facts, network, need, columns
        self.providers: Providers = build_providers(facts, need, columns)
        self.usable: Fact = facts.usable[network.pathway] & facts.scope_need(network.pathway, need)
        self.warm: Fact = facts.warm[network.pathway]
        self.in_scope: Bools = facts.scope_segment[network.pathway][:, columns.word_segment]
        self._layers: dict[tuple[bool, Mode], list[Words]] = {}
        self._offered = {world: self._offers(world) for world in (False, True)}
        self._any_words: Words = np.bitwise_or.reduce(self.providers.serves_high, axis=0)
        self.any_provider: Bools = columns.unpack(self._any_words)

    def layer(self, handoffs: int, mode: Mode, *, high: bool) -> Words:
        """[node, word]: served from here with at most that many handoffs, in that world."""
        layers = self._layers.setdefault((high, mode), [self._offered[high]])
        while len(layers) <= handoffs:
            layers.append(self._step(layers[-1], mode, high))
        return layers[handoffs]

    def _offers(self, high: bool) -> Words:
        """What each node offers itself: a service its own, a partner any of its services'."""
        network, net = self.network, self.facts.net
        service = self.providers.service
        words = self.providers.serves(high=high)
        own = network.local[service]
        behind = net.service.partner[service]
        partner = np.where(behind >= 0, network.local[behind + net.first_partner], -1)
        rows, data = np.concatenate([own, partner]), np.concatenate([words, words])
        return pack_by_row(data[rows >= 0], rows[rows >= 0], len(network.nodes))

    def _step(self, before: Words, mode: Mode, high: bool) -> Words:
        network = self.network
        may_use = self.usable.world(high)
        if mode == "warm":
            may_use = may_use & self.warm.world(high)
        enter = before.any(axis=1) & network.open.world(high)
        record = np.flatnonzero(may_use & enter[network.receiver])
        words = before[network.receiver[record]] * self.in_scope[record]
        sent = pack_by_row(words, network.sender[record], len(network.nodes))
        after = self._offered[high] | sent
        has_partner = np.flatnonzero(network.partner >= 0)
        after[has_partner] |= sent[network.partner[has_partner]]
        sending = np.unique(network.sender[record])
        passing = sending[(network.partner[sending] >= 0) & network.open.world(high)[sending]]
        after |= pack_by_row(sent[passing], network.partner[passing], len(network.nodes))
        if high:
            after[network.undeclared] |= self._any_words
        return after
