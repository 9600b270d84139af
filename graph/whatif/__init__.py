"""What if: coverage after some changes, found again only where they reach."""

from graph.whatif.answer import WhatIf, compute_what_if
from graph.whatif.baseline import Baseline
from graph.whatif.result import ask_what_if
from graph.whatif.told import KEYS, REMOVABLE, read_changes

__all__ = [
    "KEYS",
    "REMOVABLE",
    "Baseline",
    "WhatIf",
    "ask_what_if",
    "compute_what_if",
    "read_changes",
]
