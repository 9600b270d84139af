"""Which covered cells are lost with each unit, and what they become without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.coverage.columns import build_columns
from graph.coverage.completeness import compute_completeness
from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Facts
from graph.coverage.network import Network, build_network
from graph.coverage.outcome import DoorRows, reach_doors, select_door_rows
from graph.coverage.reach import NeedReach
from graph.coverage.required import RequiredCells, select_required
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Bools, Floats, Ints
from graph.resilience.ragged import contained
from graph.resilience.units import UnitTable
from graph.resilience.walks import UnitsOnEveryWalk

BLOCK_BITS = 64_000_000
"""Most (service, column) pairs held as booleans at a time."""
MOST_CELLS = 20_000
"""Most cells whose walks are looked at together."""


@dataclass(frozen=True)
class Losses:
    """Cells covered for any door in the low world, and those lost with each unit.

    `cell` and `unit` have one row a (unit, lost cell), sorted by unit, then cell; `gap` says that
    the cell becomes a gap without the unit, as no route would remain even in the high world; the
    others become unknown.
    """

    required: RequiredCells
    completeness: dict[str, int]
    covered: Bools
    cell: Ints
    unit: Ints
    gap: Bools

    @property
    def covered_weight(self) -> float:
        return float(self.required.weight[self.covered].sum())

    def weights(self, units: int) -> Floats:
        """[unit]: weight of the cells lost with it."""
        weight = self.required.weight[self.cell]
        return np.bincount(self.unit, weights=weight, minlength=units).astype(np.float64)

    def share(self, weight: float) -> float | None:
        """Lost weight as a share of the covered weight; None where nothing of weight is covered."""
        return weight / self.covered_weight if self.covered_weight else None

    def of_unit(self, unit: int) -> slice:
        """The rows of one unit."""
        start, end = np.searchsorted(self.unit, [unit, unit + 1])
        return slice(int(start), int(end))

    def describe(self) -> dict[str, object]:
        """`required` and `covered` of a result: the cells asked, and those covered now."""
        total = float(self.required.weight.sum())
        return {
            "required": {
                "origin": self.required.origin,
                "cells": len(self.required),
                "weight": total,
            },
            "covered": {
                "cells": int(self.covered.sum()),
                "weight": self.covered_weight,
                "share": self.covered_weight / total if total else None,
            },
        }


def compute_losses(net: Projection, parameters: CoverageParameters, units: UnitTable) -> Losses:
    """Exact losses of every unit, each taken away by itself.

    Coverage is for any door at the handoffs and mode asked. Complexity: for each need that of its
    coverage, then O(walks looked at), which is the pathways around the covered cells' doors where
    walks share units, and a few branches a cell where they do not.
    """
    facts = Facts(net, parameters)
    required = select_required(net)
    doors = build_doors(facts, required)
    network = build_network(facts, np.unique(doors.node))
    run = _Run(facts, required, doors, network, units)
    return run.compute()


@dataclass(frozen=True)
class _Block:
    """Some cells of one need."""

    reach: NeedReach
    rows: DoorRows
    cells: Ints


class _Run:
    def __init__(
        self,
        facts: Facts,
        required: RequiredCells,
        doors: DoorPairs,
        network: Network,
        units: UnitTable,
    ) -> None:
        self.facts, self.net, self.parameters = facts, facts.net, facts.parameters
        self.required, self.doors, self.network, self.units = required, doors, network, units
        self.covered = np.zeros(len(required), np.bool_)

    def compute(self) -> Losses:
        keys, gaps = [np.zeros(0, np.int64)], [np.zeros(0, np.bool_)]
        for block in self._blocks():
            for cell, unit, gap in self._of_block(block):
                keys.append(unit * len(self.required) + cell)
                gaps.append(gap)
        key, gap = np.concatenate(keys), np.concatenate(gaps)
        order = np.argsort(key, kind="stable")
        size = max(1, len(self.required))
        return Losses(
            self.required,
            compute_completeness(self.facts),
            self.covered,
            key[order] % size,
            key[order] // size,
            gap[order],
        )

    def _blocks(self) -> Iterator[_Block]:
        """All cells that have a door, by need, cut so that matrices stay within bounds."""
        required, pair_cell = self.required, self.doors.cell
        for need in np.unique(required.need[pair_cell]).tolist():
            pairs = np.flatnonzero(required.need[pair_cell] == need)
            services = max(1, int(self.facts.meets(need).high.sum()))
            most = max(64, BLOCK_BITS // services)
            cells = np.unique(pair_cell[pairs])
            cells = cells[np.argsort(required.place[cells], kind="stable")]
            for start in range(0, len(cells), most):
                block = np.sort(cells[start : start + most])
                yield self._block(need, block, pairs[contained(pair_cell[pairs], block)])

    def _block(self, need: int, cells: Ints, pairs: Ints) -> _Block:
        required = self.required
        stage = self.net.touchpoint_stage[required.touchpoint[cells]]
        columns, column = build_columns(required.segment[cells], required.place[cells], stage)
        reach = NeedReach(self.facts, self.network, need, columns)
        cell = np.searchsorted(cells, self.doors.cell[pairs])
        touchpoint = required.touchpoint[cells[cell]] + self.net.first_touchpoint
        rows = select_door_rows(self.doors, pairs, cell, column[cell], touchpoint, reach)
        return _Block(reach, rows, cells)

    def _of_block(self, block: _Block) -> Iterator[tuple[Ints, Ints, Bools]]:
        """(cell, unit, becomes a gap) of the block's lost cells."""
        rows, asked = block.rows, self.parameters
        low = rows.known & reach_doors(block.reach, rows, asked.handoffs, asked.mode, high=False)
        covered = np.unique(rows.cell[low])
        self.covered[block.cells[covered]] = True
        high: Bools | None = None
        for start in range(0, len(covered), MOST_CELLS):
            cells = covered[start : start + MOST_CELLS]
            keys = self._units(block, cells, low, high=False)
            if not len(keys):
                continue
            if high is None:
                high = reach_doors(block.reach, rows, asked.handoffs, asked.mode, high=True)
            losing = np.unique(keys // self.units.count)
            surely = self._units(block, cells[losing], high, high=True)
            at = np.searchsorted(losing, keys // self.units.count)
            gap = contained(at * self.units.count + keys % self.units.count, surely)
            lost = cells[keys // self.units.count]
            yield block.cells[lost], keys % self.units.count, gap

    def _units(self, block: _Block, cells: Ints, served: Bools, *, high: bool) -> Ints:
        """Keys (position in `cells`, unit) of the units on every walk of each cell."""
        rows = block.rows
        at = np.flatnonzero(served & contained(rows.cell, cells))
        at = at[np.argsort(rows.cell[at], kind="stable")]
        walks = UnitsOnEveryWalk(block.reach, self.parameters.mode, self.units, high=high)

        def of_rows(position: Ints) -> Ints:
            row = at[position]
            return walks.of_doors(
                rows.door[row], rows.touchpoint[row], rows.column[row], self.parameters.handoffs
            )

        return walks.of_cells(len(cells), np.searchsorted(cells, rows.cell[at]), of_rows)
