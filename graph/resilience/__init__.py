"""What is lost when a service, partner, site, pathway or funder goes."""

from graph.resilience.run import KINDS, compute_resilience

__all__ = ["KINDS", "compute_resilience"]
