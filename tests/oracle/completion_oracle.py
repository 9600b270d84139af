"""Completion rates of one cohort, by trying every count that the hidden ones may stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

Told = int | Sequence[int] | None
"""A count, the values that a hidden one may have, or nothing where nobody counted."""

OTHER_RESULTS = ("completed", "rejected", "failed", "cancelled")


def rate(counts: Mapping[str, Told], measure: str) -> tuple[Fraction, Fraction] | None:
    """The lowest and the highest share that can be true; None without a denominator or measure."""
    sent = counts.get("sent")
    if not isinstance(sent, int) or sent == 0 or counts.get(measure) is None:
        return None
    others = ("pending",) if "pending" in counts else OTHER_RESULTS
    names = [name for name in sorted({measure, *others}) if name in counts]
    lows, highs = [], []
    for values in product(*(_values(counts[name]) for name in names)):
        world = dict(zip(names, values, strict=True))
        reached = world[measure]
        if "pending" in world:
            pending = world["pending"]
        else:
            pending = max(0, sent - sum(world.get(name, 0) for name in OTHER_RESULTS))
        if reached <= sent and pending <= sent:
            lows.append(Fraction(reached, sent))
            highs.append(Fraction(min(sent, reached + pending), sent))
    return min(lows), max(highs)


def _values(told: Told) -> list[int]:
    assert told is not None
    return [told] if isinstance(told, int) else list(told)
