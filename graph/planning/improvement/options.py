"""What an analysis of improvement is asked with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from graph.disclosure import DEFAULT_FLOOR
from graph.errors import AnalysisError
from graph.planning.run_charts.phases import RULES, Rules

OUTCOME_LISTS = {
    "six": (
        "kindergarten-readiness",
        "early-grade-reading",
        "middle-grade-math",
        "high-school-graduation",
        "postsecondary-enrollment",
        "postsecondary-completion",
    ),
    "seven": (
        "kindergarten-readiness",
        "early-grade-reading",
        "middle-grade-math",
        "high-school-graduation",
        "postsecondary-enrollment",
        "postsecondary-completion",
        "employment",
    ),
}
"""Version of the proof point's outcomes -> those outcomes, of the code list community-outcome.

StriveTogether named six in 2017 and added employment later.
"""

OutcomeList = Literal["six", "seven"]


@dataclass(frozen=True)
class ImprovementOptions:
    """Rules of run charts, bounds of teams and cadence, and the rule of the proof point."""

    network: str | None = None
    indicator: str | None = None
    rules: Rules = "anhoej"
    baseline_points: int = 12
    team_least: int = 4
    team_most: int = 5
    network_most: int = 20
    session_days: int = 35
    measure_days: int = 14
    share: float = 0.60
    maintained: Literal["yes", "no"] = "yes"
    tolerance: float = 0.0
    years: int = 5
    outcomes: OutcomeList = "six"
    floor: int = DEFAULT_FLOOR

    def __post_init__(self) -> None:
        """An AnalysisError where a value makes no sense."""
        if self.rules not in RULES:
            raise AnalysisError(f"rules must be {' or '.join(RULES)}, not {self.rules!r}")
        if self.outcomes not in OUTCOME_LISTS:
            raise AnalysisError(f"outcomes must be six or seven, not {self.outcomes!r}")
        if self.maintained not in ("yes", "no"):
            raise AnalysisError(f"maintained must be yes or no, not {self.maintained!r}")
        if not 0 <= self.share <= 1:
            raise AnalysisError(f"share must be between 0 and 1, not {self.share}")
        if self.tolerance < 0:
            raise AnalysisError(f"tolerance must be 0 or more, not {self.tolerance}")
        if self.team_least > self.team_most:
            raise AnalysisError(
                f"team_least must be at most team_most, and {self.team_least} is more than "
                f"{self.team_most}"
            )
        for name in ("baseline_points", "team_least", "session_days", "measure_days", "years"):
            if getattr(self, name) < 1:
                raise AnalysisError(f"{name} must be 1 or more, not {getattr(self, name)}")

    @property
    def exact_tolerance(self) -> Decimal:
        return Decimal(repr(float(self.tolerance)))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
