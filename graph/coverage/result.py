"""The result of a coverage run: statuses, doors, routes, and the object that is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from graph.coverage.possible import PossibleRoute, UnknownFact
from graph.coverage.required import RequiredCells
from graph.coverage.rungs import GAP_TYPES
from graph.parameters import MODES, CoverageParameters, Mode
from graph.projection import Projection, Ternary
from graph.projection.arrays import Bools, Ints, Small

STATUS_WORDS = {
    Ternary.TRUE: "covered",
    Ternary.UNKNOWN: "unknown",
    Ternary.FALSE: "gap",
}
VARIANT_HANDOFFS = (0, 1, 2)

Variant = tuple[int, Mode]


@dataclass(frozen=True)
class FailingDoors:
    """Doors that fail in door gaps; one row a (cell, door), sorted by cell."""

    cell: Ints
    node: Ints
    warmth: Bools
    """Whether it is only warmth that fails; else the link."""


@dataclass
class Coverage:
    """Result of one coverage run; arrays have one row a required cell.

    `status[(handoffs, mode)]` holds (any door, every door) as Ternary values. `gap_type` numbers
    `rungs.GAP_TYPES`. Routes are lists of nodes of the projection.
    """

    net: Projection
    parameters: CoverageParameters
    required: RequiredCells
    completeness: dict[str, int]
    status: dict[Variant, tuple[Small, Small]]
    known_doors: Ints
    possible_doors: Ints
    share_low: Ints
    share_high: Ints
    gap_type: Small
    routes: dict[int, list[int]] = field(default_factory=dict)
    possible_routes: dict[int, PossibleRoute] = field(default_factory=dict)
    failing: list[FailingDoors] = field(default_factory=list)
    """Failing doors of the door gaps, in blocks."""

    @property
    def any_door(self) -> Small:
        return self.status[self.parameters.handoffs, self.parameters.mode][0]

    @property
    def every_door(self) -> Small:
        return self.status[self.parameters.handoffs, self.parameters.mode][1]

    @cached_property
    def _failing(self) -> FailingDoors:
        """All blocks as one, sorted by cell."""
        blocks = self.failing
        if not blocks:
            nothing = np.zeros(0, np.int64)
            return FailingDoors(nothing, nothing, nothing > 0)
        cell = np.concatenate([block.cell for block in blocks])
        order = np.argsort(cell, kind="stable")
        node = np.concatenate([block.node for block in blocks])[order]
        warmth = np.concatenate([block.warmth for block in blocks])[order]
        return FailingDoors(cell[order], node, warmth)

    def failing_doors(self, row: int) -> list[tuple[int, str]]:
        """(node, rung) of each door that fails in a door gap; empty for any other cell."""
        every = self._failing
        start, end = np.searchsorted(every.cell, [row, row + 1])
        return [
            (int(every.node[i]), "warmth" if every.warmth[i] else "link")
            for i in range(int(start), int(end))
        ]

    def interval(self, status: Small) -> list[float] | None:
        """Weighted share covered: [low, high], or None when the weights sum to 0."""
        weight = self.required.weight
        total = float(weight.sum())
        if total == 0:
            return None
        low = float(weight[status == Ternary.TRUE].sum())
        high = float(weight[status != Ternary.FALSE].sum())
        return [low / total, high / total]

    def summary(self) -> dict[str, Any]:
        """The result without its cells."""
        return {
            "parameters": self.parameters.as_dict(),
            "required": {
                "origin": self.required.origin,
                "cells": len(self.required),
                "weight": _number(float(self.required.weight.sum())),
            },
            "headline": {
                "every_door": self.interval(self.every_door),
                "any_door": self.interval(self.any_door),
            },
            "variants": [
                {
                    "handoffs": handoffs,
                    "mode": mode,
                    "every_door": self.interval(self.status[handoffs, mode][1]),
                    "any_door": self.interval(self.status[handoffs, mode][0]),
                }
                for mode in MODES
                for handoffs in VARIANT_HANDOFFS
            ],
            "completeness": self.completeness,
        }

    def as_dict(self) -> dict[str, Any]:
        """The whole result, ready for JSON; fractions are not rounded, ids are the source's own."""
        return {**self.summary(), "cells": list(self.cells())}

    def cells(self) -> Iterator[dict[str, Any]]:
        """One object a required cell, in the order of `required`."""
        for row in range(len(self.required)):
            yield self.cell(row)

    def cell(self, row: int) -> dict[str, Any]:
        """One required cell with its status, doors, route and what to verify."""
        net, required = self.net, self.required
        known = int(self.known_doors[row])
        route = self.routes.get(row)
        possible = self.possible_routes.get(row)
        return {
            "touchpoint": net.touchpoints.ids[required.touchpoint[row]],
            "need": net.needs.ids[required.need[row]],
            "segment": net.segments.ids[required.segment[row]],
            "place": net.places.ids[required.place[row]],
            "weight": _number(float(required.weight[row])),
            "any_door": STATUS_WORDS[Ternary(self.any_door[row])],
            "every_door": STATUS_WORDS[Ternary(self.every_door[row])],
            "door_share": (
                [int(self.share_low[row]) / known, int(self.share_high[row]) / known]
                if known
                else None
            ),
            "known_doors": known,
            "possible_doors": int(self.possible_doors[row]),
            "gap_type": GAP_TYPES[self.gap_type[row]],
            "failing_doors": [
                {"door": net.node_id(door), "gap_type": rung}
                for door, rung in self.failing_doors(row)
            ],
            "handoffs": None if route is None else len(route) - 1,
            "route": None if route is None else [net.node_id(node) for node in route],
            "possible_route": (
                None if possible is None else [net.node_id(node) for node in possible.nodes]
            ),
            "verify": [] if possible is None else self._verify(row, possible),
        }

    def _verify(self, row: int, possible: PossibleRoute) -> list[dict[str, str | None]]:
        net, first = self.net, possible.nodes[0]
        touchpoint = int(self.required.touchpoint[row])
        return [describe_fact(net, fact, touchpoint, first) for fact in possible.facts]


def describe_fact(
    net: Projection, fact: UnknownFact, touchpoint: int, door: int
) -> dict[str, str | None]:
    """An unknown fact of a route from a door by its ids, and whom to ask."""
    subject, object_, partner = _describe(net, fact, touchpoint, door)
    return {
        "fact": fact.fact,
        "subject": subject,
        "object": object_,
        "with": net.partners.ids[partner] if partner >= 0 else None,
    }


def partner_to_ask(net: Projection, fact: UnknownFact, door: int) -> int:
    """Position of the partner who can tell an unknown fact of a route from a door, -1 for none.

    Of a pathway it is its sender; of one that is recorded for a touchpoint, the door.
    """
    if fact.fact not in ("usable", "warm"):
        return net.node_partner(fact.subject)
    sender = int(net.pathway.sender[fact.subject])
    return net.node_partner(sender if sender < net.first_touchpoint else door)


def _describe(
    net: Projection, fact: UnknownFact, touchpoint: int, first: int
) -> tuple[str, str | None, int]:
    """(subject id, object id, partner to ask) of an unknown fact."""
    partner = partner_to_ask(net, fact, first)
    if fact.fact in ("usable", "warm"):
        need = None if fact.object is None else net.needs.ids[fact.object]
        return net.pathways.ids[fact.subject], need, partner
    subject = net.node_id(fact.subject)
    if fact.fact in ("door", "of_age"):
        return subject, net.touchpoints.ids[touchpoint], partner
    collections = {"meets": net.needs, "eligible": net.segments, "access": net.places}
    if fact.object is None:
        return subject, None, partner
    if fact.fact == "refers":
        return subject, net.node_id(fact.object), partner
    return subject, collections[fact.fact].ids[fact.object], partner


def _number(value: float) -> float | int:
    """Whole numbers as integers, so that a count reads as one."""
    return int(value) if value.is_integer() else value
