"""Coverage of touchpoints, added up for rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from graph.planning.maturity.judging import Evidence, TouchpointCover
from graph.planning.maturity.truth import Bounds, at_least

Door = Literal["every_door", "any_door"]


def add_up(points: Sequence[TouchpointCover], door: Door) -> Bounds | None:
    """Share of the weight covered: least and most; None where the weights sum to 0."""
    total = sum((point.weight for point in points), Decimal(0))
    if total == 0:
        return None
    covered = [_covered(point, door) for point in points]
    low = sum((low for low, _ in covered), Decimal(0))
    high = sum((high or Decimal(0) for _, high in covered), Decimal(0))
    return low / total, high / total


def touchpoint_evidence(
    points: Sequence[TouchpointCover], door: Door, limit: Decimal
) -> tuple[Evidence, ...]:
    """The touchpoints: whether each by itself reaches the limit; those that do first."""
    found = [
        Evidence(point.id, point.iri, point.name, at_least(add_up([point], door), limit))
        for point in points
        if point.weight
    ]
    order = {True: 0, None: 1, False: 2}
    return tuple(sorted(found, key=lambda each: (order[each.speaks], each.id)))


def _covered(point: TouchpointCover, door: Door) -> Bounds:
    return point.every_door if door == "every_door" else point.any_door
