"""What holds over all scenarios that were asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.words import count

Row = dict[str, Any]


def summarise(scenarios: Sequence[Row], breaks: Sequence[Row], opportunities: Sequence[Row]) -> Row:
    """Counts over the lists of the result, and a sentence of them."""
    every = sum(row["every_path"] == "holds" for row in scenarios)
    broken = sum(row["some_path"] == "fails" for row in scenarios)
    certain = sum(row["kind"] != "unknown" for row in breaks)
    shared = sum(len(row["scenarios"]) > 1 for row in opportunities)
    return {
        "scenarios": len(scenarios),
        "every_path_holds": every,
        "every_path_breaks": broken,
        "breaks": certain,
        "unknown": len(breaks) - certain,
        "opportunities": len(opportunities),
        "shared_opportunities": shared,
        "sentence": (
            f"{count(len(scenarios), 'scenario')}: {_all(every, 'hold')} on every path, "
            f"{_all(broken, 'break')} on every path. {count(certain, 'break')}, "
            f"{len(breaks) - certain} not known; opportunities: {len(opportunities)}, of which "
            f"{shared} {'is' if shared == 1 else 'are'} shared by several scenarios."
        ),
    }


def _all(number: int, verb: str) -> str:
    return f"{number} {verb}{'s' if number == 1 else ''}"
