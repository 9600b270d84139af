"""The facts of all loaded sources as arrays: built once for a version of the store, then reused."""

from graph.projection.arrays import BLANK_DAY, Collection, Lists, Ternary
from graph.projection.build import build_projection
from graph.projection.cache import open_projection
from graph.projection.records import Projection

__all__ = [
    "BLANK_DAY",
    "Collection",
    "Lists",
    "Projection",
    "Ternary",
    "build_projection",
    "open_projection",
]
