"""The stretches of a run chart with a median of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from graph.planning.run_charts.anhoej import AnhoejResult, apply_anhoej
from graph.planning.run_charts.classic import ClassicResult, apply_classic
from graph.planning.run_charts.runs import find_median, find_runs

Rules = Literal["anhoej", "classic"]
Reason = Literal["no-cause", "no-signal", "too-few-points", "no-points"]
RULES: tuple[Rules, ...] = ("anhoej", "classic")


@dataclass(frozen=True)
class Value:
    """A value that may be told, on its day."""

    day: date
    value: Decimal


@dataclass(frozen=True)
class Rephase:
    """That the median is to be worked out anew from a day; `cause` may be blank."""

    day: date
    cause: str


@dataclass(frozen=True)
class Phase:
    """Values with one median: that of the first `baseline` of them, frozen."""

    values: Sequence[Value]
    baseline: int
    asked: int
    """How many values the baseline should have."""
    median: Decimal
    cause: str
    result: AnhoejResult | ClassicResult
    ground: Phase | None = None
    """The same median kept for the values of the next phase too: the ground for moving the line."""

    @property
    def days(self) -> Sequence[date]:
        return [each.day for each in self.values]


@dataclass(frozen=True)
class Refused:
    """A rephasing that is not carried out, and why."""

    rephase: Rephase
    reason: Reason


def split_phases(
    values: Sequence[Value], rephases: Sequence[Rephase], *, baseline: int, rules: Rules
) -> tuple[list[Phase], list[Refused]]:
    """The phases, in order, and the rephasings that there is no ground for.

    `values` are in order of day, no two of one day. A rephasing needs a stated cause, a value
    before it and one from it on, and a signal: with the median of the phase before, kept for the
    values up to the next rephasing, the rules must give one. O(n) for each rephasing.
    """
    phases, refused = list[Phase](), list[Refused]()
    start, cause = 0, ""
    wanted = sorted(rephases, key=lambda each: (each.day, each.cause))
    for place, rephase in enumerate(wanted):
        end = _first_from(values, wanted[place + 1].day) if place + 1 < len(wanted) else len(values)
        at = _first_from(values, rephase.day)
        ground = _judge(values[start:end], at - start, rephase, baseline, rules)
        if not isinstance(ground, Phase):
            refused.append(Refused(rephase, ground))
            continue
        phase = make_phase(values[start:at], cause, baseline=baseline, rules=rules)
        phases.append(replace(phase, ground=ground))
        start, cause = at, rephase.cause
    if values:
        phases.append(make_phase(values[start:], cause, baseline=baseline, rules=rules))
    return phases, refused


def make_phase(
    values: Sequence[Value], cause: str, *, baseline: int, rules: Rules, before: int | None = None
) -> Phase:
    """A phase of these values; `before`: only so many of them may be of the baseline."""
    numbers = [each.value for each in values]
    used = min(baseline, len(numbers) if before is None else before)
    median = find_median(numbers[:used])
    if median is None:
        raise ValueError("a phase has at least one value in its baseline")
    runs = find_runs(numbers, median)
    result: AnhoejResult | ClassicResult = (
        apply_anhoej(runs) if rules == "anhoej" else apply_classic(numbers, median, runs)
    )
    return Phase(values, used, baseline, median, cause, result)


def _judge(
    values: Sequence[Value], before: int, rephase: Rephase, baseline: int, rules: Rules
) -> Phase | Reason:
    if not rephase.cause.strip():
        return "no-cause"
    if before <= 0 or before >= len(values):
        return "no-points"
    held = make_phase(values, "", baseline=baseline, rules=rules, before=before)
    if not held.result.is_settled:
        return "too-few-points"
    return held if held.result.is_signal else "no-signal"


def _first_from(values: Sequence[Value], day: date) -> int:
    return next((place for place, each in enumerate(values) if each.day >= day), len(values))


def list_boundaries(phases: Sequence[Phase]) -> Iterator[tuple[Phase, date, date]]:
    """Each phase with its first and last day."""
    for phase in phases:
        yield phase, phase.values[0].day, phase.values[-1].day
