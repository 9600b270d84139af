"""Walks from the doors: where a family arrives, and whose pathways it may use, in few handoffs.

A request is a door of a touchpoint, asked for one need and segment: walks are the same for all its
cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.facts import Facts
from graph.coverage.network import Network
from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.projection.arrays import Ints


@dataclass(frozen=True)
class Requests:
    """One row a request of one need; local nodes, touchpoint -1 where it has no pathways."""

    door: Ints
    touchpoint: Ints
    segment: Ints


@dataclass(frozen=True)
class Found:
    """One row a (request, node), with the fewest handoffs."""

    request: Ints
    node: Ints
    handoffs: Ints


class Walks:
    """The walks of the low world over a network, forward."""

    def __init__(self, facts: Facts, network: Network) -> None:
        self.facts, self.network = facts, network
        count = len(network.nodes)
        self.starts = np.searchsorted(network.sender, np.arange(count + 1))
        sends = np.flatnonzero(np.diff(self.starts) > 0)
        sends = sends[(network.partner[sends] >= 0) & network.open.low[sends]]
        order = np.argsort(network.partner[sends], kind="stable")
        self.sending = sends[order]
        """Open services that have pathways of their own, by partner."""
        self.sending_starts = np.searchsorted(network.partner[self.sending], np.arange(count + 1))
        self.scope = facts.scope_segment[network.pathway]

    def senders(self, node: Ints) -> tuple[Ints, Ints]:
        """(position, sender): whose pathways may be used at each of the nodes."""
        here = np.arange(len(node), dtype=np.int64)
        behind = self.network.partner[node]
        has = behind >= 0
        through, at = expand(self.sending_starts, node)
        return (
            np.concatenate([here, here[has], through]),
            np.concatenate([node, behind[has], self.sending[at]]),
        )

    def follow(
        self, reach: NeedReach, requests: Requests, most: int, mode: Mode
    ) -> tuple[Found, Found]:
        """(arrivals in at most `most` handoffs, senders in fewer than `most`).

        Arrivals include services that may be closed; no walk goes on from there.
        """
        count = len(self.network.nodes)
        usable = reach.usable.low & self.network.open.high[reach.network.receiver]
        if mode == "warm":
            usable = usable & reach.warm.low
        request, node = np.arange(len(requests.door), dtype=np.int64), requests.door
        arrived, sent = _Fewest(count), _Fewest(count)
        arrived.add(request, node, 0)
        passing = np.ones(len(node), np.bool_)
        for handoffs in range(most):
            request, node = request[passing], node[passing]
            position, sender = self.senders(node)
            asking = request[position]
            if handoffs == 0:
                own = np.flatnonzero(requests.touchpoint >= 0)
                asking = np.concatenate([asking, own])
                sender = np.concatenate([sender, requests.touchpoint[own]])
            asking, sender = sent.add(asking, sender, handoffs)
            at, record = expand(self.starts, sender)
            fits = usable[record] & self.scope[record, requests.segment[asking[at]]]
            at, record = at[fits], record[fits]
            request, node = arrived.add(asking[at], self.network.receiver[record], handoffs + 1)
            passing = self.network.open.low[node]
        return arrived.found(), sent.found()


class _Fewest:
    """Collects (request, node) pairs, each when it is first seen."""

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes
        self.keys: list[Ints] = []
        self.handoffs: list[Ints] = []

    def add(self, request: Ints, node: Ints, handoffs: int) -> tuple[Ints, Ints]:
        """Those that are seen for the first time."""
        key = np.unique(request * self.nodes + node)
        for seen in self.keys:
            key = key[~np.isin(key, seen, assume_unique=True)]
        self.keys.append(key)
        self.handoffs.append(np.full(len(key), handoffs, np.int64))
        return key // self.nodes, key % self.nodes

    def found(self) -> Found:
        nothing = np.zeros(0, np.int64)
        key = np.concatenate([nothing, *self.keys])
        return Found(key // self.nodes, key % self.nodes, np.concatenate([nothing, *self.handoffs]))


@dataclass(frozen=True)
class Index:
    """Found pairs of all needs, by node: `request` and `handoffs` of a node are one slice."""

    starts: Ints
    request: Ints
    handoffs: Ints

    def of(self, node: int) -> slice:
        return slice(int(self.starts[node]), int(self.starts[node + 1]))


def build_index(found: list[Found], nodes: int) -> Index:
    node = _joined([one.node for one in found])
    order = np.argsort(node, kind="stable")
    starts = np.searchsorted(node[order], np.arange(nodes + 1))
    request = _joined([one.request for one in found])[order]
    return Index(starts, request, _joined([one.handoffs for one in found])[order])


def expand(starts: Ints, row: Ints) -> tuple[Ints, Ints]:
    """(position, value) for every value in the slices of the rows."""
    counts = starts[row + 1] - starts[row]
    position = np.repeat(np.arange(len(row), dtype=np.int64), counts)
    offset = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
    return position, starts[row][position] + offset


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])
