"""The rule of small cells, and the links between counts that a reader knows of."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from graph.errors import AnalysisError

DEFAULT_FLOOR = 11
"""Counts of families below this are not told (California CHHS guideline 4.4, PCORnet)."""

Kind = Literal["primary", "complementary"]
"""Why a count is not told: it is small, or a small one could be worked out with it."""

K = TypeVar("K", bound=Hashable)

Relations = Sequence[tuple[K, Sequence[K]]]
"""(total, parts): the total is the sum of its parts."""
Orders = Sequence[tuple[K, K]]
"""(smaller, larger): the first is at most the second."""


@dataclass(frozen=True)
class Rule:
    """Which counts are small."""

    floor: int = DEFAULT_FLOOR
    show_zeros: bool = True

    def __post_init__(self) -> None:
        """An AnalysisError where a hidden count could have one value only."""
        if self.floor < 0:
            raise AnalysisError(f"a floor of small cells is not below 0, and this is {self.floor}")
        if self.hides_any and self.floor - self.least < 2:
            raise AnalysisError(
                f"with a floor of {self.floor} a hidden count could only be {self.least}: "
                "hiding it would tell it"
            )

    @property
    def least(self) -> int:
        """The smallest count that is hidden for being small."""
        return 1 if self.show_zeros else 0

    @property
    def hides_any(self) -> bool:
        return self.floor > self.least

    def is_small(self, count: float) -> bool:
        return count < self.floor and (count > 0 or not self.show_zeros)
