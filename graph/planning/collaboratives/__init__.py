"""Collaboratives: who sits at the table, what they reach, and whom they can learn from."""

from __future__ import annotations

from graph.planning.collaboratives.options import CollaborativeOptions
from graph.planning.collaboratives.run import compute_collaboratives

__all__ = ["CollaborativeOptions", "compute_collaboratives"]
