"""Comparison: the same measures of several places, days or generations side by side."""

from graph.comparison.generations import open_generation
from graph.comparison.result import Moment, compare_moments, compare_places

__all__ = ["Moment", "compare_moments", "compare_places", "open_generation"]
