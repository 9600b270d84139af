"""Comparison: the same measures of several places, days or generations side by side."""

from graph.comparison.changes import describe_changes, pair_cells
from graph.comparison.findings import compare_findings
from graph.comparison.generations import open_generation
from graph.comparison.result import Moment, compare_moments, compare_places

__all__ = [
    "Moment",
    "compare_findings",
    "compare_moments",
    "compare_places",
    "describe_changes",
    "open_generation",
    "pair_cells",
]
