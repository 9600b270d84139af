"""Equity: is coverage the same for every kind of family?"""

from graph.equity.groups import EVERY_SEGMENT, Measure
from graph.equity.intervals import Interval
from graph.equity.reference import choose_reference
from graph.equity.result import compute_equity

__all__ = ["EVERY_SEGMENT", "Interval", "Measure", "choose_reference", "compute_equity"]
