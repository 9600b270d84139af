"""Single points of failure: what any-door coverage loses with each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from graph.funding.budgets import build_budgets, fiscal_year_of
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Ints
from graph.resilience.losses import Losses, compute_losses
from graph.resilience.removable import KINDS, Removable, build_removable, collection_of
from graph.resilience.sentences import describe_unit

__all__ = ["KINDS", "compute_resilience"]


def compute_resilience(
    net: Projection,
    parameters: CoverageParameters,
    *,
    kinds: Sequence[str] = KINDS,
    threshold: float = 1.0,
    fiscal_year_starts: int = 1,
) -> dict[str, Any]:
    """Every unit without which covered cells are lost, each taken away by itself.

    Keys: `parameters` (those of coverage, `kinds`, `threshold`, `fiscal_year`,
    `fiscal_year_starts`), `required`, `covered` (cells, weight and share now covered for certain at
    some door), `counts` (by kind: `units` tested, `single_points`, and for funders `possible`),
    `units` (one object a unit with a loss: see `_unit_object`), `lost_cells` (one object a unit and
    lost cell: `kind`, `unit`, `touchpoint`, `need`, `segment`, `place`, `weight`, `becomes`) and
    `completeness`. The greatest loss comes first; of equal ones in the order of `kinds`, then ids.
    """
    kinds = [kind for kind in KINDS if kind in set(kinds)]
    fiscal_year = fiscal_year_of(parameters.as_of, fiscal_year_starts)
    budgets = build_budgets(net, fiscal_year)
    removable = build_removable(net, kinds, budgets, Fraction(str(threshold)))
    losses = compute_losses(net, parameters, removable.table)
    found = _select_units(net, removable, losses, kinds)
    units = [_unit_object(net, removable, losses, unit) for unit in found]
    return {
        "parameters": {
            **parameters.as_dict(),
            "kinds": list(kinds),
            "threshold": threshold,
            "fiscal_year": fiscal_year,
            "fiscal_year_starts": fiscal_year_starts,
        },
        **losses.describe(),
        "counts": {kind: _count(net, kind, units) for kind in kinds},
        "units": units,
        "lost_cells": [
            cell for unit in found for cell in _cell_objects(net, removable, losses, unit)
        ],
        "completeness": losses.completeness,
    }


@dataclass(frozen=True)
class _Unit:
    """A unit with something to lose; `lost` and `possible` are weights."""

    kind: str
    position: int
    lost: float
    possible: float


def _select_units(
    net: Projection, removable: Removable, losses: Losses, kinds: Sequence[str]
) -> list[_Unit]:
    weights = losses.weights(removable.table.count)
    found = []
    for kind in kinds:
        size = len(collection_of(net, kind))
        lost = weights[removable.first[kind] : removable.first[kind] + size]
        second = removable.first["funder-possible" if kind == "funder" else kind]
        possible = weights[second : second + size]
        found += [
            _Unit(kind, i, float(lost[i]), float(possible[i]))
            for i in np.flatnonzero(possible > 0).tolist()
        ]
    order = {kind: rank for rank, kind in enumerate(kinds)}
    return sorted(found, key=lambda u: (-u.lost, -u.possible, order[u.kind], u.position))


def _unit_object(
    net: Projection, removable: Removable, losses: Losses, unit: _Unit
) -> dict[str, Any]:
    """`kind`, `unit` (its id), `name`, `partner` (of a service; else null), `loss` and
    `loss_possible` (shares of the weight now covered), `lost_weight`, `lost_weight_possible`,
    `cells`, `cells_possible`, `become_gaps` and `become_unknown` (of the cells lost for certain:
    without any route, or with one that rests on unknown facts), `touchpoints`, `needs`, `sentence`.
    """
    collection = collection_of(net, unit.kind)
    rows = losses.of_unit(removable.unit(unit.kind, unit.position))
    cells, gap = losses.cell[rows], losses.gap[rows]
    of_partner = net.service.partner[unit.position] if unit.kind == "service" else -1
    described: dict[str, Any] = {
        "kind": unit.kind,
        "unit": collection.ids[unit.position],
        "name": name_unit(net, unit.kind, unit.position),
        "partner": net.partners.ids[of_partner] if of_partner >= 0 else None,
        "loss": losses.share(unit.lost),
        "loss_possible": losses.share(unit.possible),
        "lost_weight": unit.lost,
        "lost_weight_possible": unit.possible,
        "cells": len(cells),
        "cells_possible": len(_possible_cells(removable, losses, unit)),
        "become_gaps": int(gap.sum()),
        "become_unknown": int((~gap).sum()),
    }
    touchpoints = np.unique(losses.required.touchpoint[cells])
    needs = np.unique(losses.required.need[cells])
    described["touchpoints"] = [net.touchpoints.ids[t] for t in touchpoints]
    described["needs"] = [net.needs.ids[n] for n in needs]
    names = ([net.touchpoints.names[t] for t in touchpoints], [net.needs.names[n] for n in needs])
    described["sentence"] = describe_unit(described, *names)
    return described


def name_unit(net: Projection, kind: str, position: int) -> str:
    """The name of a unit; of a pathway those of its two ends."""
    if kind != "pathway":
        return collection_of(net, kind).names[position]
    ends = (int(net.pathway.sender[position]), int(net.pathway.receiver[position]))
    return " to ".join(net.node_name(node) if node >= 0 else "?" for node in ends)


def _possible_cells(removable: Removable, losses: Losses, unit: _Unit) -> Ints:
    kind = "funder-possible" if unit.kind == "funder" else unit.kind
    return losses.cell[losses.of_unit(removable.unit(kind, unit.position))]


def _cell_objects(
    net: Projection, removable: Removable, losses: Losses, unit: _Unit
) -> list[dict[str, Any]]:
    rows = losses.of_unit(removable.unit(unit.kind, unit.position))
    required = losses.required
    identifier = collection_of(net, unit.kind).ids[unit.position]
    return [
        {
            "kind": unit.kind,
            "unit": identifier,
            "touchpoint": net.touchpoints.ids[required.touchpoint[cell]],
            "need": net.needs.ids[required.need[cell]],
            "segment": net.segments.ids[required.segment[cell]],
            "place": net.places.ids[required.place[cell]],
            "weight": float(required.weight[cell]),
            "becomes": "gap" if gap else "unknown",
        }
        for cell, gap in zip(losses.cell[rows].tolist(), losses.gap[rows].tolist(), strict=True)
    ]


def _count(net: Projection, kind: str, units: list[dict[str, Any]]) -> dict[str, int]:
    of_kind = [unit for unit in units if unit["kind"] == kind]
    counts = {
        "units": len(collection_of(net, kind)),
        "single_points": sum(unit["lost_weight"] > 0 for unit in of_kind),
    }
    if kind == "funder":
        counts["possible"] = sum(unit["lost_weight"] == 0 for unit in of_kind)
    return counts
