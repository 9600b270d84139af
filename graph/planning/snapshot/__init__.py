"""Snapshots: where communities stand, by questionnaires that several people answered."""

from __future__ import annotations

from graph.planning.snapshot.rules import (
    DISAGREEMENT,
    KNOWN,
    STRONG,
    WEAK,
    Rules,
)
from graph.planning.snapshot.run import compute_snapshots

__all__ = [
    "DISAGREEMENT",
    "KNOWN",
    "STRONG",
    "WEAK",
    "Rules",
    "compute_snapshots",
]
