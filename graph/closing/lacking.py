"""Services that one fact keeps from serving families who can get to them, and how many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graph.closing.world import Block, World
from graph.projection.arrays import Bools, Floats, Ints

CHUNK = 2_000
"""Services whose columns are held as booleans at a time."""
LACKING = ("open", "meets", "eligible", "access")
BY_COLUMN = ("eligible", "of_age", "access")


@dataclass(frozen=True)
class Lacking:
    """Bounds on the weight that each service could serve if one fact of it were true.

    Rows are services. Weights of doors that lead to both a service and its partner count twice.
    """

    open: Floats
    meets: sparse.csr_array
    """[service, block]"""
    eligible: sparse.csr_array
    """[service, segment]: families of the segment."""
    access: sparse.csr_array
    """[service, place]: families of the place itself."""


@dataclass(frozen=True)
class _Entries:
    """Weights by (service, value), in any order."""

    service: list[Ints]
    value: list[Ints]
    weight: list[Floats]

    def matrix(self, rows: int, columns: int) -> sparse.csr_array:
        weight = np.concatenate([np.zeros(0), *self.weight])
        nothing = np.zeros(0, np.int64)
        entries = (
            np.concatenate([nothing, *self.service]),
            np.concatenate([nothing, *self.value]),
        )
        return sparse.csr_array((weight, entries), shape=(rows, columns))


def build_lacking(world: World, arriving: sparse.csr_array) -> Lacking:
    """`arriving`: [local node, column], weight of the elements whose families can get there.

    Complexity: O(services that may meet a need x its columns), in chunks.
    """
    by_column = sparse.csc_array(arriving)
    found = {fact: _Entries([], [], []) for fact in LACKING}
    for number, block in enumerate(world.blocks):
        span = slice(int(world.first_column[number]), int(world.first_column[number + 1]))
        crowd = _Crowd(world, block, sparse.csr_array(by_column[:, span]))
        value = {
            "open": np.zeros(len(block.columns), np.int64),
            "meets": np.full(len(block.columns), number),
            "eligible": block.columns.segment,
            "access": block.columns.place,
        }
        for fact in LACKING:
            for service, column, weight in crowd.lacking(fact):
                into = found[fact]
                into.service.append(service)
                into.value.append(value[fact][column])
                into.weight.append(weight)
    net, rows = world.net, len(world.net.services)
    return Lacking(
        open=found["open"].matrix(rows, 1).toarray().reshape(-1),
        meets=found["meets"].matrix(rows, len(world.blocks)),
        eligible=found["eligible"].matrix(rows, len(net.segments)),
        access=found["access"].matrix(rows, len(net.places)),
    )


class _Crowd:
    """Who can get to the services of one need."""

    def __init__(self, world: World, block: Block, arriving: sparse.csr_array) -> None:
        self.world, self.block = world, block
        local, net = world.network.local, world.net
        nodes = np.flatnonzero(np.diff(arriving.indptr) > 0)
        self.weight = np.zeros((len(nodes) + 1, len(block.columns)), np.float64)
        """[node, column], last a row for nowhere."""
        self.weight[:-1] = arriving[nodes].toarray()
        row_of = np.full(len(world.network.nodes) + 1, len(nodes), np.int64)
        row_of[nodes] = np.arange(len(nodes))
        service = block.providers.service
        behind = net.service.partner[service]
        partner = np.where(behind >= 0, local[behind + net.first_partner], -1)
        self.own, self.through = row_of[local[service]], row_of[partner]
        self.reached: Bools = (self.own < len(nodes)) | (self.through < len(nodes))
        self.reached &= ~world.full[service]

    def lacking(self, fact: str) -> Iterator[tuple[Ints, Ints, Floats]]:
        """(service, column, weight) where only that fact is not certain."""
        rows = np.flatnonzero(self.reached & self._possible(fact))
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            row, column = np.nonzero(self._others_hold(fact, part))
            row = part[row]
            weight = self.weight[self.own[row], column] + self.weight[self.through[row], column]
            some = weight > 0
            yield self.block.providers.service[row[some]], column[some], weight[some]

    def _possible(self, fact: str) -> Bools:
        """[row]: the facts that do not depend on the column hold, but for the one asked."""
        providers = self.block.providers
        rows = np.ones(len(providers.service), np.bool_)
        for name in ("open", "meets"):
            state = getattr(providers, name)
            rows &= ~state.low if name == fact else state.low
        for name in BY_COLUMN:
            low = getattr(providers, name).fact.low
            rows &= ~low.all(axis=1) if name == fact else low.any(axis=1)
        return rows

    def _others_hold(self, fact: str, rows: Ints) -> Bools:
        """[row, column]: the other facts that depend on the column hold, this one does not."""
        held = np.ones((len(rows), len(self.block.columns)), np.bool_)
        for name in BY_COLUMN:
            spread = getattr(self.block.providers, name)
            low = spread.fact.low[rows][:, spread.value]
            held &= ~low if name == fact else low
        return held
