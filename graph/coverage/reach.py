"""Bounded reachability of one need, as bits, in both worlds and for both modes.

Standing at a node with `j` handoffs left, a family can be served if the node offers a provider,
or if some usable pathway leads to a node from which it can be served with `j - 1` left. The layers
are computed backwards from the providers, all columns of a need at once (bit-parallel
breadth-first search; Then et al., "The More the Merrier", VLDB 2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.columns import Columns, Words
from graph.coverage.facts import Fact, Facts
from graph.coverage.network import Network
from graph.coverage.providers import Providers, build_providers, merge_by_row, pack_by_row
from graph.parameters import Mode
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Local:
    """A neighbourhood: its services, and which columns of a need are supplied anywhere."""

    services: Ints
    supplied: Bools


class NeedReach:
    """Reachability of one need over the network, for the given columns.

    Where `local` is given, the network and the services are those of a neighbourhood, and
    `local.supplied` says which columns have a possible provider anywhere.
    """

    def __init__(
        self,
        facts: Facts,
        network: Network,
        need: int,
        columns: Columns,
        local: Local | None = None,
    ) -> None:
        self.facts, self.network, self.need, self.columns = facts, network, need, columns
        self.providers: Providers = build_providers(
            facts, need, columns, within=None if local is None else local.services
        )
        self.usable: Fact = facts.usable[network.pathway] & facts.scope_need(network.pathway, need)
        self.warm: Fact = facts.warm[network.pathway]
        self.in_scope: Bools = facts.scope_segment[network.pathway][:, columns.word_segment]
        self._scoped: Bools = np.logical_not(self.in_scope.all(axis=1))
        self._layers: dict[tuple[bool, Mode], list[Words]] = {}
        self._offered = {world: self._offers(world) for world in (False, True)}
        if local is None:
            self._any_words: Words = np.bitwise_or.reduce(self.providers.serves_high, axis=0)
        else:
            self._any_words = columns.pack(local.supplied[None, :])[0]
        self.any_provider: Bools = columns.unpack(self._any_words)

    def layer(self, handoffs: int, mode: Mode, *, high: bool) -> Words:
        """[node, word]: served from here with at most that many handoffs, in that world."""
        layers = self._layers.setdefault((high, mode), [self._offered[high]])
        while len(layers) <= handoffs:
            layers.append(self._step(layers[-1], mode, high))
        return layers[handoffs]

    def provider_rows_by_node(self) -> tuple[Ints, Ints]:
        """Provider rows at each node, a service itself, a partner's all: [node] start, rows."""
        network, net = self.network, self.facts.net
        service = self.providers.service
        behind = net.service.partner[service]
        partner = np.where(behind >= 0, network.local[behind + net.first_partner], -1)
        node = np.concatenate([network.local[service], partner])
        row = np.tile(np.arange(len(service), dtype=np.int64), 2)
        order = np.argsort(node, kind="stable")
        starts = np.searchsorted(node[order], np.arange(len(network.nodes) + 1))
        return starts, row[order]

    def _offers(self, high: bool) -> Words:
        """What each node offers itself: a service its own, a partner any of its services'."""
        network, net = self.network, self.facts.net
        service = self.providers.service
        words = self.providers.serves(high=high)
        behind = net.service.partner[service]
        partner = np.where(behind >= 0, network.local[behind + net.first_partner], -1)
        packed = pack_by_row(words[partner >= 0], partner[partner >= 0], len(network.nodes))
        own = network.local[service]
        packed[own[own >= 0]] |= words[own >= 0]
        return packed

    def _step(self, before: Words, mode: Mode, high: bool) -> Words:
        network = self.network
        may_use = self.usable.world(high)
        if mode == "warm":
            may_use = may_use & self.warm.world(high)
        enter = before.any(axis=1) & network.open.world(high)
        record = np.flatnonzero(may_use & enter[network.receiver])
        words = before[network.receiver[record]]
        scoped = np.flatnonzero(self._scoped[record])
        words[scoped] *= self.in_scope[record[scoped]]
        sending, sent = merge_by_row(words, network.sender[record])
        after = self._offered[high].copy()
        after[sending] |= sent
        row = np.full(len(network.nodes), -1, np.int64)
        row[sending] = np.arange(len(sending))
        has_partner = np.flatnonzero(network.partner >= 0)
        by_partner = row[network.partner[has_partner]]
        after[has_partner[by_partner >= 0]] |= sent[by_partner[by_partner >= 0]]
        passing = (network.partner[sending] >= 0) & network.open.world(high)[sending]
        partner, merged = merge_by_row(sent[passing], network.partner[sending[passing]])
        after[partner] |= merged
        if high:
            after[network.undeclared] |= self._any_words
        return after
