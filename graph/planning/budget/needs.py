"""How far the needs that a model's activities answer are met now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.planning.budget.plan import Plan

if TYPE_CHECKING:
    from graph.coverage import Coverage

Need = dict[str, Any]
MeasureNeeds = Callable[[Sequence[str]], list[Need]]
"""Needs by IRI -> one object each that is required anywhere."""


def measure_needs(coverage: Coverage, needs: Sequence[str]) -> list[Need]:
    """One object a need that is required: `need`, `name`, and its required `cells`, those of them
    `covered`, `unknown` and `gaps` at any door, and the `families` expected at all of them and
    (`families_gaps`) at the gaps.
    """
    import numpy as np

    from graph.projection import Ternary

    net, required = coverage.net, coverage.required
    rows = []
    for iri in needs:
        at = net.needs.index.get(iri)
        cells = np.flatnonzero(required.need == at) if at is not None else ()
        if at is None or not len(cells):
            continue
        status, weight = coverage.any_door[cells], required.weight[cells]
        rows.append(
            {
                "need": net.needs.ids[at],
                "name": net.needs.names[at],
                "cells": len(cells),
                "covered": int((status == Ternary.TRUE).sum()),
                "unknown": int((status == Ternary.UNKNOWN).sum()),
                "gaps": int((status == Ternary.FALSE).sum()),
                "families": float(weight.sum()),
                "families_gaps": float(weight[status == Ternary.FALSE].sum()),
            }
        )
    return sorted(rows, key=lambda row: (-row["families_gaps"], row["need"]))


def describe_needs(plan: Plan, measure: MeasureNeeds | None) -> list[dict[str, Any]]:
    """The same for the needs of the budget's activities, with the `budget`."""
    known = plan.records.activities
    needs = {iri for a in plan.activity_iris if a in known for iri in known[a].needs}
    rows = measure(sorted(needs)) if measure else []
    return [{"budget": plan.budget.id, **row} for row in rows]
