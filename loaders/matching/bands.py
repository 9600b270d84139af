"""What a score means to the person who decides."""

from __future__ import annotations

from typing import Literal, TypeAlias

Band: TypeAlias = Literal["likely", "possible", "unlikely"]

LIKELY = 0.85
"""From here on the records agree in a rare name and in something else, or in two strong keys."""
POSSIBLE = 0.4
LEAST = 0.1
"""Pairs below are not told at all."""


def band(score: float) -> Band:
    """The band of a score between 0 and 1.

    >>> band(0.9), band(0.5), band(0.2)
    ('likely', 'possible', 'unlikely')
    """
    if score >= LIKELY:
        return "likely"
    return "possible" if score >= POSSIBLE else "unlikely"
