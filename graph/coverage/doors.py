"""Which doors a family may stand at, for each required cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from graph.coverage.facts import Fact, Facts
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

    def unknown_count(self) -> Ints:
        """[row]: how many facts are unknown in this being a door."""
        return self.record_unknown.astype(np.int64) + self.open_unknown + self.eligible_unknown


def build_doors(facts: Facts, cells: RequiredCells) -> DoorPairs:
    """Known and possible doors of every cell.

    Several records of one door (from several sources) are joined by Kleene's `or`. Grain: one row
    a (cell, door). Complexity: O(door records x places asked + rows).
    """
    net = facts.net
    listed = np.zeros(len(net.touchpoints), np.bool_)
    listed[net.door.touchpoint] = True
    states = _door_states(facts, cells)
    keys = list(zip(cells.touchpoint.tolist(), cells.place.tolist(), strict=True))
    counts = np.array([len(states[key]) for key in keys], np.int64)
    cell = np.repeat(np.arange(len(cells), dtype=np.int64), counts)
    flat = [pair for key in keys for pair in states[key]]
    node, state = np.array(flat, np.int64).reshape(-1, 2).T
    record = Fact(state == Ternary.TRUE, np.ones(len(state), np.bool_))
    opened, eligible = _service_door(facts, node, cells.segment[cell])
    door = record & opened & eligible
    kept = door.high
    return DoorPairs(
        cell[kept],
        node[kept],
        door.low[kept],
        record.unknown[kept],
        opened.unknown[kept],
        eligible.unknown[kept],
        listed,
    )


def _door_states(
    facts: Facts, cells: RequiredCells
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(touchpoint, place) -> its (door node, Ternary) that are not false, in node order."""
    net = facts.net
    wanted: dict[int, list[int]] = defaultdict(list)
    for t, a in sorted(set(zip(cells.touchpoint.tolist(), cells.place.tolist(), strict=True))):
        wanted[t].append(a)
    best: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for record in range(len(net.door.node)):
        touchpoint, node = int(net.door.touchpoint[record]), int(net.door.node[record])
        places = np.array(wanted.get(touchpoint, ()), np.int64)
        if not len(places):
            continue
        applies = _applies(facts, net.door.places.row(record), places)
        states = np.minimum(applies, net.door.status[record])
        for place, state in zip(places.tolist(), states.tolist(), strict=True):
            if state != Ternary.FALSE:
                found = best[touchpoint, place]
                found[node] = max(found.get(node, 0), state)
    return defaultdict(list, {key: sorted(nodes.items()) for key, nodes in best.items()})


def _applies(facts: Facts, stated: Ints, places: Ints) -> Ints:
    """Ternary for each place: the record applies, may apply, or does not."""
    if not len(stated):
        return np.full(len(places), Ternary.TRUE, np.int64)
    above = facts.net.place_above
    holds = above[np.ix_(places, stated)].any(axis=1)
    inside = above[np.ix_(stated, places)].any(axis=0)
    return np.where(holds, Ternary.TRUE, np.where(inside, Ternary.UNKNOWN, Ternary.FALSE))


def _service_door(facts: Facts, node: Ints, segment: Ints) -> tuple[Fact, Fact]:
    """(open, eligible) of each door; true of a partner door."""
    is_service = node < facts.net.first_partner
    services = node[is_service]
    opened = Fact(np.ones(len(node), np.bool_), np.ones(len(node), np.bool_))
    opened.low[is_service], opened.high[is_service] = (
        facts.open.low[services],
        facts.open.high[services],
    )
    eligible = Fact(np.ones(len(node), np.bool_), np.ones(len(node), np.bool_))
    for p in np.unique(segment[is_service]):
        rows = np.flatnonzero(is_service & (segment == p))
        fact = facts.eligible(node[rows], np.array([p]))
        eligible.low[rows], eligible.high[rows] = fact.low[:, 0], fact.high[:, 0]
    return opened, eligible
