"""The rules by which a snapshot is read, each with a name and a number that results print."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

from graph.errors import AnalysisError
from graph.public.raters import FLOOR

LOWEST_FLOOR = 3
"""Below this a mean tells what single respondents said."""
STRONG, WEAK = 0.7, 0.4
DISAGREEMENT = 0.6
KNOWN = 0.6

Reading = Literal["strength", "opportunity", "disagreement", "between", "unknown"]


@dataclass(frozen=True)
class Rules:
    """When something is known, told and called so.

    `strong` and `weak` are places on the scale, from 0 (its worst end) to 1 (its best end).
    """

    floor: int = FLOOR
    """Scores that a question needs before anything but their number is told."""
    strong: float = STRONG
    weak: float = WEAK
    disagreement: float = DISAGREEMENT
    """Spread from which a question is a disagreement, as a share of the most there can be."""
    known: float = KNOWN
    """Share of the weight of a dimension that must be known for a score of it."""

    def __post_init__(self) -> None:
        if not 0 <= self.weak < self.strong <= 1:
            raise AnalysisError("weak must be below strong, both from 0 to 1")
        if not (0 < self.disagreement <= 1 and 0 < self.known <= 1):
            raise AnalysisError("disagreement and known must be above 0 and at most 1")
        if self.floor < LOWEST_FLOOR:
            raise AnalysisError(f"floor must be at least {LOWEST_FLOOR}")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def read(self, place: Fraction | None, variance: Fraction | None) -> Reading:
        """What a mean and a variance on the scale from 0 to 1 are called.

        The mean of two camps says what neither thinks, so a disagreement is told as that only. The
        standard deviation is at most half the scale.
        """
        if place is None or variance is None:
            return "unknown"
        if variance >= (exact(self.disagreement) / 2) ** 2:
            return "disagreement"
        if place >= exact(self.strong):
            return "strength"
        return "opportunity" if place <= exact(self.weak) else "between"

    def sentences(self) -> list[str]:
        """The rules in words."""
        return [
            f"A question with fewer than {self.floor} scores is unknown, and no part of its "
            "dimension: in so small a group people could work out who said what.",
            "Spread is the standard deviation; it is compared with the most there can be, half "
            "the scale.",
            f"Disagreement: a spread of {self.disagreement:.0%} of that or more. Else strength: a "
            f"mean at {self.strong:.0%} of the scale or higher; opportunity: at {self.weak:.0%} or "
            "lower.",
            f"A dimension has a score where {self.known:.0%} of its questions' weight has one.",
            "A change or a difference counts only where it is larger than both spreads.",
        ]


def exact(share: float) -> Fraction:
    """What the digits of a parameter say.

    >>> exact(0.7)
    Fraction(7, 10)
    """
    return Fraction(repr(float(share)))
