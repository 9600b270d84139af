"""The list of required cells: what coverage is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.projection import Projection
from graph.projection.arrays import Floats, Ints

Origin = Literal["declared", "derived"]


@dataclass(frozen=True)
class RequiredCells:
    """One row a required cell; positions in the projection's collections."""

    origin: Origin
    touchpoint: Ints
    need: Ints
    segment: Ints
    place: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.weight)

    def select(self, rows: Ints) -> RequiredCells:
        """Only these cells."""
        return RequiredCells(
            self.origin,
            self.touchpoint[rows],
            self.need[rows],
            self.segment[rows],
            self.place[rows],
            self.weight[rows],
        )


def select_required(net: Projection) -> RequiredCells:
    """The declared requirements, or, if no source has any, the derived ones.

    Derived: every touchpoint x its required needs (or, where it lists none, every need whose life
    stages include the touchpoint's) x every declared segment (or `all`) x every leaf place (or
    `everywhere`); each weighs 1. Cells come in the order of their ids.
    """
    declared = net.requirement
    if len(declared.weight):
        return RequiredCells(
            "declared",
            declared.touchpoint,
            declared.need,
            declared.segment,
            declared.place,
            declared.weight,
        )
    segments = np.arange(1, len(net.segments)) if len(net.segments) > 1 else np.zeros(1, np.int64)
    places = net.leaf_places if net.has_places else np.zeros(1, np.int64)
    asked = [(t, n) for t in range(len(net.touchpoints)) for n in _needs_of(net, t)]
    pairs = np.array(asked, np.int64).reshape(-1, 2)
    each = len(segments) * len(places)
    return RequiredCells(
        "derived",
        np.repeat(pairs[:, 0], each),
        np.repeat(pairs[:, 1], each),
        np.tile(np.repeat(segments, len(places)), len(pairs)),
        np.tile(places, len(pairs) * len(segments)),
        np.ones(len(pairs) * each, np.float64),
    )


def _needs_of(net: Projection, touchpoint: int) -> list[int]:
    listed = net.required_needs.row(touchpoint)
    if len(listed):
        return [int(need) for need in listed]
    stage = net.touchpoint_stage[touchpoint]
    return [n for n in range(len(net.needs)) if stage >= 0 and stage in net.need_stages.row(n)]
