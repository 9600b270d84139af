"""What the rules found in a phase, as plain records."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from graph.planning.run_charts.anhoej import AnhoejResult
from graph.planning.run_charts.classic import SHIFT, TREND, ClassicResult
from graph.planning.run_charts.phases import Phase
from graph.planning.run_charts.runs import Run, find_median

Better = Literal["higher", "lower"]
Direction = Literal["better", "worse", "unknown"]


def list_signals(phase: Phase, better: Better | None) -> Iterator[dict[str, Any]]:
    """One object a signal: `rule`, `from`, `to`, `points`, `limit`, `side`, `direction`.

    `direction` says whether the values moved in the better or the worse direction: that of the
    run or trend itself; where a rule speaks of the whole phase, that of the median of what came
    after the baseline. It is unknown where that is not to be told.
    """
    if isinstance(phase.result, AnhoejResult):
        yield from _anhoej(phase, phase.result, better)
    else:
        yield from _classic(phase, phase.result, better)


def _anhoej(phase: Phase, found: AnhoejResult, better: Better | None) -> Iterator[dict[str, Any]]:
    for run in found.long_runs:
        yield _of_run(phase, "anhoej-run", run, found.run_limit, better)
    if found.few_crossings:
        yield _of_phase(phase, "anhoej-crossings", found.crossings, found.crossing_limit, better)


def _classic(phase: Phase, found: ClassicResult, better: Better | None) -> Iterator[dict[str, Any]]:
    for run in found.shifts:
        yield _of_run(phase, "shift", run, SHIFT - 1, better)
    for trend in found.trends:
        side = "above" if trend.direction == "up" else "below"
        first, last = phase.days[trend.first], phase.days[trend.last]
        yield {
            "rule": "trend",
            "from": first.isoformat(),
            "to": last.isoformat(),
            "points": trend.length,
            "limit": TREND - 1,
            "side": trend.direction,
            "direction": find_direction(side, better),
        }
    if found.too_few:
        yield _of_phase(phase, "few-runs", found.runs, found.fewest_runs, better)
    if found.too_many:
        signal = _of_phase(phase, "many-runs", found.runs, found.most_runs, better)
        yield {**signal, "side": None, "direction": "unknown"}


def _of_run(
    phase: Phase, rule: str, run: Run, limit: int | None, better: Better | None
) -> dict[str, Any]:
    return {
        "rule": rule,
        "from": phase.days[run.first].isoformat(),
        "to": phase.days[run.last].isoformat(),
        "points": run.length,
        "limit": limit,
        "side": run.side,
        "direction": find_direction(run.side, better),
    }


def _of_phase(
    phase: Phase, rule: str, counted: int, limit: int | None, better: Better | None
) -> dict[str, Any]:
    side = find_side(phase)
    return {
        "rule": rule,
        "from": phase.days[0].isoformat(),
        "to": phase.days[-1].isoformat(),
        "points": counted,
        "limit": limit,
        "side": side,
        "direction": find_direction(side, better),
    }


def find_side(phase: Phase) -> str | None:
    """On which side of its median a phase went on after the baseline; None where on neither."""
    later: Decimal | None = find_median([each.value for each in phase.values[phase.baseline :]])
    if later is None or later == phase.median:
        return None
    return "above" if later > phase.median else "below"


def find_direction(side: str | None, better: Better | None) -> Direction:
    """Whether a side is the better or the worse one.

    >>> find_direction("above", "lower"), find_direction("below", None)
    ('worse', 'unknown')
    """
    if side is None or better is None:
        return "unknown"
    return "better" if (side == "above") == (better == "higher") else "worse"
