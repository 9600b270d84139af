"""Child success models: who does what for which scenario, and where a model does not hold."""

from __future__ import annotations

from graph.planning.success.run import compute_models

__all__ = ["compute_models"]
