"""Served share of demand, need by need and for all needs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from graph.capacity.demand import Demand, DemandReader, Weights, scale_weights
from graph.capacity.flows import LARGEST, Flow, Group, compute_flow
from graph.capacity.sentences import describe_capacity
from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.coverage.required import RequiredCells, select_required
from graph.errors import AnalysisError
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Ints

Slots = Literal["capacity", "available"]
SLOTS: tuple[Slots, ...] = ("capacity", "available")


def compute_capacity(
    net: Projection,
    parameters: CoverageParameters,
    *,
    slots: Slots = "capacity",
    target: float = 1.0,
) -> dict[str, Any]:
    """How many of the families expected the reachable slots can serve at most.

    Keys: `parameters` (with `slots` and `target`), `required`, `needs` (one object a need that is
    required), `together` (all needs at once, a slot used for one need only), `bottlenecks` (one
    object a service where one more slot would serve one more, all needs at once), `reason`,
    `names`, `completeness`.

    Of a need and of all together: `demand` families; `reached` of them who get to some service by
    routes that are certain; `slots` of these services as [low, high], high null where some are not
    known; `served` = maximum flow from families to slots, as [low, high]: slots that are not known
    are none, then without limit; `served_share` of the demand; `possible_share`: the most that
    could be served if every unknown fact, of slots, routes, doors and services, were favourable;
    `unserved`; `short`: whether `possible_share` is below the target.

    Only totals are given: who gets the slots is not settled by the maximum. Where the required
    cells are derived, their weights are no families, and everything is null with reason
    `no-demand-stated`. Raises AnalysisError for a target outside 0 to 1.
    """
    if slots not in SLOTS:
        raise AnalysisError(f"slots must be {' or '.join(SLOTS)}, not {slots!r}")
    if not 0 <= target <= 1:
        raise AnalysisError(f"target must be between 0 and 1, not {target}")
    facts, required = Facts(net, parameters), select_required(net)
    run = _Run(facts, required, net.service.capacity if slots == "capacity" else _free(net), target)
    declared = required.origin == "declared"
    objects = run.needs() if declared else []
    return {
        "parameters": {**parameters.as_dict(), "slots": slots, "target": target},
        "required": {
            "origin": required.origin,
            "cells": len(required),
            "weight": _number(Fraction(float(required.weight.sum()))),
        },
        "reason": None if declared else "no-demand-stated",
        "needs": objects,
        "together": run.together() if declared else None,
        "bottlenecks": run.bottlenecks() if declared else [],
        "names": run.names(objects),
        "completeness": {
            **compute_completeness(facts),
            "services_slots_unknown": int((run.slots < 0).sum()),
        },
    }


def _free(net: Projection) -> Ints:
    return net.service.available


class _Run:
    """One run over all needs."""

    def __init__(self, facts: Facts, required: RequiredCells, slots: Ints, target: float) -> None:
        self.net, self.required, self.slots, self.target = facts.net, required, slots, target
        self.needs_asked = np.unique(required.need).tolist()
        self.weights: Weights = scale_weights(required.weight)
        self.readers = [
            DemandReader(facts, required, self.weights, slots, high=high) for high in (False, True)
        ]
        self.sure: list[Demand] = []
        self.possible: list[Demand] = []
        self._full: Ints = np.zeros(0, np.int64)

    def needs(self) -> list[dict[str, Any]]:
        found = []
        for need in self.needs_asked:
            sure, possible = (reader.read(need) for reader in self.readers)
            self.sure.append(sure)
            self.possible.append(possible)
            families = int(self.weights.whole[self.required.need == need].sum())
            need_id = self.net.needs.ids[need]
            measured, _ = self._measure([sure], [possible], families)
            sentence = describe_capacity(self.net.needs.names[need], measured, self.target)
            found.append({"need": need_id, **measured, "sentence": sentence})
        return found

    def together(self) -> dict[str, Any]:
        families = int(self.weights.whole.sum())
        measured, self._full = self._measure(self.sure, self.possible, families)
        return {**measured, "sentence": describe_capacity("All needs", measured, self.target)}

    def bottlenecks(self) -> list[dict[str, Any]]:
        used = self._needs_of_services()
        return [
            {
                "service": self.net.services.ids[service],
                "name": self.net.services.names[service],
                "slots": int(self.slots[service]),
                "needs": [self.net.needs.ids[need] for need in used[service]],
                "sentence": (
                    f"{self.net.services.names[service]} is full: one more slot there would serve "
                    "one more family."
                ),
            }
            for service in self._full.tolist()
        ]

    def names(self, objects: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        return {
            self.net.needs.ids[need]: self.net.needs.names[need]
            for need, _ in zip(self.needs_asked, objects, strict=False)
        }

    def _needs_of_services(self) -> dict[int, list[int]]:
        used: dict[int, list[int]] = defaultdict(list)
        for need, demand in zip(self.needs_asked, self.sure, strict=True):
            for service in sorted(demand.services):
                used[service].append(need)
        return used

    def _measure(
        self, sure: Sequence[Demand], possible: Sequence[Demand], families: int
    ) -> tuple[dict[str, Any], Ints]:
        scale = self.weights.scale
        low = self._flow([group for each in sure for group in (each.tight, each.surely)])
        high = self._flow([each.tight for each in sure])
        most = self._flow([each.tight for each in possible])
        unlimited = [sum(sum(each.surely.values()) for each in given) for given in (sure, possible)]
        served = [low.served, high.served + unlimited[0]]
        services = sorted({service for each in sure for service in each.services})
        known = self.slots[services]
        slots = int(known[known > 0].sum())
        share = Fraction(most.served + unlimited[1], families) if families else None
        measured = {
            "demand": _number(Fraction(families, scale)),
            "reached": _number(Fraction(sum(each.reached for each in sure), scale)),
            "services": len(services),
            "services_slots_unknown": int((known < 0).sum()),
            "slots": [slots, None if (known < 0).any() else slots],
            "served": [_number(Fraction(each, scale)) for each in served],
            "served_share": [each / families for each in served] if families else None,
            "possible_share": None if share is None else float(share),
            "unserved": [_number(Fraction(families - each, scale)) for each in reversed(served)],
            "short": None if share is None else share < Fraction(repr(float(self.target))),
            "reason": None if families else "no-demand",
        }
        return measured, high.full

    def _flow(self, demands: Sequence[Mapping[Group, int]]) -> Flow:
        whole: dict[Group, int] = defaultdict(int)
        for demand in demands:
            for group, families in demand.items():
                whole[group] += families
        # More slots than anybody could ask for are as good as so many, and fit the solver.
        return compute_flow(whole, np.clip(self.slots, 0, LARGEST) * self.weights.scale)


def _number(value: Fraction) -> float | int:
    return int(value) if value.denominator == 1 else float(value)
