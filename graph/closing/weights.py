"""Weights on a grid on which every sum of them is exact."""

from __future__ import annotations

import math

import numpy as np

from graph.projection.arrays import Floats

DIGITS = 52
"""Bits of a sum that are kept, one less than a double holds."""


def grid_weights(weight: Floats) -> Floats:
    """The weights, each rounded to a power of two so fine that no sum of some is ever rounded.

    Then gains are the same in whatever order they are added, equal gains are equal, and a gain
    never grows through rounding. The error is at most 2**-52 of the sum of all; weights such as 1
    or 2.5 stay as they are.
    """
    total = float(weight.sum())
    if total == 0:
        return weight
    unit = 2.0 ** (math.ceil(math.log2(total)) + 1 - DIGITS)
    rounded: Floats = np.rint(weight / unit) * unit
    return rounded
