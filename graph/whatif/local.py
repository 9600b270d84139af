"""The reach of some doors after a change, on the part of the network that they see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.coverage.columns import build_columns
from graph.coverage.doors import DoorPairs
from graph.coverage.facts import Facts
from graph.coverage.ledger import Marks, encode
from graph.coverage.network import build_network
from graph.coverage.outcome import reach_doors, select_door_rows
from graph.coverage.reach import Local, NeedReach
from graph.coverage.required import RequiredCells
from graph.coverage.result import Variant
from graph.projection.arrays import Bools, Ints
from graph.whatif.groups import Groups


def reach_some_doors(
    facts: Facts,
    required: RequiredCells,
    doors: DoorPairs,
    pairs: Ints,
    *,
    supplied: Bools,
    groups: Groups,
    variants: Sequence[Variant],
    asked: Sequence[Variant],
) -> Marks:
    """Marks of the given door pairs, as a ledger of the variants holds them; of those asked only.

    `supplied`: [cell], some service may serve it. Only services and pathways that a walk from these
    doors can come to are looked at. Complexity: as a full run on that part of the network.
    """
    net = facts.net
    marks = np.zeros(len(pairs), np.uint32)
    if not len(pairs):
        return marks
    steps = max(handoffs for handoffs, _ in asked)
    touchpoint = required.touchpoint[doors.cell[pairs]] + net.first_touchpoint
    starts = groups.of[np.unique(np.concatenate([doors.node[pairs], touchpoint]))]
    ahead = groups.reached_from(starts, steps)
    sends = groups.reached_from(starts, max(0, steps - 1)) if steps else np.zeros_like(ahead)
    services = np.flatnonzero(ahead[groups.of[: net.first_partner]])
    places = np.unique(required.place[doors.cell[pairs]])
    services = services[facts.access(services, places).high.any(axis=1)]
    within = (net.pathway.sender >= 0) & sends[groups.of[net.pathway.sender]]
    network = build_network(facts, np.unique(doors.node[pairs]), within=within)
    need = required.need[doors.cell[pairs]]
    order = np.argsort(need, kind="stable")
    needs, begins = np.unique(need[order], return_index=True)
    for number, start, end in zip(needs.tolist(), begins, [*begins[1:], len(order)], strict=True):
        chosen = order[start:end]
        rows = pairs[chosen]
        cells, cell = np.unique(doors.cell[rows], return_inverse=True)
        stage = net.touchpoint_stage[required.touchpoint[cells]]
        columns, column = build_columns(required.segment[cells], required.place[cells], stage)
        anywhere = np.zeros(len(columns), np.bool_)
        anywhere[column] = supplied[cells]
        reach = NeedReach(facts, network, number, columns, Local(services, anywhere))
        there = select_door_rows(doors, rows, cell, column[cell], touchpoint[chosen], reach)
        for variant in asked:
            low, high = (reach_doors(reach, there, *variant, high=world) for world in (False, True))
            marks[chosen] |= encode(variants, variant, low, high)
    return marks
