"""Coverage after changes: what they can touch is found again, the rest is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from graph.changes import (
    Change,
    CloseDoor,
    RemovePartner,
    RemovePathway,
    RemoveService,
    RemoveSite,
    apply_changes,
)
from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Facts
from graph.coverage.ledger import Marks, decode
from graph.coverage.outcome import judge_cells
from graph.coverage.result import Variant
from graph.projection import Projection
from graph.projection.arrays import Bools, Ints, Small
from graph.whatif.affected import find_supplied, is_settled, judge_doors, mark_pairs
from graph.whatif.baseline import Baseline
from graph.whatif.differences import find_differences
from graph.whatif.groups import build_groups
from graph.whatif.local import reach_some_doors

LOSES = (RemoveService, RemovePartner, RemoveSite, RemovePathway, CloseDoor)
"""Changes by which no walk is gained."""

Statuses = dict[Variant, tuple[Small, Small]]


@dataclass(frozen=True)
class WhatIf:
    """Coverage after some changes, beside the baseline it came from.

    `status` is as in Coverage, of the variants asked. `touched` are the cells that were judged
    again.
    """

    base: Baseline
    net: Projection
    status: Statuses
    touched: Ints

    def changed_cells(self, variant: Variant) -> Ints:
        """Cells whose status for any door or for every door is another one."""
        old, new = self.base.coverage.status[variant], self.status[variant]
        return np.flatnonzero((old[0] != new[0]) | (old[1] != new[1]))


def compute_what_if(
    base: Baseline, changes: Sequence[Change], *, variants: Sequence[Variant] | None = None
) -> WhatIf:
    """The same statuses as a full run on the changed projection; of some variants only, if given.

    Exact: a door is judged again if a walk from it, whatever its mode, segment and life stage, may
    owe its cell to anything that changed, or if the last possible provider came or went.
    Complexity: a full run on what the touched doors can reach in the handoffs of the variants.
    """
    asked = base.ledger.variants if variants is None else variants
    steps = max(handoffs for handoffs, _ in asked)
    net = apply_changes(base.net, changes)
    facts = base.facts.of_changed(net)
    changed = find_differences(base.net, net)
    groups = build_groups(base.net, net, base.group)
    supplied = find_supplied(base, changed, facts)
    ledger, required = base.ledger, base.coverage.required
    doors = judge_doors(base, changed, facts)

    only_loses = all(isinstance(change, LOSES) for change in changes)
    flipped = supplied != (ledger.supply > 0)
    reached = mark_pairs(base, groups, changed, facts, steps) | flipped[ledger.doors.cell]
    reached &= ~is_settled(base, changed, groups, only_loses=only_loses)
    again = reached & ~doors.gone & ~doors.anew[ledger.doors.cell]
    reach = partial(
        reach_some_doors,
        facts,
        required,
        supplied=supplied,
        groups=groups,
        variants=ledger.variants,
        asked=asked,
    )
    marks = ledger.reached.copy()
    pairs = np.flatnonzero(again)
    marks[pairs] = reach(ledger.doors, pairs)
    anew, anew_marks = _find_anew(base, facts, doors.anew, ~reached, reach)

    touched = doors.anew.copy()
    touched[ledger.doors.cell[again | doors.gone]] = True
    cells = np.flatnonzero(touched)
    stay = np.flatnonzero(touched[ledger.doors.cell] & ~doors.gone & ~doors.anew[ledger.doors.cell])
    judged = _Judged(
        cell=np.searchsorted(cells, np.concatenate([ledger.doors.cell[stay], anew.cell])),
        known=np.concatenate([ledger.doors.known[stay], anew.known]),
        marks=np.concatenate([marks[stay], anew_marks]),
    )
    return WhatIf(base, net, _judge(base, net, judged, cells, asked), cells)


def _find_anew(
    base: Baseline, facts: Facts, anew: Bools, kept: Bools, reach: Callable[..., Marks]
) -> tuple[DoorPairs, Marks]:
    """The doors of some cells, found again, with their marks.

    Those that were doors before, and that no change can touch (`kept`), keep their marks.
    """
    required, doors = base.coverage.required, base.ledger.doors
    cells = np.flatnonzero(anew)
    found = build_doors(facts, required.select(cells))
    found = replace(found, cell=cells[found.cell])
    size = base.net.node_count
    before = np.flatnonzero(anew[doors.cell] & kept)
    known = doors.cell[before] * size + doors.node[before]
    key = found.cell * size + found.node
    at = np.searchsorted(known, key)
    same = np.zeros(len(key), np.bool_)
    same[at < len(known)] = known[at[at < len(known)]] == key[at < len(known)]
    marks = np.zeros(len(key), np.uint32)
    marks[same] = base.ledger.reached[before[at[same]]]
    others = np.flatnonzero(~same)
    marks[others] = reach(found, others)
    return found, marks


@dataclass(frozen=True)
class _Judged:
    """The doors of the cells that are judged again, one row a (cell, door)."""

    cell: Ints
    known: Bools
    marks: Marks


def _judge(
    base: Baseline, net: Projection, doors: _Judged, cells: Ints, asked: Sequence[Variant]
) -> Statuses:
    """The statuses of every variant asked, with those of the given cells found again."""
    listed = np.zeros(len(net.touchpoints), np.bool_)
    listed[net.door.touchpoint] = True
    named = listed[base.coverage.required.touchpoint[cells]]
    statuses: Statuses = {}
    for variant in asked:
        any_door, every_door = base.coverage.status[variant]
        low, high = decode(base.ledger.variants, variant, doors.marks)
        outcome = judge_cells(doors.cell, doors.known, low, high, len(cells), named)
        statuses[variant] = any_door.copy(), every_door.copy()
        statuses[variant][0][cells] = outcome.any_door
        statuses[variant][1][cells] = outcome.every_door
    return statuses
