"""Improvement networks, tests of change, run charts of indicators, and the proof-point rule."""

from graph.planning.improvement.options import OUTCOME_LISTS, ImprovementOptions
from graph.planning.improvement.run import compute_improvement

__all__ = ["OUTCOME_LISTS", "ImprovementOptions", "compute_improvement"]
