"""What a run keeps beside its result, so that changes can be judged by what they touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.coverage.doors import DoorPairs
from graph.coverage.result import Variant
from graph.projection.arrays import Bools, Ints

Marks = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Ledger:
    """For every door of every cell, in which variants and worlds it leads to the need."""

    doors: DoorPairs
    variants: Sequence[Variant]
    reached: Marks
    """[door pair]: bit 2 v for the low and 2 v + 1 for the high world of variant v."""
    supply: Ints
    """[cell]: how many services may serve it, counting what is unknown."""

    @classmethod
    def blank(cls, doors: DoorPairs, variants: Sequence[Variant], cells: int) -> Ledger:
        marks = np.zeros(len(doors.cell), np.uint32)
        return cls(doors, variants, marks, np.zeros(cells, np.int64))

    def mark(self, pairs: Ints, variant: Variant, low: Bools, high: Bools) -> None:
        """Note the reach of some door pairs in one variant."""
        self.reached[pairs] |= encode(self.variants, variant, low, high)


def encode(variants: Sequence[Variant], variant: Variant, low: Bools, high: Bools) -> Marks:
    """The marks of one variant."""
    place = np.uint32(2 * variants.index(variant))
    marks: Marks = low.astype(np.uint32) << place
    marks |= high.astype(np.uint32) << (place + np.uint32(1))
    return marks


def decode(variants: Sequence[Variant], variant: Variant, marks: Marks) -> tuple[Bools, Bools]:
    """The reach in the low and in the high world that some marks hold for a variant."""
    place = np.uint32(2 * variants.index(variant))
    one = np.uint32(1)
    return (marks >> place) & one > 0, (marks >> (place + one)) & one > 0
