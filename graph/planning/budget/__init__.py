"""Budgets over several years: what carrying out a success model costs, and who pays."""

from graph.planning.budget.gained import Gain, measure_gain
from graph.planning.budget.needs import measure_needs
from graph.planning.budget.run import compute_budgets

__all__ = ["Gain", "compute_budgets", "measure_gain", "measure_needs"]
