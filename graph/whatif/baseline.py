"""A full run that is kept, so that changes to it are answered by what they touch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.coverage.columns import Columns, build_columns
from graph.coverage.facts import Facts
from graph.coverage.ledger import Ledger, decode
from graph.coverage.result import Coverage
from graph.coverage.run import compute_ledger
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Bools, Ints
from graph.whatif.groups import number_groups


@dataclass(frozen=True)
class Distinct:
    """Distinct values of the cells, and [cell] which of them each has."""

    values: Ints
    position: Ints

    @classmethod
    def of(cls, column: Ints) -> Distinct:
        values, position = np.unique(column, return_inverse=True)
        return cls(values, position.reshape(-1))


class Baseline:
    """Coverage of a projection, with the reach of every door.

    Memory: about 30 bytes a (cell, door) pair and 40 a cell.
    """

    def __init__(self, net: Projection, parameters: CoverageParameters) -> None:
        self.net, self.parameters = net, parameters
        self.facts = Facts(net, parameters)
        self.coverage: Coverage
        self.ledger: Ledger
        self.coverage, self.ledger = compute_ledger(self.facts)
        self.group = number_groups(net)
        self._columns: dict[int, tuple[Ints, Columns, Ints]] = {}

    @cached_property
    def pair_group(self) -> Ints:
        """[door pair]: the group of its node."""
        return self.group[self.ledger.doors.node]

    @cached_property
    def needs(self) -> Distinct:
        return Distinct.of(self.coverage.required.need)

    @cached_property
    def places(self) -> Distinct:
        return Distinct.of(self.coverage.required.place)

    @cached_property
    def at_door(self) -> tuple[Bools, Bools]:
        """[door pair] in the low and in the high world: served without a handoff."""
        low, high = decode(self.ledger.variants, (0, "warm"), self.ledger.reached)
        return low, high

    @cached_property
    def ever(self) -> tuple[Bools, Bools]:
        """[door pair] in the low and in the high world: led to the need in some variant."""
        marks = self.ledger.reached
        count = len(self.ledger.variants)
        low = np.uint32(sum(1 << (2 * v) for v in range(count)))
        return marks & low > 0, marks & (low << np.uint32(1)) > 0

    @cached_property
    def stage(self) -> Ints:
        """[cell]: life stage of its touchpoint."""
        return self.net.touchpoint_stage[self.coverage.required.touchpoint]

    def columns_of(self, need: int) -> tuple[Ints, Columns, Ints]:
        """The cells of a need, their columns, and the column of each."""
        if need not in self._columns:
            required = self.coverage.required
            cells = np.flatnonzero(required.need == need)
            built = build_columns(required.segment[cells], required.place[cells], self.stage[cells])
            self._columns[need] = (cells, *built)
        return self._columns[need]
