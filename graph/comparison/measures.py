"""The measures of one column of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.comparison.numbers import Value, whole_or_float
from graph.comparison.scope import Scope
from graph.coverage import Coverage
from graph.coverage.facts import Facts
from graph.coverage.result import VARIANT_HANDOFFS
from graph.coverage.rungs import GAP_TYPES, NUMBER
from graph.parameters import MODES
from graph.projection import BLANK_DAY, Ternary
from graph.projection.arrays import Floats, Ints, Small

Unit = Literal["share of weight", "share", "cells", "weight", "records", "partners", "touchpoints"]
Section = Literal["coverage", "gaps", "network", "completeness"]

COMPLETE = {
    "services_with_needs": ("services_without_needs", "services"),
    "services_with_segments": ("services_without_segments", "services"),
    "services_with_area": ("services_without_area", "services"),
    "services_dated": ("services_undated", "services"),
    "services_fresh": ("services_stale", "services"),
    "pathways_dated": ("pathways_undated", "pathways"),
    "pathways_fresh": ("pathways_stale", "pathways"),
    "pathways_mode_known": ("pathways_mode_unknown", "pathways"),
    "touchpoints_with_doors": ("touchpoints_without_doors", "touchpoints"),
}
"""Measure of completeness -> (what lacks it, of what)."""


@dataclass(frozen=True)
class Measure:
    """One figure of a column; the same names come in the same order for every column."""

    name: str
    section: Section
    unit: Unit
    value: Value


def compute_measures(coverage: Coverage, scope: Scope) -> list[Measure]:
    """Every measure of what is in scope."""
    return [
        *measure_cells(coverage, scope.cells, coverage.required.weight[scope.cells]),
        *_measure_network(coverage, scope),
        *_measure_completeness(coverage, scope),
    ]


def measure_cells(coverage: Coverage, cells: Ints, weight: Floats) -> list[Measure]:
    """Measures of these required cells, with these weights."""
    asked = [
        ("every_door", coverage.every_door),
        ("any_door", coverage.any_door),
        *_variants(coverage),
    ]
    shares = [
        Measure(name, "coverage", "share of weight", weigh_status(status[cells], weight))
        for name, status in asked
    ]
    gap_type = coverage.gap_type[cells]
    types = np.bincount(gap_type, minlength=len(GAP_TYPES))
    unknown = {
        "unknown_every_door": coverage.every_door[cells] == Ternary.UNKNOWN,
        "unknown_any_door": coverage.any_door[cells] == Ternary.UNKNOWN,
    }
    orphans = np.unique(coverage.required.touchpoint[cells][gap_type == NUMBER["orphan"]])
    return [
        *shares,
        Measure("required_cells", "gaps", "cells", len(cells)),
        Measure("required_weight", "gaps", "weight", whole_or_float(weight.sum())),
        *(
            Measure(f"gaps_{name.replace('-', '_')}", "gaps", "cells", int(types[number]))
            for name, number in NUMBER.items()
        ),
        *(Measure(name, "gaps", "cells", int(mask.sum())) for name, mask in unknown.items()),
        Measure("orphan_touchpoints", "gaps", "touchpoints", len(orphans)),
    ]


def weigh_status(status: Small, weight: Floats) -> list[float] | None:
    """Weighted share covered: [low, high], None where the weights sum to 0."""
    total = float(weight.sum())
    if total == 0:
        return None
    low = float(weight[status == Ternary.TRUE].sum())
    return [low / total, float(weight[status != Ternary.FALSE].sum()) / total]


def count_completeness(coverage: Coverage, scope: Scope) -> dict[str, int]:
    """The counts of `compute_completeness`, over the records in scope alone.

    Beside them `partners` and `touchpoints` in scope, and `services_place_unknown`: services with
    neither area nor site, which are in the scope of no place.
    """
    facts = Facts(coverage.net, coverage.parameters)
    net, service, pathway = coverage.net, coverage.net.service, coverage.net.pathway
    listed = np.zeros(len(net.touchpoints), np.bool_)
    listed[net.door.touchpoint] = True
    s, e, t = scope.services, scope.pathways, scope.touchpoints
    counts = {
        "services": s,
        "services_without_needs": s & service.needs.is_blank(),
        "services_without_segments": s & service.segments.is_blank(),
        "services_without_area": s & service.places.is_blank(),
        "services_undated": s & (service.verified == BLANK_DAY),
        "services_stale": s & ~facts.fresh(service.verified),
        "pathways": e,
        "pathways_undated": e & (pathway.verified == BLANK_DAY),
        "pathways_stale": e & ~facts.fresh(pathway.verified),
        "pathways_mode_unknown": e & (pathway.mode == Ternary.UNKNOWN),
        "senders_declared": scope.partners & net.declared,
        "senders_undeclared": scope.partners & ~net.declared,
        "touchpoints_without_doors": t & ~listed,
        "partners": scope.partners,
        "touchpoints": t,
        "services_place_unknown": scope.services_nowhere,
    }
    return {name: int(mask.sum()) for name, mask in counts.items()}


def _variants(coverage: Coverage) -> Iterator[tuple[str, Small]]:
    for mode in MODES:
        for handoffs in VARIANT_HANDOFFS:
            any_door, every_door = coverage.status[handoffs, mode]
            yield f"every_door_{handoffs}_{mode}", every_door
            yield f"any_door_{handoffs}_{mode}", any_door


def _measure_network(coverage: Coverage, scope: Scope) -> Iterator[Measure]:
    net, counts = coverage.net, count_completeness(coverage, scope)
    mode = net.pathway.mode[scope.pathways]
    warm = None
    if len(mode):
        least = int((mode == Ternary.TRUE).sum())
        most = int((mode != Ternary.FALSE).sum())
        warm = [least / len(mode), most / len(mode)]
    yield Measure("services", "network", "records", counts["services"])
    yield Measure("partners", "network", "partners", counts["partners"])
    yield Measure("pathways", "network", "records", counts["pathways"])
    yield Measure("pathways_warm", "network", "share", warm)


def _measure_completeness(coverage: Coverage, scope: Scope) -> Iterator[Measure]:
    counts = count_completeness(coverage, scope)
    declared = _share(counts["senders_declared"], counts["partners"])
    yield Measure("response_rate", "completeness", "share", declared)
    for name, (lacking, among) in COMPLETE.items():
        share = _share(counts[among] - counts[lacking], counts[among])
        yield Measure(name, "completeness", "share", share)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
