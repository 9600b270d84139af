"""The parameters every coverage result is stated with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from graph.errors import AnalysisError

Mode = Literal["warm", "any"]
UncodedServices = Literal["unknown", "ignore"]

MODES: tuple[Mode, ...] = ("warm", "any")
MAX_HANDOFFS = 20


@dataclass(frozen=True)
class CoverageParameters:
    """How coverage is asked.

    `handoffs`: most pathways a walk may use. `mode`: `warm` pathways only, or `any`.
    `as_of`: the day on which freshness is judged. `stale_after_days`: age in days past which a
    dated fact becomes unknown; 0 switches this off. `uncoded_services`: whether a service without
    coded needs may meet any need (`unknown`) or none (`ignore`).

    Raises AnalysisError for a value outside its range.
    """

    handoffs: int = 1
    mode: Mode = "warm"
    as_of: date = field(default_factory=date.today)
    stale_after_days: int = 365
    uncoded_services: UncodedServices = "unknown"

    def __post_init__(self) -> None:
        if not 0 <= self.handoffs <= MAX_HANDOFFS:
            raise AnalysisError(
                f"handoffs must be between 0 and {MAX_HANDOFFS}, not {self.handoffs}"
            )
        if self.mode not in MODES:
            raise AnalysisError(f"mode must be warm or any, not {self.mode!r}")
        if self.stale_after_days < 0:
            raise AnalysisError(f"stale_after_days must be 0 or more, not {self.stale_after_days}")
        if self.uncoded_services not in ("unknown", "ignore"):
            raise AnalysisError(
                f"uncoded_services must be unknown or ignore, not {self.uncoded_services!r}"
            )

    def as_dict(self) -> dict[str, object]:
        return {
            "handoffs": self.handoffs,
            "mode": self.mode,
            "as_of": self.as_of.isoformat(),
            "stale_after_days": self.stale_after_days,
            "uncoded_services": self.uncoded_services,
        }
