"""Run charts: points about a median, and the rules that tell chance from change."""

from graph.planning.run_charts.anhoej import AnhoejResult, apply_anhoej, crossing_limit, run_limit
from graph.planning.run_charts.chart import Point, Rephase, compute_run_chart
from graph.planning.run_charts.classic import ClassicResult, apply_classic, runs_limits

__all__ = [
    "AnhoejResult",
    "ClassicResult",
    "Point",
    "Rephase",
    "apply_anhoej",
    "apply_classic",
    "compute_run_chart",
    "crossing_limit",
    "run_limit",
    "runs_limits",
]
