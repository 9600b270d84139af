"""From door reach to cell status, in both worlds."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from graph.coverage.doors import DoorPairs
from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints, Small


@dataclass(frozen=True)
class DoorRows:
    """The (cell, door) rows of one need: positions in its cells, columns and network."""

    cell: Ints
    column: Ints
    door: Ints
    """Local node of the door."""
    touchpoint: Ints
    """Local node of the touchpoint, -1 where it has no pathways."""
    known: Bools
    serves_low: Bools
    """A service door that serves the column itself, taken as open and eligible."""
    serves_high: Bools

    def select(self, rows: Ints) -> DoorRows:
        """Only these rows."""
        return DoorRows(*(getattr(self, field.name)[rows] for field in fields(self)))


def select_door_rows(
    pairs: DoorPairs, rows: Ints, cell: Ints, column: Ints, touchpoint: Ints, reach: NeedReach
) -> DoorRows:
    """The rows of one need's cells, with what each service door serves by itself."""
    node = pairs.node[rows]
    low, high = (np.zeros(len(rows), np.bool_) for _ in range(2))
    providers = reach.providers
    row_of = np.full(reach.facts.net.node_count, -1, np.int64)
    row_of[providers.service] = np.arange(len(providers.service))
    row = row_of[node]
    at = np.flatnonzero(row >= 0)
    fits = providers.meets[row[at]] & providers.of_age.at(row[at], column[at])
    fits &= providers.access.at(row[at], column[at])
    low[at], high[at] = fits.low, fits.high
    local = reach.network.local
    return DoorRows(cell, column, local[node], local[touchpoint], pairs.known[rows], low, high)


def reach_doors(
    reach: NeedReach, rows: DoorRows, handoffs: int, mode: Mode, *, high: bool
) -> Bools:
    """[row]: the family at this door reaches the need in that world."""
    layer = reach.layer(handoffs, mode, high=high)
    served = rows.serves_high if high else rows.serves_low
    reached = served | reach.columns.test(layer, rows.door, rows.column)
    at = np.flatnonzero(rows.touchpoint >= 0)
    reached[at] |= reach.columns.test(layer, rows.touchpoint[at], rows.column[at])
    return reached


@dataclass(frozen=True)
class CellOutcome:
    """Counts over the doors of each cell, and what they make of it."""

    known: Ints
    doors: Ints
    known_low: Ints
    known_high: Ints
    any_door: Small
    every_door: Small


def judge_cells(
    cell: Ints, is_known: Bools, low: Bools, high: Bools, cells: int, listed: Bools
) -> CellOutcome:
    """Any-door and every-door status (Ternary) of each cell, from its doors: one row each.

    `listed`: whether the cell's touchpoint has a door record at all; if not, both are unknown.
    """

    def count(mask: Bools) -> Ints:
        return np.bincount(cell[mask], minlength=cells)

    known, doors = count(is_known), np.bincount(cell, minlength=cells)
    known_low, known_high = count(is_known & low), count(is_known & high)
    all_low, all_high = count(low), count(high)
    every_low = (known > 0) & (all_low == doors)
    every_high = np.where(known > 0, known_high == known, all_high > 0)
    return CellOutcome(
        known,
        doors,
        known_low,
        known_high,
        _status(known_low > 0, all_high > 0, listed),
        _status(every_low, every_high, listed),
    )


def _status(low: Bools, high: Bools, listed: Bools) -> Small:
    status = np.where(low, Ternary.TRUE, np.where(high, Ternary.UNKNOWN, Ternary.FALSE))
    return np.where(listed, status, Ternary.UNKNOWN).astype(np.int8)
