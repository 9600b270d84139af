"""The network as it is, arranged so that the effect of one action can be read off.

An element is what an action can cover: a known door of a required cell from which the need is not
reached in the low world, or a further door of a required cell that is not covered at any door. An
action covers an element if, in the network changed by it alone, the need is reached from that door
in the low world, at a service that is not known to be full. A shortest route uses a change at most
once, so it is found by joining a walk from the door with what is reached after the change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.closing.layers import Layers, NotFullReach
from graph.closing.walks import Found, Index, Requests, Walks, build_index, expand
from graph.closing.weights import grid_weights
from graph.coverage.columns import Columns, build_columns
from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Fact, Facts
from graph.coverage.network import Network, build_network
from graph.coverage.outcome import DoorRows, reach_doors, select_door_rows
from graph.coverage.providers import Providers
from graph.coverage.reach import NeedReach
from graph.coverage.required import RequiredCells, select_required
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Bools, Floats, Ints


class _AnyFamily(Facts):
    """Facts where no family is surely refused, so that doors that refuse some are kept."""

    def eligible(self, services: Ints, segments: Ints) -> Fact:
        fact = super().eligible(services, segments)
        return Fact(fact.low, np.ones_like(fact.high))


@dataclass(frozen=True)
class Block:
    """One need: its columns and providers, and the pathways certain for it."""

    need: int
    columns: Columns
    providers: Providers
    scope: Fact
    """[record]: the need scope holds the need."""
    requests: slice
    segment: Ints
    """[request]"""


@dataclass(frozen=True)
class Elements:
    """One row an element: first (cell, door), by request; then (cell, a further door)."""

    cell: Ints
    door: Ints
    """Node of the projection, -1 for a further door."""
    weight: Floats
    block: Ints
    bit: Ints
    column: Ints
    request: Ints
    """-1 for a further door."""
    starts: Ints
    """[request]: its first element."""
    further: Ints
    """[cell]: its element for a further door, -1 where it has none."""

    def __len__(self) -> int:
        return len(self.cell)


@dataclass(frozen=True)
class NearDoors:
    """(cell, possible or refused door) rows that one fact keeps from being a known door.

    Only where the need would be reached from there. `fact` is door, open or eligible.
    """

    fact: Ints
    node: Ints
    touchpoint: Ints
    segment: Ints
    element: Ints


NEAR_FACTS = ("door", "open", "eligible")


class World:
    """Everything that the candidates read."""

    def __init__(self, net: Projection, parameters: CoverageParameters) -> None:
        self.net, self.parameters = net, parameters
        self.facts = Facts(net, parameters)
        self.required: RequiredCells = select_required(net)
        self.full: Bools = net.service.available == 0
        pairs = build_doors(_AnyFamily(net, parameters), self.required)
        partners = np.arange(net.first_partner, net.first_touchpoint, dtype=np.int64)
        nodes = np.unique(np.concatenate([pairs.node, partners]))
        self.network: Network = build_network(self.facts, nodes)
        self.walks = Walks(self.facts, self.network)
        self._build(pairs)

    @property
    def handoffs(self) -> int:
        return self.parameters.handoffs

    def _build(self, pairs: DoorPairs) -> None:
        needs = np.unique(self.required.need)
        count = len(self.network.nodes)
        self.layers = Layers(len(needs), count, self.handoffs)
        self.blocks: list[Block] = []
        build = _Building(self, pairs)
        order = np.argsort(self.required.need, kind="stable")
        starts = np.searchsorted(self.required.need[order], [needs, needs + 1])
        pair_need = self.required.need[pairs.cell]
        pair_order = np.argsort(pair_need, kind="stable")
        pair_starts = np.searchsorted(pair_need[pair_order], [needs, needs + 1])
        for i, need in enumerate(needs.tolist()):
            cells = order[starts[0, i] : starts[1, i]]
            build.add_need(need, cells, pair_order[pair_starts[0, i] : pair_starts[1, i]])
        self.layers.close()
        self.arrivals: Index = build_index(build.arrivals, count)
        self.senders: Index = build_index(build.senders, count)
        self.elements, self.near = build.finish()
        sizes = [len(block.columns) for block in self.blocks]
        self.first_column: Ints = np.cumsum([0, *sizes])
        """[block]: where its columns start when all are counted through."""
        spans = [len(block.segment) for block in self.blocks]
        self.request_block: Ints = np.repeat(np.arange(len(self.blocks)), spans)
        nothing = np.zeros(0, np.int64)
        self.request_segment = np.concatenate([nothing, *(b.segment for b in self.blocks)])

    # Reading ------------------------------------------------------------------------------

    def of_requests(self, request: Ints) -> tuple[Ints, Ints]:
        """(position, element): the elements of the requests."""
        return expand(self.elements.starts, request)

    def served(self, handoffs: int, node: Ints | int, element: Ints) -> Bools:
        """[element]: the need is reached from a local node with so many handoffs left."""
        elements = self.elements
        return self.layers.test(handoffs, node, elements.block[element], elements.bit[element])

    def columns_of(self, element: Ints) -> Ints:
        """[element]: its column, all blocks counted through."""
        elements = self.elements
        columns: Ints = self.first_column[elements.block[element]] + elements.column[element]
        return columns

    def partner_node(self, service: int) -> int:
        """The local node of a service's partner, -1 where it has none."""
        partner = int(self.net.service.partner[service])
        return int(self.network.local[partner + self.net.first_partner]) if partner >= 0 else -1

    def places_within(self, place: int) -> Bools:
        """[place]: it or a place inside it."""
        within: Bools = self.net.place_above[:, place]
        return within


class _Building:
    """Fills a world need by need."""

    def __init__(self, world: World, pairs: DoorPairs) -> None:
        self.world, self.pairs = world, pairs
        self.weight = grid_weights(world.required.weight)
        self.arrivals: list[Found] = []
        self.senders: list[Found] = []
        self.rows: list[tuple[Ints, ...]] = []
        self.further: list[tuple[Ints, ...]] = []
        self.near: list[tuple[Ints, ...]] = []
        self.requests = 0

    def add_need(self, need: int, cells: Ints, at: Ints) -> None:
        world, pairs = self.world, self.pairs
        required, net = world.required, world.net
        stage = net.touchpoint_stage[required.touchpoint[cells]]
        columns, column = build_columns(required.segment[cells], required.place[cells], stage)
        reach = NeedReach(world.facts, world.network, need, columns)
        cell = np.searchsorted(cells, pairs.cell[at])
        touchpoint = required.touchpoint[cells[cell]] + net.first_touchpoint
        rows = select_door_rows(pairs, at, cell, column[cell], touchpoint, reach)
        handoffs, mode = world.parameters.handoffs, world.parameters.mode
        covered = reach_doors(reach, rows, handoffs, mode, high=False)
        reach = NotFullReach(reach, world.full)
        block = len(world.blocks)
        for left in range(handoffs + 1):
            world.layers.add(block, left, reach.layer(left, mode, high=False))
        anywhere = np.bincount(cell[covered & rows.known], minlength=len(cells)) > 0
        weighty = self.weight[cells] > 0
        open_ = np.flatnonzero(rows.known & ~covered & weighty[cell])
        segment = required.segment[cells[cell]]
        requests, request = _requests(rows.door[open_], rows.touchpoint[open_], segment[open_])
        order = np.argsort(request, kind="stable")
        open_, request = open_[order], request[order] + self.requests
        asked = column[cell[open_]]
        here = np.full(len(open_), block, np.int64)
        part = (cells[cell[open_]], pairs.node[at[open_]], asked, request, here, columns.bit[asked])
        self.rows.append(part)
        missing = np.flatnonzero(weighty & ~anywhere)
        asked, here = column[missing], np.full(len(missing), block, np.int64)
        self.further.append((cells[missing], asked, here, columns.bit[asked]))
        self._add_near(reach, rows, cells, at, weighty & ~anywhere)
        arrivals, senders = world.walks.follow(reach, requests, handoffs, mode)
        for found, into in ((arrivals, self.arrivals), (senders, self.senders)):
            into.append(Found(found.request + self.requests, found.node, found.handoffs))
        count = len(requests.door)
        scope = world.facts.scope_need(world.network.pathway, need)
        span = slice(self.requests, self.requests + count)
        world.blocks.append(Block(need, columns, reach.providers, scope, span, requests.segment))
        self.requests += count

    def _add_near(
        self, reach: NeedReach, rows: DoorRows, cells: Ints, at: Ints, missing: Bools
    ) -> None:
        """Doors that one fact keeps from being known, in cells that no door covers."""
        world, pairs = self.world, self.pairs
        lacking = np.stack(
            [pairs.record_unknown[at], pairs.open_unknown[at], pairs.eligible_unknown[at]]
        )
        one = np.flatnonzero((lacking.sum(axis=0) == 1) & ~rows.known & missing[rows.cell])
        near = rows.select(one)
        full = np.zeros(world.net.node_count, np.bool_)
        full[: len(world.full)] = world.full
        left, mode = world.parameters.handoffs, world.parameters.mode
        served = reach_doors(reach, near, left, mode, high=False)
        alone = near.serves_low & full[pairs.node[at[one]]]
        if alone.any():
            silent = near.select(np.arange(len(near.cell)))
            silent.serves_low[:] = False
            served = np.where(alone, reach_doors(reach, silent, left, mode, high=False), served)
        one = one[served]
        cell = cells[rows.cell[one]]
        self.near.append(
            (
                lacking[:, one].argmax(axis=0),
                pairs.node[at[one]],
                world.required.touchpoint[cell],
                world.required.segment[cell],
                cell,
            )
        )

    def finish(self) -> tuple[Elements, NearDoors]:
        world = self.world
        cell, door, column, request, block, bit = _stack(self.rows, 6)
        cell_, column_, block_, bit_ = _stack(self.further, 4)
        further = np.full(len(world.required), -1, np.int64)
        further[cell_] = len(cell) + np.arange(len(cell_))
        nothing = np.full(len(cell_), -1, np.int64)
        cells = np.concatenate([cell, cell_])
        elements = Elements(
            cell=cells,
            door=np.concatenate([door, nothing]),
            weight=self.weight[cells],
            block=np.concatenate([block, block_]),
            bit=np.concatenate([bit, bit_]),
            column=np.concatenate([column, column_]),
            request=np.concatenate([request, nothing]),
            starts=np.searchsorted(request, np.arange(self.requests + 1)),
            further=further,
        )
        fact, node, touchpoint, segment, near_cell = _stack(self.near, 5)
        return elements, NearDoors(fact, node, touchpoint, segment, further[near_cell])


def _requests(door: Ints, touchpoint: Ints, segment: Ints) -> tuple[Requests, Ints]:
    """The distinct requests of some rows, and the request of each of these rows."""
    segments, touchpoints = (int(part.max(initial=0)) + 1 for part in (segment, touchpoint + 1))
    key = (door * touchpoints + touchpoint + 1) * segments + segment
    distinct, request = np.unique(key, return_inverse=True)
    rest, of_segment = np.divmod(distinct, segments)
    of_door, of_touchpoint = np.divmod(rest, touchpoints)
    return Requests(of_door, of_touchpoint - 1, of_segment), request.reshape(-1)


def _stack(parts: list[tuple[Ints, ...]], columns: int) -> list[Ints]:
    nothing = np.zeros(0, np.int64)
    return [np.concatenate([nothing, *(part[i] for part in parts)]) for i in range(columns)]
