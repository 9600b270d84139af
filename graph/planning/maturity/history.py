"""Progress over time: every assessment, area by area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from graph.planning.maturity.assessments import MET, RATINGS, UNKNOWN, Assessment
from graph.planning.maturity.model import Model
from graph.register import Register

Group = tuple[str, str | None, str | None, str]
"""(model, collaborative, place, method)."""


def list_history(
    register: Register, models: Mapping[str, Model], assessments: Sequence[Assessment]
) -> list[dict[str, Any]]:
    """One object an assessment and area of which it rated a goal, by whose it is, then by day.

    `change` is how many more goals of the area are met than in the assessment of the same way of
    rating before; None for the first, and where either leaves a goal of the area open.
    """
    by_iri = {model.iri: model for model in models.values()}
    before: dict[Group, Assessment] = {}
    found = []
    for each in assessments:
        model = by_iri.get(each.model)
        if model is None:
            continue
        group = (each.model, each.collaborative, each.place, each.method)
        for area in model.areas:
            goals = [goal.iri for goal in model.goals if goal.area == area.id]
            counts = _count(each, goals)
            if counts[None] == len(goals):
                continue
            found.append(
                {
                    "collaborative": each.collaborative and register.id(each.collaborative),
                    "place": each.place and register.id(each.place),
                    "model": model.id,
                    "method": each.method,
                    "assessment": each.id,
                    "as_of": each.as_of.isoformat(),
                    "by_role": each.by_role,
                    "area": area.id,
                    "goals": len(goals),
                    **{value.replace("-", "_"): counts[value] for value in (*RATINGS, UNKNOWN)},
                    "not_rated": counts[None],
                    "change": _change(before.get(group), each, goals),
                }
            )
        before[group] = each
    return sorted(
        found,
        key=lambda row: (
            row["model"],
            row["collaborative"] or "",
            row["place"] or "",
            row["method"],
            row["as_of"],
            row["assessment"],
        ),
    )


def _count(assessment: Assessment, goals: Sequence[str]) -> Counter[str | None]:
    ratings = (assessment.ratings.get(goal) for goal in goals)
    return Counter(None if rating is None else rating.value for rating in ratings)


def _change(before: Assessment | None, now: Assessment, goals: Sequence[str]) -> int | None:
    if before is None:
        return None
    was, is_ = _count(before, goals), _count(now, goals)
    if any(counts[None] or counts[UNKNOWN] for counts in (was, is_)):
        return None
    return is_[MET] - was[MET]
