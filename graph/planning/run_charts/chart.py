"""One run chart: points, phases, signals and a verdict, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from graph.errors import AnalysisError
from graph.planning.run_charts.anhoej import AnhoejResult
from graph.planning.run_charts.classic import ClassicResult
from graph.planning.run_charts.phases import (
    RULES,
    Phase,
    Refused,
    Rephase,
    Rules,
    Value,
    list_boundaries,
    split_phases,
)
from graph.planning.run_charts.runs import LEAST_USEFUL
from graph.planning.run_charts.signals import Better, list_signals

__all__ = ["Point", "Rephase", "compute_run_chart"]

State = Literal["told", "suppressed", "missing"]

WHY_REFUSED = {
    "no-cause": "no cause is stated",
    "no-signal": "the values before and after it give no signal",
    "too-few-points": f"there are fewer than {LEAST_USEFUL} useful points to tell a signal from",
    "no-points": "there is no point before it, or none from it on",
}


@dataclass(frozen=True)
class Point:
    """A place on the time axis.

    Only a `told` point has a value. A `suppressed` one was measured, and rests on too few families
    to be told; a `missing` one was not measured.
    """

    day: date
    value: Decimal | None
    state: State = "told"


def compute_run_chart(
    points: Sequence[Point],
    *,
    better: Better | None = None,
    rules: Rules = "anhoej",
    baseline_points: int = 12,
    rephases: Sequence[Rephase] = (),
) -> dict[str, Any]:
    """The run chart of a series; no two points are of one day.

    Keys: `rules`, `better`; `points` (one a day: `day`, `value`, `state`, `phase` from 1, and
    `median`, that of the phase); `phases` (one a median: `from`, `to`, `median`, `baseline`,
    `baseline_asked`, `cause`, `useful`, `longest_run`, `run_limit`, `crossings`,
    `crossing_limit`, `runs`, `fewest_runs`, `most_runs`, `verdict`, `direction`); `signals` (see
    `list_signals`, with their `phase`; of a phase that ends where the line is moved, those that are
    the ground for it, with its median kept); `flags` (days of values far off, by the classic rules:
    a question to a person); `verdict` and `direction` of the last phase; `shift` (the first and the
    last median, where there are several phases); `counts` of points by state; `notes` (sentences
    on what was not judged, or not as asked).

    `verdict` is `signal`, `no-signal`, `too-few-points` or `no-points`. Points that are missing or
    suppressed are left out of median and rules: a run goes on behind them. Raises AnalysisError
    for options that make no sense and for two points of one day.
    """
    if rules not in RULES:
        raise AnalysisError(f"rules must be {' or '.join(RULES)}, not {rules!r}")
    if baseline_points < 1:
        raise AnalysisError(f"a baseline has one point or more, not {baseline_points}")
    ordered = sorted(points, key=lambda point: point.day)
    if len({point.day for point in ordered}) < len(ordered):
        raise AnalysisError("a run chart has one point a day at most")
    values = [Value(p.day, p.value) for p in ordered if p.state == "told" and p.value is not None]
    phases, refused = split_phases(values, rephases, baseline=baseline_points, rules=rules)
    told = [_describe(phase, better) for phase in phases]
    signals = [
        {"phase": number, **signal}
        for number, phase in enumerate(phases, start=1)
        for signal in list_signals(phase.ground or phase, better)
    ]
    last = told[-1] if told else {"verdict": "no-points", "direction": "unknown"}
    return {
        "rules": rules,
        "better": better,
        "points": list(_place(ordered, phases)),
        "phases": told,
        "signals": signals,
        "flags": [day.isoformat() for day in _flags(phases)],
        "verdict": last["verdict"],
        "direction": last["direction"],
        "shift": _shift(phases, better),
        "counts": {
            state: sum(point.state == state for point in ordered)
            for state in ("told", "suppressed", "missing")
        },
        "notes": list(_notes(phases, refused)),
    }


def _describe(phase: Phase, better: Better | None) -> dict[str, Any]:
    result = phase.result
    # Of several signals the latest speaks.
    sided = [signal for signal in list_signals(phase, better) if signal["side"] is not None]
    latest = max(sided, key=lambda signal: (signal["to"], signal["from"]), default=None)
    verdict = "signal" if result.is_signal else "no-signal"
    anhoej = result if isinstance(result, AnhoejResult) else None
    classic = result if isinstance(result, ClassicResult) else None
    return {
        "from": phase.values[0].day.isoformat(),
        "to": phase.values[-1].day.isoformat(),
        "median": float(phase.median),
        "baseline": phase.baseline,
        "baseline_asked": phase.asked,
        "baseline_to": phase.values[phase.baseline - 1].day.isoformat(),
        "cause": phase.cause or None,
        "points": len(phase.values),
        "useful": result.useful,
        "longest_run": anhoej.longest_run if anhoej else None,
        "run_limit": anhoej.run_limit if anhoej else None,
        "crossings": anhoej.crossings if anhoej else None,
        "crossing_limit": anhoej.crossing_limit if anhoej else None,
        "runs": classic.runs if classic else None,
        "fewest_runs": classic.fewest_runs if classic else None,
        "most_runs": classic.most_runs if classic else None,
        "verdict": verdict if result.is_settled else "too-few-points",
        "direction": latest["direction"] if latest else "unknown",
    }


def _place(points: Sequence[Point], phases: Sequence[Phase]) -> Iterator[dict[str, Any]]:
    starts = [first for _, first, _ in list_boundaries(phases)]
    for point in points:
        number = max(1, sum(start <= point.day for start in starts))
        yield {
            "day": point.day.isoformat(),
            "value": None if point.value is None or point.state != "told" else float(point.value),
            "state": point.state,
            "phase": number if phases else None,
            "median": float(phases[number - 1].median) if phases else None,
        }


def _flags(phases: Sequence[Phase]) -> Iterator[date]:
    for phase in phases:
        if isinstance(phase.result, ClassicResult):
            yield from (phase.days[place] for place in phase.result.far_off)


def _shift(phases: Sequence[Phase], better: Better | None) -> dict[str, Any] | None:
    if len(phases) < 2:
        return None
    before, after = phases[0].median, phases[-1].median
    direction = "unknown"
    if better is not None and before != after:
        direction = "better" if (after > before) == (better == "higher") else "worse"
    return {
        "from": phases[-1].values[0].day.isoformat(),
        "cause": phases[-1].cause,
        "median_before": float(before),
        "median_after": float(after),
        "direction": direction,
    }


def _notes(phases: Sequence[Phase], refused: Sequence[Refused]) -> Iterator[str]:
    for number, phase in enumerate(phases, start=1):
        if phase.baseline < phase.asked:
            points = "point" if phase.baseline == 1 else "points"
            yield (
                f"The median of phase {number} rests on {phase.baseline} {points}, fewer than the "
                f"{phase.asked} asked for."
            )
        if not phase.result.is_settled:
            yield (
                f"Phase {number} has {phase.result.useful} useful points; no verdict is given "
                f"below {LEAST_USEFUL}."
            )
    for each in refused:
        day = each.rephase.day.isoformat()
        yield f"The line is not moved on {day}: {WHY_REFUSED[each.reason]}."
