"""Coverage of the required cells: any door, every door, in both worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from graph.coverage.columns import build_columns
from graph.coverage.completeness import compute_completeness
from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Facts
from graph.coverage.ledger import Ledger
from graph.coverage.network import Network, build_network
from graph.coverage.outcome import CellOutcome, DoorRows, judge_cells, reach_doors, select_door_rows
from graph.coverage.reach import NeedReach
from graph.coverage.required import RequiredCells, select_required
from graph.coverage.result import VARIANT_HANDOFFS, Coverage, FailingDoors, Variant
from graph.coverage.routes import RouteFinder, fewest_handoffs
from graph.coverage.rungs import GAP_TYPES, compute_gap_types
from graph.coverage.verify import VerifyFinder
from graph.parameters import MODES, CoverageParameters
from graph.projection import Projection, Ternary
from graph.projection.arrays import Bools, Ints

__all__ = ["Coverage", "CoverageParameters", "compute_coverage"]

BLOCK_BITS = 256_000_000
"""Most (service, column) pairs at a time: a bit each, and where routes are sought a byte."""
MOST_COLUMNS = 4_096
MOST_DEPARTURES = 8_000_000
"""Most (departure, column) costs held at a time where walks may go on."""

Routes = Literal["all", "gaps", "none"]


def compute_coverage(
    net: Projection, parameters: CoverageParameters, *, routes: Routes = "all"
) -> Coverage:
    """Coverage of every required cell, for the parameters asked and the six variants.

    `routes` says which cells get their route and what to verify: all of them, those that are a gap
    for some door, or none. Everything else is always there.

    Complexity: for each need, O((handoffs + 1) x pathways x columns / 64) for the statuses.
    """
    return _make_run(Facts(net, parameters), select_required(net), routes).result


def compute_ledger(facts: Facts) -> tuple[Coverage, Ledger]:
    """Coverage without routes, and what tells it for every door apart."""
    run = _make_run(facts, select_required(facts.net), "none", keep=True)
    assert run.ledger is not None
    return run.result, run.ledger


def compute_cells(facts: Facts, required: RequiredCells, *, routes: Routes) -> Coverage:
    """Coverage of some cells only."""
    return _make_run(facts, required, routes).result


def compute_by_door(facts: Facts, required: RequiredCells) -> tuple[DoorPairs, Coverage]:
    """The doors of some cells, and coverage of one row a (cell, door) as that door alone makes it.

    A row of a door that is only possible is at best unknown.
    """
    doors = build_doors(facts, required)
    alone = replace(doors, cell=np.arange(len(doors.cell)))
    network = build_network(facts, np.unique(doors.node))
    run = _Run(facts, required.select(doors.cell), alone, network, "all")
    run.compute()
    return doors, run.result


def _make_run(facts: Facts, required: RequiredCells, routes: Routes, *, keep: bool = False) -> _Run:
    doors = build_doors(facts, required)
    run = _Run(facts, required, doors, build_network(facts, np.unique(doors.node)), routes)
    if keep:
        run.ledger = Ledger.blank(doors, sorted(run.result.status), len(required))
    run.compute()
    return run


class _Run:
    """One run over all needs; fills the arrays of its result need by need."""

    def __init__(
        self,
        facts: Facts,
        required: RequiredCells,
        doors: DoorPairs,
        network: Network,
        routes: Routes,
    ) -> None:
        self.facts, self.net, self.parameters = facts, facts.net, facts.parameters
        self.required, self.doors, self.network, self.routes = required, doors, network, routes
        self.ledger: Ledger | None = None
        self.asked: Variant = (self.parameters.handoffs, self.parameters.mode)
        variants = {(k, mode) for k in VARIANT_HANDOFFS for mode in MODES} | {self.asked}
        size = len(required)
        self.result = Coverage(
            net=self.net,
            parameters=self.parameters,
            required=required,
            completeness=compute_completeness(facts),
            status={v: (np.zeros(size, np.int8), np.zeros(size, np.int8)) for v in variants},
            known_doors=np.zeros(size, np.int64),
            possible_doors=np.zeros(size, np.int64),
            share_low=np.zeros(size, np.int64),
            share_high=np.zeros(size, np.int64),
            gap_type=np.zeros(size, np.int8),
        )

    def compute(self) -> None:
        order = np.argsort(self.required.need, kind="stable")
        needs = np.unique(self.required.need)
        starts, ends = np.searchsorted(self.required.need[order], [needs, needs + 1])
        for need, start, end in zip(needs.tolist(), starts, ends, strict=True):
            for block in self._blocks(need, order[start:end]):
                self._compute_block(need, block, self.doors.of_cells(block))

    def _blocks(self, need: int, cells: Ints) -> Iterator[Ints]:
        """The need's cells, cut by place so that a block's matrices stay within bounds."""
        services = max(1, int(self.facts.meets(need).high.sum()))
        most = max(64, BLOCK_BITS // services)
        if len(cells) <= most:
            yield cells
            return
        by_place = cells[np.argsort(self.required.place[cells], kind="stable")]
        for start in range(0, len(by_place), most):
            yield np.sort(by_place[start : start + most])

    def _compute_block(self, need: int, cells: Ints, pairs: Ints) -> None:
        required = self.required
        stage = self.net.touchpoint_stage[required.touchpoint[cells]]
        columns, column = build_columns(required.segment[cells], required.place[cells], stage)
        reach = NeedReach(self.facts, self.network, need, columns)
        cell = np.searchsorted(cells, self.doors.cell[pairs])
        touchpoint = required.touchpoint[cells[cell]] + self.net.first_touchpoint
        rows = select_door_rows(self.doors, pairs, cell, column[cell], touchpoint, reach)
        listed = self.doors.listed[required.touchpoint[cells]]
        if self.ledger is not None:
            self.ledger.supply[cells] = reach.providers.count_possible(columns)[column]
        for variant, (any_door, every_door) in self.result.status.items():
            low, high = (reach_doors(reach, rows, *variant, high=world) for world in (False, True))
            outcome = judge_cells(rows.cell, rows.known, low, high, len(cells), listed)
            any_door[cells], every_door[cells] = outcome.any_door, outcome.every_door
            if self.ledger is not None:
                self.ledger.mark(pairs, variant, low, high)
            if variant == self.asked:
                self._keep(reach, rows, cells, column, outcome, high, listed, pairs)

    def _keep(
        self,
        reach: NeedReach,
        rows: DoorRows,
        cells: Ints,
        column: Ints,
        outcome: CellOutcome,
        high: Bools,
        listed: Bools,
        pairs: Ints,
    ) -> None:
        """What is kept of the variant asked."""
        result = self.result
        result.known_doors[cells] = outcome.known
        result.possible_doors[cells] = outcome.doors - outcome.known
        result.share_low[cells], result.share_high[cells] = outcome.known_low, outcome.known_high
        by_any = reach_doors(reach, rows, self.parameters.handoffs, "any", high=True)
        reached = np.bincount(rows.cell[by_any], minlength=len(cells)) > 0
        result.gap_type[cells] = compute_gap_types(
            reach, column, outcome.doors, reached, outcome.any_door, outcome.every_door, listed
        )
        self._keep_failing(rows, cells, high, by_any, pairs)
        if self.routes == "none":
            return
        wanted = listed.copy()
        if self.routes == "gaps":
            wanted &= outcome.every_door == Ternary.FALSE
        self._keep_routes(reach, rows, cells, wanted & (outcome.any_door == Ternary.TRUE))
        self._keep_possible(
            reach, rows, cells, wanted & (outcome.any_door == Ternary.UNKNOWN), pairs
        )

    def _keep_failing(
        self, rows: DoorRows, cells: Ints, high: Bools, by_any: Bools, pairs: Ints
    ) -> None:
        is_door_gap = self.result.gap_type[cells] == GAP_TYPES.index("door-gap")
        at = np.flatnonzero(rows.known & ~high & is_door_gap[rows.cell])
        self.result.failing.append(
            FailingDoors(cells[rows.cell[at]], self.doors.node[pairs[at]], by_any[at])
        )

    def _keep_routes(self, reach: NeedReach, rows: DoorRows, cells: Ints, wanted: Bools) -> None:
        handoffs, mode = self.asked
        finder = RouteFinder(reach, mode)
        at = np.flatnonzero(rows.known & wanted[rows.cell])
        fewest = fewest_handoffs(reach, rows, handoffs, mode)[at]
        at, fewest = at[fewest >= 0], fewest[fewest >= 0]
        order = np.lexsort((fewest, rows.cell[at]))
        first = np.flatnonzero(np.diff(rows.cell[at][order], prepend=-1))
        for i in order[first].tolist():
            row = at[i]
            route = finder.from_door(
                int(rows.door[row]),
                int(rows.touchpoint[row]),
                int(rows.column[row]),
                int(fewest[i]),
            )
            nodes = self.network.nodes[route].tolist()
            self.result.routes[int(cells[rows.cell[row]])] = nodes

    def _keep_possible(
        self, reach: NeedReach, rows: DoorRows, cells: Ints, wanted: Bools, pairs: Ints
    ) -> None:
        handoffs, mode = self.asked
        at = np.flatnonzero(wanted[rows.cell])
        if not len(at):
            return
        finder = VerifyFinder(reach, mode, handoffs)
        asked = np.unique(rows.column[at])
        departing = max(1, len(self.network.departures.record))
        most = MOST_COLUMNS if handoffs < 2 else max(16, MOST_DEPARTURES // departing)
        for start in range(0, len(asked), most):
            own = at[np.isin(rows.column[at], asked[start : start + most])]
            found = finder.find(rows.select(own), self.doors, pairs[own], len(cells))
            of_cells = zip(cells[list(found)].tolist(), found.values(), strict=True)
            self.result.possible_routes.update(of_cells)
