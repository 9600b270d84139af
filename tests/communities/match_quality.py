"""Precision, recall and F1 of proposals against pairs that are known."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from loaders.matching import Proposal
from loaders.matching.bands import LEAST, LIKELY, POSSIBLE

FLOORS = {"likely": LIKELY, "possible or better": POSSIBLE, "all told": LEAST}


@dataclass(frozen=True)
class Quality:
    """What was proposed from one score on, and how much of it and of the truth is right."""

    proposed: int
    right: int
    known: int

    @property
    def precision(self) -> float:
        """Share of the proposed pairs that are right; 1 when nothing is proposed."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Share of the known pairs that are proposed; 1 when none is known."""
        return self.right / self.known if self.known else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def measure(proposals: Iterable[Proposal], truth: Set[tuple[str, str]], *, floor: float) -> Quality:
    """Quality of the proposals with at least this score."""
    pairs = {(each.left, each.right) for each in proposals if each.score >= floor}
    return Quality(len(pairs), len(pairs & truth), len(truth))


def by_band(proposals: Iterable[Proposal], truth: Set[tuple[str, str]]) -> dict[str, Quality]:
    """Quality from each band up."""
    every = list(proposals)
    return {name: measure(every, truth, floor=floor) for name, floor in FLOORS.items()}
