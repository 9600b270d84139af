"""Which doors a family may stand at, for each required cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graph.coverage.facts import Fact, Facts, incidence
from graph.coverage.required import RequiredCells
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class DoorPairs:
    """One row a (cell, door) that is known or possible, sorted by cell.

    `known`: the door is certain; the others are possible. `record_unknown`: the door record
    itself is unknown. For a service door `open_unknown` and `eligible_unknown` say what else is.
    """

    cell: Ints
    node: Ints
    known: Bools
    record_unknown: Bools
    open_unknown: Bools
    eligible_unknown: Bools
    listed: Bools
    """[touchpoint]: some door record of any status names it."""

    def of_cells(self, cells: Ints) -> Ints:
        """The rows of some cells, cell after cell."""
        starts = np.searchsorted(self.cell, cells)
        return join_ranges(starts, np.searchsorted(self.cell, cells, side="right"))[1]

    def unknown_count(self, rows: Ints) -> Ints:
        """[row]: how many facts are unknown in this being a door."""
        record = self.record_unknown[rows].astype(np.int64)
        return record + self.open_unknown[rows] + self.eligible_unknown[rows]


def build_doors(facts: Facts, cells: RequiredCells) -> DoorPairs:
    """Known and possible doors of every cell.

    Several records of one door (from several sources) are joined by Kleene's `or`. Grain: one row
    a (cell, door). Complexity: O(door records x places they apply to + rows).
    """
    net = facts.net
    listed = np.zeros(len(net.touchpoints), np.bool_)
    listed[net.door.touchpoint] = True
    asked, asked_of = np.unique(
        cells.touchpoint * len(net.places) + cells.place, return_inverse=True
    )
    states = _door_states(facts, asked)
    starts = np.searchsorted(states.asked, np.arange(len(asked) + 1))
    cell, row = join_ranges(starts[asked_of], starts[asked_of + 1])
    node, known = states.node[row], states.known[row]
    record = Fact(known, np.ones(len(known), np.bool_))
    opened, eligible = _service_door(facts, node, cells.segment, cell)
    door = record & opened & eligible
    kept = slice(None) if door.high.all() else door.high
    return DoorPairs(
        cell[kept],
        node[kept],
        door.low[kept],
        record.unknown[kept],
        opened.unknown[kept],
        eligible.unknown[kept],
        listed,
    )


def join_ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The numbers from each start to before its end, one range after another.

    Returns the range that each number is of, and the numbers.
    """
    counts = ends - starts
    of = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    numbers = np.arange(len(of), dtype=np.int64)
    numbers += (starts - (np.cumsum(counts) - counts))[of]
    return of, numbers


@dataclass(frozen=True)
class _States:
    """Door records that are not false, joined: one row a (asked touchpoint and place, door)."""

    asked: Ints
    node: Ints
    known: Bools


def _door_states(facts: Facts, asked: Ints) -> _States:
    """For the (touchpoint, place) keys asked, sorted; rows by key, then by node."""
    door, places = facts.net.door, len(facts.net.places)
    stated = incidence(door.places, places)
    above = sparse.csr_array(facts.net.place_above.astype(np.int32))
    blank = np.flatnonzero(door.places.is_blank())
    first = np.searchsorted(asked, door.touchpoint[blank] * places)
    last = np.searchsorted(asked, (door.touchpoint[blank] + 1) * places)
    of, everywhere = join_ranges(first, last)
    parts = [(everywhere, blank[of], np.full(len(of), Ternary.TRUE, np.int64))]
    for applies, state in (
        (stated @ sparse.csr_array(above.T), Ternary.TRUE),
        (stated @ above, Ternary.UNKNOWN),
    ):
        found = sparse.csr_array(applies)
        record, place = np.repeat(np.arange(len(door.node)), np.diff(found.indptr)), found.indices
        wanted = door.touchpoint[record] * places + place
        key = np.minimum(np.searchsorted(asked, wanted), max(0, len(asked) - 1))
        is_asked = asked[key] == wanted if len(asked) else np.zeros(len(key), np.bool_)
        parts.append((key[is_asked], record[is_asked], np.full(is_asked.sum(), state, np.int64)))
    key, record, applies_as = (np.concatenate(column) for column in zip(*parts, strict=True))
    state = np.minimum(applies_as, door.status[record])
    order = np.lexsort((-state, door.node[record], key))
    order = order[state[order] != Ternary.FALSE]
    key, node = key[order], door.node[record[order]]
    first_of = np.ones(len(key), np.bool_)
    first_of[1:] = (np.diff(key) != 0) | (np.diff(node) != 0)
    return _States(key[first_of], node[first_of], state[order][first_of] == Ternary.TRUE)


def _service_door(facts: Facts, node: Ints, segments: Ints, cell: Ints) -> tuple[Fact, Fact]:
    """(open, eligible) of each door for its cell; true of a partner door."""
    at = np.flatnonzero(node < facts.net.first_partner)
    services = node[at]
    opened = Fact(np.ones(len(node), np.bool_), np.ones(len(node), np.bool_))
    opened.low[at], opened.high[at] = facts.open.low[services], facts.open.high[services]
    eligible = Fact(np.ones(len(node), np.bool_), np.ones(len(node), np.bool_))
    segment = segments[cell[at]]
    for p in np.unique(segment):
        rows = at[segment == p]
        fact = facts.eligible(node[rows], np.array([p]))
        eligible.low[rows], eligible.high[rows] = fact.low[:, 0], fact.high[:, 0]
    return opened, eligible
