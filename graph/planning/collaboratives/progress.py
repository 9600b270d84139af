"""How far strategic outcomes have come, against their target and the pace to reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from graph.planning.collaboratives.records import Collaborative, Outcome
from graph.planning.collaboratives.values import Values, period
from graph.planning.indicators import Indicator, Told

Status = Literal["met", "on-track", "behind", "stalled", "missed", "unknown"]
STATUSES: tuple[Status, ...] = ("met", "on-track", "behind", "stalled", "missed", "unknown")
STALLED: tuple[Status, ...] = ("stalled", "missed")
"""States that are findings."""


@dataclass(frozen=True)
class Progress:
    """Where an outcome stands on a day."""

    outcome: Outcome
    indicator: Indicator | None
    measured: Sequence[Told]
    """Every value up to the day, of all segments, in order of day."""
    first: Told | None
    """What the last value is compared with."""
    last: Told | None
    status: Status
    reason: str | None
    """Why the status is unknown."""
    expected: Fraction | None
    """The value at which it would be on its way, were it to grow evenly to the target."""


def judge_outcome(
    outcome: Outcome, collaborative: Collaborative, values: Values, day: date
) -> Progress:
    """Where the outcome stands, from the values of all families up to the day.

    `met`: the last value reaches the target. `missed`: the target's day is over, the last value is
    of that day or later, and does not. Before that day, against the first value (the last baseline
    where there is one, else the first one measured from the start on): `on-track` where the last
    value is at least as near as an even pace from first to target asks, `behind` where it is nearer
    than the first, `stalled` where it is not. Else `unknown`, with the reason. A last value of too
    few families is not looked at.
    """
    indicator = values.indicators.get(outcome.indicator or "")
    if indicator is None:
        return Progress(outcome, None, (), None, None, "unknown", "no-indicator", None)
    measured = values.measured(indicator.iri, collaborative.places, day)
    whole = [each for each in measured if each.observation.segment is None]
    actual = [each for each in whole if each.observation.kind == "actual"]
    last = actual[-1] if actual else None
    first = _first(whole, outcome.starts_on, last)
    status, reason, expected = _judge(outcome, indicator, first, last, day)
    return Progress(outcome, indicator, measured, first, last, status, reason, expected)


def tell_outcome(progress: Progress, collaborative: Collaborative) -> dict[str, Any]:
    """The row of an outcome."""
    outcome, first, last = progress.outcome, progress.first, progress.last
    indicator = progress.indicator
    return {
        "collaborative": collaborative.id,
        "outcome": outcome.id,
        "name": outcome.name,
        "statement": outcome.statement,
        "indicator": None if indicator is None else indicator.id,
        "unit": None if indicator is None else indicator.unit,
        "first_value": None if first is None else _number(first.value),
        "last_value": None if last is None else _number(last.value),
        "expected": _number(progress.expected),
        "target": _number(outcome.target),
        "target_date": None if outcome.target_date is None else outcome.target_date.isoformat(),
        "measured_on": None if last is None else period(last)[0].isoformat(),
        "status": progress.status,
        "reason": progress.reason,
        "sentence": _say(progress),
    }


def _judge(
    outcome: Outcome, indicator: Indicator, first: Told | None, last: Told | None, day: date
) -> tuple[Status, str | None, Fraction | None]:
    lacking = _lacking(outcome, indicator, last)
    if lacking is not None or last is None or last.value is None or outcome.target is None:
        return "unknown", lacking, None
    sign = 1 if indicator.better == "higher" else -1
    value, target = sign * Fraction(last.value), sign * Fraction(outcome.target)
    if value >= target:
        return "met", None, None
    due, measured_on = outcome.target_date, period(last)[0]
    if due is not None and due < day:
        return ("missed", None, None) if measured_on >= due else ("unknown", "no-value-since", None)
    if first is None or first.value is None:
        return "unknown", "one-value", None
    start, began = sign * Fraction(first.value), period(first)[0]
    if value <= start:
        return "stalled", None, None
    if due is None or due <= began:
        return "unknown", "no-target-date", None
    pace = Fraction((measured_on - began).days, (due - began).days)
    expected = start + (target - start) * min(pace, Fraction(1))
    return ("on-track" if value >= expected else "behind"), None, sign * expected


def _lacking(outcome: Outcome, indicator: Indicator, last: Told | None) -> str | None:
    """Why nothing can be said at all."""
    if last is None:
        return "no-values"
    if last.value is None:
        return "small" if last.is_suppressed else "no-values"
    if outcome.target is None:
        return "no-target"
    return "no-direction" if indicator.better is None else None


def _first(whole: Sequence[Told], starts_on: date | None, last: Told | None) -> Told | None:
    """The last baseline, else the first value from the start on, of those told before the last."""
    told = [
        each
        for each in whole
        if each.value is not None and (last is None or period(each)[0] < period(last)[0])
    ]
    baselines = [each for each in told if each.observation.kind == "baseline"]
    if baselines:
        return baselines[-1]
    since = [each for each in told if starts_on is None or period(each)[0] >= starts_on]
    return since[0] if since else None


REASONS = {
    "no-indicator": "no indicator tells how far it is reached",
    "no-values": "its indicator has no value up to this day",
    "small": "its last value is of too few families to be told",
    "no-target": "no target is stated",
    "no-direction": "it is not said whether more or less of its indicator is better",
    "no-value-since": "its day is over, and the last value is from before it",
    "one-value": "there is no earlier value to compare with",
    "no-target-date": "the target has no day that lies after the first value",
}
SAYINGS = {
    "met": "is reached",
    "missed": "was not reached by its day",
    "on-track": "is on its way at the pace that its target asks",
    "behind": "comes nearer, but slower than its target asks",
    "stalled": "is no nearer to its target than at the start",
}


def _say(progress: Progress) -> str:
    name = progress.outcome.name
    if progress.status == "unknown":
        return f"How far {name} is reached is unknown: {REASONS[str(progress.reason)]}."
    last = progress.last.value if progress.last else None
    target = progress.outcome.target
    unit = progress.indicator.unit if progress.indicator else None
    of = "" if unit is None else f" ({unit})"
    return f"{name} {SAYINGS[progress.status]}: {_in_words(last)} of {_in_words(target)}{of}."


def _in_words(value: Decimal | Fraction | None) -> str:
    """A number with at most three decimals, never with an exponent."""
    assert value is not None
    return f"{float(value):,.3f}".rstrip("0").rstrip(".")


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)
