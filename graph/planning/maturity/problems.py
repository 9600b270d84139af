"""What contradicts itself in models and assessments; each line names its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from graph.planning.maturity.assessments import Assessment
from graph.planning.maturity.model import Model
from graph.planning.maturity.rules import list_rules
from graph.register import Register


def list_problems(
    register: Register,
    models: Mapping[str, Model],
    assessments: Sequence[Assessment],
    as_of: date,
) -> list[dict[str, Any]]:
    """One object a problem: `kind`, `record` (its id) and `sentence`."""
    found = [
        *_cells(register),
        *_ranks(models),
        *_rules(models),
        *_ratings(register, assessments),
        *_assessments(register, assessments, as_of),
    ]
    return sorted(found, key=lambda each: (each["kind"], each["record"], each["sentence"]))


def _problem(kind: str, record: str, sentence: str) -> dict[str, Any]:
    return {"kind": kind, "record": record, "sentence": sentence}


def _cells(register: Register) -> Iterator[dict[str, Any]]:
    for class_name, noun in (("MaturityGoal", "goal"), ("MaturityStrategy", "strategy")):
        for entry in register.of(class_name):
            model = entry.ref("ofMaturityModel")
            for name, part, of in (
                ("inArea", "area", register.by_iri("MaturityArea")),
                ("atStage", "stage", register.by_iri("MaturityStage")),
            ):
                there = of.get(entry.ref(name) or "")
                if there is None or there.ref("ofMaturityModel") == model:
                    continue
                yield _problem(
                    "another-model",
                    entry.id,
                    f"The {noun} {entry.id} is of the model {register.id(model or '')}, its {part} "
                    f"{there.id} of another: it stands in no cell.",
                )


def _ranks(models: Mapping[str, Model]) -> Iterator[dict[str, Any]]:
    for model in models.values():
        shared = Counter(stage.place for stage in model.stages)
        for stage in model.stages:
            if shared[stage.place] > 1:
                yield _problem(
                    "shared-rank",
                    stage.id,
                    f"The stage {stage.id} shares rank {stage.place} with another stage of the "
                    f"model {model.id}: they stand in order of id.",
                )


def _rules(models: Mapping[str, Model]) -> Iterator[dict[str, Any]]:
    known = list_rules()
    for model in models.values():
        for goal in model.goals:
            if goal.rule and goal.rule not in known:
                yield _problem(
                    "unknown-rule",
                    goal.id,
                    f"The goal {goal.id} names the rule {goal.rule!r}, which there is not: people "
                    f"alone can judge it. Rules: {', '.join(known)}.",
                )
        if not model.goals:
            yield _problem("no-goals", model.id, f"The model {model.id} has no goal in any cell.")


def _ratings(register: Register, assessments: Sequence[Assessment]) -> Iterator[dict[str, Any]]:
    goals = register.by_iri("MaturityGoal")
    for assessment in assessments:
        for rating in assessment.ratings.values():
            goal = goals.get(rating.goal)
            if goal is not None and goal.ref("ofMaturityModel") != assessment.model:
                yield _problem(
                    "goal-of-another-model",
                    assessment.id,
                    f"The assessment {assessment.id} of the model {register.id(assessment.model)} "
                    f"rates {goal.id}, a goal of another model: the rating is left out.",
                )
        if not assessment.ratings:
            yield _problem(
                "no-ratings", assessment.id, f"The assessment {assessment.id} rates no goal."
            )


def _assessments(
    register: Register, assessments: Sequence[Assessment], as_of: date
) -> Iterator[dict[str, Any]]:
    seen: dict[tuple[Any, ...], str] = {}
    for each in assessments:
        if each.as_of > as_of:
            yield _problem(
                "later-than-asked",
                each.id,
                f"The assessment {each.id} is of {each.as_of}, after the day looked at: it does "
                "not count as current.",
            )
        if each.collaborative is None and each.place is None:
            yield _problem(
                "whose-not-stated",
                each.id,
                f"The assessment {each.id} names neither a collaborative nor a place: it counts "
                "where none is asked for.",
            )
        key = (each.model, each.collaborative, each.place, each.method, each.as_of)
        if key in seen:
            yield _problem(
                "same-day",
                each.id,
                f"The assessments {seen[key]} and {each.id} are of one day, way of rating and "
                f"collaborative: {each.id} counts as current.",
            )
        seen[key] = each.id
