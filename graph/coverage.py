"""Coverage of the required cells: any door, every door, in both worlds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.columns import build_columns
from graph.completeness import compute_completeness
from graph.doors import DoorPairs, build_doors
from graph.facts import Facts
from graph.network import Network, build_network
from graph.outcome import CellOutcome, DoorRows, judge_cells, reach_doors, select_door_rows
from graph.parameters import MODES, CoverageParameters
from graph.projection import Projection, Ternary
from graph.projection.arrays import Bools, Ints
from graph.reach import NeedReach
from graph.required import RequiredCells, select_required
from graph.result import VARIANT_HANDOFFS, Coverage, Variant
from graph.routes import RouteFinder
from graph.rungs import GAP_TYPES, compute_gap_types
from graph.verify import UnknownFact, VerifyFinder

__all__ = ["Coverage", "CoverageParameters", "compute_coverage"]

BLOCK_BITS = 64_000_000
"""Most (service, column) pairs held as booleans at a time."""
COST_BLOCK = 8_000_000
"""Most (node, column) costs held at a time."""


def compute_coverage(
    net: Projection, parameters: CoverageParameters, *, details: bool = True
) -> Coverage:
    """Coverage of every required cell, for the parameters asked and the six variants.

    With `details` off, routes, failing doors and facts to verify are left out (statuses, gap types
    and shares remain). Complexity: for each need, O((handoffs + 1) x pathways x columns / 64).
    """
    facts = Facts(net, parameters)
    required = select_required(net)
    doors = build_doors(facts, required)
    run = _Run(facts, required, doors, build_network(facts, np.unique(doors.node)), details)
    run.compute()
    return run.result


class _Run:
    """One run over all needs; fills the arrays of its result need by need."""

    def __init__(
        self,
        facts: Facts,
        required: RequiredCells,
        doors: DoorPairs,
        network: Network,
        details: bool,
    ) -> None:
        self.facts, self.net, self.parameters = facts, facts.net, facts.parameters
        self.required, self.doors, self.network, self.details = required, doors, network, details
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
        needs, starts = np.unique(self.required.need[order], return_index=True)
        pair_need = self.required.need[self.doors.cell]
        pair_order = np.argsort(pair_need, kind="stable")
        pair_starts = np.searchsorted(pair_need[pair_order], [needs, needs + 1])
        ends = [*starts[1:], len(order)]
        for i, need in enumerate(needs.tolist()):
            cells = order[starts[i] : ends[i]]
            pairs = pair_order[pair_starts[0, i] : pair_starts[1, i]]
            for block_cells, block_pairs in self._blocks(need, cells, pairs):
                self._compute_block(need, block_cells, block_pairs)

    def _blocks(self, need: int, cells: Ints, pairs: Ints) -> Iterator[tuple[Ints, Ints]]:
        """The need's cells, cut by place so that a block's matrices stay within bounds."""
        services = max(1, int(self.facts.meets(need).high.sum()))
        most = max(64, BLOCK_BITS // services)
        if len(cells) <= most:
            yield cells, pairs
            return
        by_place = cells[np.argsort(self.required.place[cells], kind="stable")]
        for start in range(0, len(by_place), most):
            block = np.sort(by_place[start : start + most])
            yield block, pairs[np.isin(self.doors.cell[pairs], block)]

    def _compute_block(self, need: int, cells: Ints, pairs: Ints) -> None:
        required = self.required
        stage = self.net.touchpoint_stage[required.touchpoint[cells]]
        columns, column = build_columns(required.segment[cells], required.place[cells], stage)
        reach = NeedReach(self.facts, self.network, need, columns)
        cell = np.searchsorted(cells, self.doors.cell[pairs])
        touchpoint = required.touchpoint[cells[cell]] + self.net.first_touchpoint
        rows = select_door_rows(self.doors, pairs, cell, column[cell], touchpoint, reach)
        listed = self.doors.listed[required.touchpoint[cells]]
        for variant, (any_door, every_door) in self.result.status.items():
            low, high = (reach_doors(reach, rows, *variant, high=world) for world in (False, True))
            outcome = judge_cells(rows, low, high, len(cells), listed)
            any_door[cells], every_door[cells] = outcome.any_door, outcome.every_door
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
        if not self.details:
            return
        self._keep_failing(rows, cells, high, by_any, pairs)
        self._keep_routes(reach, rows, cells, column, pairs)
        self._keep_possible(reach, rows, cells, column, outcome, listed, pairs)

    def _keep_failing(
        self, rows: DoorRows, cells: Ints, high: Bools, by_any: Bools, pairs: Ints
    ) -> None:
        is_door_gap = self.result.gap_type[cells] == GAP_TYPES.index("door-gap")
        for i in np.flatnonzero(rows.known & ~high & is_door_gap[rows.cell]).tolist():
            rung = "warmth" if by_any[i] else "link"
            failing = self.result.failing_doors.setdefault(int(cells[rows.cell[i]]), [])
            failing.append((int(self.doors.node[pairs[i]]), rung))

    def _keep_routes(
        self, reach: NeedReach, rows: DoorRows, cells: Ints, column: Ints, pairs: Ints
    ) -> None:
        handoffs, mode = self.asked
        finder = RouteFinder(reach, mode)
        covered = self.result.any_door[cells] == Ternary.TRUE
        bounds = np.searchsorted(rows.cell, np.arange(len(cells) + 1))
        for i in np.flatnonzero(covered).tolist():
            own = slice(bounds[i], bounds[i + 1])
            known = rows.known[own]
            self.result.routes[int(cells[i])] = finder.shortest(
                int(self.required.touchpoint[cells[i]]) + self.net.first_touchpoint,
                int(column[i]),
                self.doors.node[pairs[own]][known],
                rows.serves_low[own][known].tolist(),
                handoffs,
            )

    def _keep_possible(
        self,
        reach: NeedReach,
        rows: DoorRows,
        cells: Ints,
        column: Ints,
        outcome: CellOutcome,
        listed: Bools,
        pairs: Ints,
    ) -> None:
        handoffs, mode = self.asked
        unknown = np.flatnonzero((outcome.any_door == Ternary.UNKNOWN) & listed)
        asked = np.unique(column[unknown])
        most = max(1, COST_BLOCK // max(1, len(self.network.nodes)))
        bounds = np.searchsorted(rows.cell, np.arange(len(cells) + 1))
        for start in range(0, len(asked), most):
            chunk = asked[start : start + most]
            finder = VerifyFinder(reach, mode, handoffs, chunk)
            for i in unknown[np.isin(column[unknown], chunk)].tolist():
                cell = int(cells[i])
                own = pairs[bounds[i] : bounds[i + 1]]
                self.result.possible_routes[cell] = finder.find(
                    int(self.required.touchpoint[cell]) + self.net.first_touchpoint,
                    int(column[i]),
                    [(int(self.doors.node[pair]), self._door_facts(cell, pair)) for pair in own],
                )

    def _door_facts(self, cell: int, pair: int) -> list[UnknownFact]:
        """What is unknown in this being a door of the cell."""
        node = int(self.doors.node[pair])
        segment = int(self.required.segment[cell])
        asked = [
            (self.doors.record_unknown[pair], UnknownFact("door", node)),
            (self.doors.open_unknown[pair], UnknownFact("open", node)),
            (self.doors.eligible_unknown[pair], UnknownFact("eligible", node, segment)),
        ]
        return [fact for unknown, fact in asked if unknown]
