"""Coverage of the required cells: can a family at a door reach what it needs?"""

from graph.coverage.result import Coverage
from graph.coverage.run import CoverageParameters, Routes, compute_coverage

__all__ = ["Coverage", "CoverageParameters", "Routes", "compute_coverage"]
