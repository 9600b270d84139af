"""What a run chart or a test of change says, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.planning.run_charts.runs import LEAST_USEFUL
from graph.words import count, listed

DIRECTIONS = {
    "better": "in the better direction",
    "worse": "in the worse direction",
    "unknown": "in a direction that nobody has called better or worse",
}


def show(value: float | None) -> str:
    """A value as people write it.

    >>> show(62.54), show(60.0), show(5.05), show(1 / 3), show(None)
    ('62.5', '60', '5.05', '0.333', '')
    """
    if value is None:
        return ""
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: float | None, unit_text: str) -> str:
    """A value and its unit."""
    gap = "" if unit_text in ("", "%") else " "
    return f"{show(value)}{gap}{unit_text}"


def describe_chart(chart: Mapping[str, Any]) -> str:
    """One or two sentences: the verdict and what it rests on."""
    title, verdict = chart["title"], chart["verdict"]
    hidden = chart["counts"]["suppressed"]
    rest = f" {count(hidden, 'value')} rest on too few families to be told." if hidden else ""
    if hidden == 1:
        rest = " 1 value rests on too few families to be told."
    if verdict == "no-points":
        return f"{title}: there are no values to tell.{rest}"
    phase = chart["phases"][-1]
    median = with_unit(phase["median"], chart["unit_text"])
    since = f" since {phase['from']}" if len(chart["phases"]) > 1 else ""
    if verdict == "too-few-points":
        return (
            f"{title}: {count(phase['useful'], 'useful point')}{since}, too few for a verdict "
            f"({LEAST_USEFUL} are needed); the median is {median}.{_moved(chart)}{rest}"
        )
    if verdict == "no-signal":
        return (
            f"{title}: no signal{since} in {count(phase['useful'], 'useful point')} about the "
            f"median of {median}; what varies may be chance.{_moved(chart)}{rest}"
        )
    number = len(chart["phases"])
    signals = [each for each in chart["signals"] if each["phase"] == number]
    told = listed([describe_signal(each) for each in signals])
    way = DIRECTIONS[chart["direction"]]
    return f"{title}: a signal{since} {way}: {told}; the median is {median}.{_moved(chart)}{rest}"


def _moved(chart: Mapping[str, Any]) -> str:
    shift = chart["shift"]
    if shift is None:
        return ""
    unit = chart["unit_text"]
    return (
        f" The median moved from {with_unit(shift['median_before'], unit)} to "
        f"{with_unit(shift['median_after'], unit)} on {shift['from']}, for this cause: "
        f"{shift['cause'].rstrip('.')}."
    )


def describe_signal(signal: Mapping[str, Any]) -> str:
    """A signal in a few words, with its limit."""
    points, limit = signal["points"], signal["limit"]
    match signal["rule"]:
        case "anhoej-run":
            return (
                f"{points} points in a row {signal['side']} the median up to {signal['to']} "
                f"(chance gives {limit} at most)"
            )
        case "anhoej-crossings":
            return f"the median is crossed {_times(points)} (chance gives {limit} at least)"
        case "shift":
            return f"{points} points in a row {signal['side']} the median up to {signal['to']}"
        case "trend":
            way = "rising" if signal["side"] == "up" else "falling"
            return f"{points} points in a row {way} up to {signal['to']}"
        case "few-runs":
            return f"{points} runs, fewer than the {limit} that chance gives at least"
        case _:
            return f"{points} runs, more than the {limit} that chance gives at most"


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
