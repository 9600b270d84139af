"""What the projection is made of: arrays, collections of records, ragged lists, three values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

BLANK_DAY = np.iinfo(np.int64).min
"""Stands for a blank date or a blank bound of an age range."""


class Ternary(IntEnum):
    """The three values of a fact. Kleene's `and` is the minimum, `or` the maximum."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


@dataclass(frozen=True)
class Collection:
    """Records of one kind, in a stable order: IRI, the id shown to people, and the name."""

    iris: Sequence[str]
    ids: Sequence[str]
    names: Sequence[str]
    index: Mapping[str, int]
    """IRI -> position."""

    def __len__(self) -> int:
        return len(self.iris)


@dataclass(frozen=True)
class Lists:
    """One list of positions a row (compressed sparse rows); values in a row are distinct."""

    indptr: Ints
    values: Ints

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[int, int]], rows: int) -> Lists:
        """Lists from (row, value) pairs in any order."""
        flat = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        counts = np.bincount(flat[:, 0], minlength=rows) if rows else np.zeros(0, np.int64)
        indptr = np.zeros(rows + 1, dtype=np.int64)
        np.cumsum(counts, out=indptr[1:])
        return cls(indptr, flat[:, 1].copy())

    @classmethod
    def from_sorted(cls, row: Ints, values: Ints, rows: int) -> Lists:
        """Lists from values sorted by row, distinct in each."""
        indptr = np.zeros(rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=rows), out=indptr[1:])
        return cls(indptr, values)

    def with_row(self, row: int, values: Ints) -> Lists:
        """The same lists, but for one row."""
        start, end = int(self.indptr[row]), int(self.indptr[row + 1])
        indptr = np.array(self.indptr)
        indptr[row + 1 :] += len(values) - (end - start)
        return Lists(indptr, np.concatenate([self.values[:start], values, self.values[end:]]))

    def with_more(self, rows: Sequence[Ints]) -> Lists:
        """The same lists and, after them, further ones."""
        ends = self.indptr[-1] + np.cumsum([len(row) for row in rows], dtype=np.int64)
        return Lists(np.concatenate([self.indptr, ends]), np.concatenate([self.values, *rows]))

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def row(self, i: int) -> Ints:
        return self.values[self.indptr[i] : self.indptr[i + 1]]

    def rows_of_values(self) -> Ints:
        """For each value, the row it stands in."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    def is_blank(self) -> Bools:
        """Rows with an empty list."""
        blank: Bools = np.diff(self.indptr) == 0
        return blank
