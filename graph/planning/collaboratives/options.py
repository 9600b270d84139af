"""What the analysis of collaboratives is asked with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.disclosure import DEFAULT_FLOOR


@dataclass(frozen=True)
class CollaborativeOptions:
    """The thresholds, each a choice of who asks and none of them a rule of any law."""

    collaborative: tuple[str, ...] = ()
    """Ids of those to tell of; empty for all."""
    family_share: float = 0.25
    """Share of the seats that families and young people are to hold."""
    staff: float = 0.5
    """Posts whose first duty is to be the collaborative."""
    known_share: float = 0.8
    """Share of what is asked in its places that the map is to answer for certain."""
    monitor_days: int = 365
    """Age in days past which the last value of an outcome is old."""
    answer_days: int = 90
    """Days after which a request that nobody has met is unanswered."""
    proposals: int = 3
    """Most peers proposed to one collaborative."""
    reference: str | None = None
    """Id of the segment that others are compared with, instead of the one the data name."""
    floor: int = DEFAULT_FLOOR
    """Counts of families below this are not told."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "collaborative": list(self.collaborative),
            "family_share": self.family_share,
            "staff": self.staff,
            "known_share": self.known_share,
            "monitor_days": self.monitor_days,
            "answer_days": self.answer_days,
            "proposals": self.proposals,
            "reference": self.reference,
            "floor": self.floor,
        }
