"""Funding cliffs, voided matches and concentration of money."""

from graph.funding.cliffs import compute_cliffs
from graph.funding.options import CliffOptions, read_renewal

__all__ = ["CliffOptions", "compute_cliffs", "read_renewal"]
