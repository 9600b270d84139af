"""Recommendations for laws and money, and what in the data supports each."""

from __future__ import annotations

from graph.planning.policy.options import PolicyOptions
from graph.planning.policy.run import compute_policy

__all__ = ["PolicyOptions", "compute_policy"]
