"""Why a need is not met: the first reason that fails, judged by what may be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph.parameters import Mode
from graph.planning.journeys.asking import NeedContext
from graph.planning.journeys.questions import Answer, Question

KINDS = (
    "no-door",
    "no-service",
    "not-eligible",
    "aged-out",
    "out-of-area",
    "no-pathway",
    "cold-only",
    "past-age",
    "past-next",
)
"""Breaks that are certain, in the order in which they are looked for."""


def classify(context: NeedContext, question: Question, answer: Answer) -> str:
    """The kind of break of a question without any possible way.

    The rungs are those of SEMANTICS section 6, with the child's age on the day in place of the life
    stage and, after them, what the waits spoil.
    """
    if not len(answer.doors.node):
        return "no-door"
    providers = context.providers
    left = providers.open.high & providers.meets.high & context.named(question)
    if not left.any():
        return "no-service"
    left = left & context.fact("eligible", question.place).high
    if not left.any():
        return "not-eligible"
    if question.days is None:
        left = left & context.fact("of_age", question.place).high
    else:
        begins, ends = context.ages(high=True)
        start = np.maximum(begins, question.days.first)
        left = left & (start < ends)
    if not left.any():
        return "aged-out"
    left = left & context.fact("access", question.place).high
    if not left.any():
        return "out-of-area"
    nodes = answer.doors.node
    rungs: tuple[tuple[Mode, str], ...] = (
        ("any", "no-pathway"),
        (context.ground.parameters.mode, "cold-only"),
    )
    for mode, kind in rungs:
        arrivals = context.arrive(question, nodes, mode, high=True)
        if context.best(question, arrivals, left, high=True, timed=False) is None:
            return kind
    if question.before is not None:
        free = replace(question, before=None)
        rows = context.serving(free, high=True)
        arrivals = context.arrive(free, nodes, context.ground.parameters.mode, high=True)
        if context.best(free, arrivals, rows, high=True) is not None:
            return "past-next"
    return "past-age"
