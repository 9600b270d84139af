"""Freshness: what to verify, whom to ask first, and how old what is on record is.

`compute_freshness` is the way in; `docs/analysis/freshness.md` says what its figures mean.
"""

from graph.freshness.result import compute_freshness

__all__ = ["compute_freshness"]
