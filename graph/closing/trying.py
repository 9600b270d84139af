"""Trying an action out on a copy of the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.changes import (
    AddDoor,
    AddPathway,
    Change,
    ConfirmFact,
    SetMode,
    WidenArea,
    WidenEligibility,
)
from graph.closing.actions import (
    ADD_DOOR,
    COLD_TO_WARM,
    NEW_WARM_PATHWAY,
    WIDEN_AREA,
    WIDEN_ELIGIBILITY,
    Action,
)
from graph.coverage.result import Coverage
from graph.projection import Ternary
from graph.projection.arrays import Bools, Small
from graph.whatif import Baseline, compute_what_if


def to_changes(base: Baseline, action: Action) -> list[Change]:
    """The action as changes to the projection."""
    subject, object_ = action.subject, action.object
    if action.kind == COLD_TO_WARM:
        return [SetMode(subject, Ternary.TRUE)]
    if object_ is not None and action.kind == NEW_WARM_PATHWAY:
        return [AddPathway(subject, object_)]
    if object_ is not None and action.kind == WIDEN_AREA:
        return [WidenArea(subject, object_)]
    if object_ is not None and action.kind == WIDEN_ELIGIBILITY:
        return [WidenEligibility(subject, object_)]
    if object_ is not None and action.kind == ADD_DOOR:
        return [AddDoor(object_, subject, action.place)]
    assert action.fact is not None
    if object_ is not None and action.fact == "door":
        return _confirm_door(base, subject, object_)
    return [ConfirmFact(action.fact, subject, object_)]


def _confirm_door(base: Baseline, node: int, touchpoint: int) -> list[Change]:
    """A door is confirmed for each place where it is not known to be one."""
    doors, required = base.ledger.doors, base.coverage.required
    rows = (doors.node == node) & doors.record_unknown
    cells = doors.cell[rows]
    places = np.unique(required.place[cells[required.touchpoint[cells] == touchpoint]])
    return [
        ConfirmFact("door", node, touchpoint=touchpoint, place=place) for place in places.tolist()
    ]


def compute_true_gain(base: Baseline, actions: Sequence[Action]) -> dict[str, Any]:
    """What the actions bring on the changed network: cells and weight, any and every door.

    Keys `any_door` and `every_door`, each with `cells` and `weight` that are covered for certain
    after and not before, and `headline`, the intervals after.
    """
    changes = [change for action in actions for change in to_changes(base, action)]
    variant = (base.parameters.handoffs, base.parameters.mode)
    after = compute_what_if(base, changes, variants=[variant])
    coverage = base.coverage
    any_door, every_door = after.status[variant]
    return {
        "any_door": _gained(coverage, coverage.any_door, any_door),
        "every_door": _gained(coverage, coverage.every_door, every_door),
        "headline": {
            "every_door": coverage.interval(every_door),
            "any_door": coverage.interval(any_door),
        },
    }


def _gained(coverage: Coverage, before: Small, after: Small) -> dict[str, float]:
    gained: Bools = (before != Ternary.TRUE) & (after == Ternary.TRUE)
    weight = coverage.required.weight
    return {"cells": int(gained.sum()), "weight": float(weight[gained].sum())}
