"""What may be chosen when the network of partners is measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from graph.errors import AnalysisError

Status = Literal["usable", "possible"]
ClaimRule = Literal["either", "both"]
RankBy = Literal["in_degree", "out_degree", "degree", "betweenness", "core"]

STATUSES: tuple[Status, ...] = ("usable", "possible")
CLAIM_RULES: tuple[ClaimRule, ...] = ("either", "both")
RANKED_BY: tuple[RankBy, ...] = ("in_degree", "out_degree", "degree", "betweenness", "core")

BATCHES = 10
"""Sampled betweenness is the mean of so many batches, whose spread gives its error."""


@dataclass(frozen=True)
class NetworkOptions:
    """How the network is built and measured.

    `status`: pathways that are `usable` for certain, or all `possible` ones. `claims`: arcs that
    `either` side says exist (or that are recorded without a claim), or only those that `both`
    claim. `rank_by`: the measure that ranks stand for. `least_response`: share of partners that
    must have declared their referrals before ranks are given. `seed`: where every random choice
    starts. `community_runs`: runs of the search for communities. `exact_up_to`: betweenness is
    exact while partners x arcs does not exceed this. `sources`: partners that sampled betweenness
    starts from, in `BATCHES` batches.

    Raises AnalysisError for a value outside its range.
    """

    status: Status = "usable"
    claims: ClaimRule = "either"
    rank_by: RankBy = "in_degree"
    least_response: float = 0.7
    seed: int = 1
    community_runs: int = 5
    exact_up_to: int = 10_000_000
    sources: int = 200

    def __post_init__(self) -> None:
        for name, allowed in (
            ("status", STATUSES),
            ("claims", CLAIM_RULES),
            ("rank_by", RANKED_BY),
        ):
            value = getattr(self, name)
            if value not in allowed:
                raise AnalysisError(f"{name} must be {' or '.join(allowed)}, not {value!r}")
        if not 0 <= self.least_response <= 1:
            raise AnalysisError(
                f"least_response must be between 0 and 1, not {self.least_response}"
            )
        for name, least in (
            ("seed", 0),
            ("community_runs", 2),
            ("exact_up_to", 0),
            ("sources", 2 * BATCHES),
        ):
            value = getattr(self, name)
            if value < least:
                raise AnalysisError(f"{name} must be {least} or more, not {value}")

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
