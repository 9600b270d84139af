"""Completion: what became of the referrals sent, where it was followed up."""

from __future__ import annotations

from graph.completion.run import MEASURES, compute_completion

__all__ = ["MEASURES", "compute_completion"]
