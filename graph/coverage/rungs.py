"""The type of a gap: the first rung that fails, judged in the high world."""

from __future__ import annotations

import numpy as np

from graph.coverage.reach import NeedReach
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints, Small

GAP_TYPES: tuple[str | None, ...] = (
    None,
    "orphan",
    "supply",
    "eligibility",
    "access",
    "link",
    "warmth",
    "door-gap",
    "no-doors-listed",
)
"""Names of the gap types, by the number the analysis keeps for each cell."""

NUMBER = {name: number for number, name in enumerate(GAP_TYPES) if name}


def compute_gap_types(
    reach: NeedReach,
    column: Ints,
    doors: Ints,
    reached_by_any_mode: Bools,
    any_door: Small,
    every_door: Small,
    listed: Bools,
) -> Small:
    """[cell]: number of its gap type, 0 for none.

    `doors`: known and possible doors. `reached_by_any_mode`: some door reaches the need in the
    high world within the handoffs asked, whatever the mode.
    """
    supplied = len(reach.providers.service) > 0
    fits = reach.providers.takes[column]
    reaches = reach.any_provider[column]
    rungs = [
        (doors == 0, "orphan"),
        (np.full(len(column), not supplied), "supply"),
        (~fits, "eligibility"),
        (~reaches, "access"),
        (~reached_by_any_mode, "link"),
        (np.ones(len(column), np.bool_), "warmth"),
    ]
    types = np.zeros(len(column), np.int8)
    gap = any_door == Ternary.FALSE
    for fails, name in reversed(rungs):
        types[gap & fails] = NUMBER[name]
    types[~gap & (every_door == Ternary.FALSE)] = NUMBER["door-gap"]
    types[~listed] = NUMBER["no-doors-listed"]
    return types
