"""The candidates of each kind: a bound on what each covers, and its elements on demand."""

from graph.closing.candidates.pool import Pool, build_pools

__all__ = ["Pool", "build_pools"]
