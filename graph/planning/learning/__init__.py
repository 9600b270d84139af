"""The learning report: what was tried, what moved, and what was learned."""

from __future__ import annotations

from graph.planning.learning.run import compute_learning

__all__ = ["compute_learning"]
