"""Families of each need, put together by the services that they can use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from graph.capacity.flows import LARGEST, Group
from graph.capacity.walks import Starts, Walks, served_nodes
from graph.coverage.columns import build_columns
from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Facts
from graph.coverage.network import build_network
from graph.coverage.providers import build_providers
from graph.coverage.required import RequiredCells
from graph.errors import AnalysisError
from graph.projection.arrays import Bools, Floats, Ints

BLOCK_BITS = 32_000_000
"""Most (service, cell) pairs held as booleans at a time."""
PROVIDER_BITS = 128_000_000
"""Most (service, cell) pairs held as bits at a time."""
LEAST_CELLS = 64
"""Cells that are read together however many services there are."""
MOST_STARTS = 4_096
"""Most sets of doors that are walked from at a time."""


@dataclass
class Demand:
    """Families, in units of 1 / `Weights.scale`, by the services with known slots they can use.

    `surely`: families that can also use a service whose slots are not known. `tight`: the others.
    """

    tight: dict[Group, int] = field(default_factory=lambda: defaultdict(int))
    surely: dict[Group, int] = field(default_factory=lambda: defaultdict(int))
    reached: int = 0
    """Families that can use some service."""
    services: set[int] = field(default_factory=set)
    """Services that some family can use."""


@dataclass(frozen=True)
class Weights:
    """The weights of the cells as whole numbers of 1 / `scale`."""

    whole: Ints
    scale: int


def scale_weights(weight: Floats) -> Weights:
    """Exactly what the decimals of the weights say.

    Raises AnalysisError where they sum to more than the solver's whole numbers.
    """
    values, place, counts = np.unique(weight, return_inverse=True, return_counts=True)
    exact = [Fraction(repr(value)) for value in values.tolist()]
    scale = lcm(*(value.denominator for value in exact))
    whole = [int(value * scale) for value in exact]
    total = sum(value * number for value, number in zip(whole, counts.tolist(), strict=True))
    if total > LARGEST:
        raise AnalysisError(
            f"the weights of the required cells cannot be reckoned with exactly: they sum to "
            f"{float(weight.sum()):g} in steps of 1/{scale}; state them with fewer digits"
        )
    return Weights(np.array(whole, np.int64)[place.reshape(-1)], scale)


class DemandReader:
    """Reads the demand of one need at a time; `known` slots are those that are not -1."""

    def __init__(
        self, facts: Facts, required: RequiredCells, weights: Weights, slots: Ints, *, high: bool
    ) -> None:
        self.facts, self.net, self.required = facts, facts.net, required
        self.weights, self.slots, self.high = weights, slots, high
        doors = build_doors(facts, required)
        self.listed = doors.listed
        self.starts, self.start_of = _starts(doors, required, high=high)
        self.network = build_network(facts, np.unique(doors.node))
        self.walks = Walks(facts, self.network, high=high)

    def read(self, need: int) -> Demand:
        demand = Demand()
        services = max(1, int(self.facts.meets(need).high.sum()))
        blocks = list(self._blocks(need, max(LEAST_CELLS, BLOCK_BITS // services)))
        for some in _together(blocks, max(LEAST_CELLS, PROVIDER_BITS // services)):
            self._read_blocks(demand, need, some)
        return demand

    def _blocks(self, need: int, most: int) -> Iterator[Ints]:
        """Cells of one segment with the same starts together, so that few blocks walk from them."""
        every = np.flatnonzero(self.required.need == need)
        most = min(most, MOST_STARTS)
        for segment in np.unique(self.required.segment[every]).tolist():
            cells = every[self.required.segment[every] == segment]
            ordered = cells[np.argsort(self.start_of[cells], kind="stable")]
            for start in range(0, len(ordered), most):
                yield ordered[start : start + most]

    def _read_blocks(self, demand: Demand, need: int, blocks: Sequence[Ints]) -> None:
        required, cells = self.required, np.concatenate(blocks)
        stage = self.net.touchpoint_stage[required.touchpoint[cells]]
        columns, column = build_columns(required.segment[cells], required.place[cells], stage)
        providers = build_providers(self.facts, need, columns)
        if not len(providers.service):
            return
        words = providers.serves(high=self.high)
        ends = np.cumsum([len(block) for block in blocks])[:-1]
        for block, asked in zip(blocks, np.split(column, ends), strict=True):
            serves = columns.spread(words, asked)
            some = np.flatnonzero(serves.any(axis=1))
            service, segment = providers.service[some], int(required.segment[block[0]])
            can_use = serves[some] & self._reached(need, segment, block, service)
            self._add(demand, service, can_use, self.weights.whole[block])

    def _reached(self, need: int, segment: int, cells: Ints, service: Ints) -> Bools:
        """[service, cell]: a family of the cell gets to where the service can be used."""
        distinct, start = np.unique(self.start_of[cells], return_inverse=True)
        starts = [self.starts[i] for i in distinct.tolist()]
        arrivals = self.walks.arrivals(need, segment, starts)
        behind = self.net.service.partner[service]
        behind = np.where(behind >= 0, behind + self.net.first_partner, -1)
        reached = np.zeros((len(service), len(starts)), np.bool_)
        for node in served_nodes(self.network, service, behind):
            at = np.flatnonzero(node >= 0)
            reached[at] |= arrivals.node[node[at]]
        reached |= arrivals.anywhere
        spread: Bools = reached[:, start.reshape(-1)]
        if self.high:
            # Where no door is listed, nobody knows who can be reached: it may be any provider.
            spread |= ~self.listed[self.required.touchpoint[cells]]
        return spread

    def _add(self, demand: Demand, service: Ints, can_use: Bools, families: Ints) -> None:
        demand.reached += int(families[can_use.any(axis=0)].sum())
        demand.services.update(service[can_use.any(axis=1)].tolist())
        unlisted: Bools = can_use[self.slots[service] < 0]
        unknown: Bools = np.any(unlisted, axis=0)
        counted = np.flatnonzero(self.slots[service] > 0)
        used: Bools = can_use[counted].T
        packed = np.packbits(np.column_stack([unknown, used]), axis=1)
        _, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        group = group.reshape(-1)
        sums = np.zeros(len(first), np.int64)
        np.add.at(sums, group, families)
        for row, total in zip(first.tolist(), sums.tolist(), strict=True):
            services = tuple(service[counted[used[row]]].tolist())
            into = demand.surely if unknown[row] else demand.tight
            into[services] += total


def _together(blocks: Sequence[Ints], most: int) -> Iterator[Sequence[Ints]]:
    """Blocks one after another, as many at a time as have so many cells, at least one."""
    taken: list[Ints] = []
    for block in blocks:
        if taken and sum(map(len, taken)) + len(block) > most:
            yield taken
            taken = []
        taken.append(block)
    if taken:
        yield taken


def _starts(doors: DoorPairs, required: RequiredCells, *, high: bool) -> tuple[list[Starts], Ints]:
    """The distinct (touchpoint, doors), and for each cell which of them is its own."""
    kept = np.ones(len(doors.cell), np.bool_) if high else doors.known
    cell, node = doors.cell[kept], doors.node[kept]
    bounds = np.searchsorted(cell, np.arange(len(required) + 1))
    index: dict[Starts, int] = {}
    of_cell = np.zeros(len(required), np.int64)
    nodes = node.tolist()
    for i, touchpoint in enumerate(required.touchpoint.tolist()):
        start = (touchpoint, tuple(nodes[bounds[i] : bounds[i + 1]]))
        of_cell[i] = index.setdefault(start, len(index))
    return list(index), of_cell
