"""What a run over recommendations is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from graph.errors import AnalysisError
from graph.planning.choosing import check_known
from graph.planning.policy.problems import Told


@dataclass(frozen=True)
class PolicyOptions:
    """`shared`: share of the communities that have a barrier for certain, from which on it is
    widely shared. `least`: so many communities at least. `recommendation`: id of the only one that
    is told; all where it is None.

    Raises AnalysisError for a value outside its range.
    """

    shared: float = 0.75
    least: int = 2
    recommendation: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.shared <= 1:
            raise AnalysisError(f"shared must be above 0 and at most 1, not {self.shared}")
        if self.least < 1:
            raise AnalysisError(f"least must be 1 or more, not {self.least}")

    @property
    def least_share(self) -> Decimal:
        """`shared` exactly as it is written."""
        return Decimal(repr(self.shared))

    def as_dict(self) -> dict[str, object]:
        return {
            "shared": self.shared,
            "least": self.least,
            "recommendation": self.recommendation,
        }


def choose(every: Sequence[Told], wanted: str | None) -> Sequence[Told]:
    """Those asked for. Raises BadParameter for an id of no recommendation."""
    if wanted is None:
        return every
    known = {told.recommendation.id for told in every}
    check_known([wanted], known, analysis="policy", option="recommendation")
    return [told for told in every if told.recommendation.id == wanted]
