"""Which hidden counts can be told apart from their true values without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

import numpy as np

from graph.disclosure.rule import K, Kind, Orders, Relations, Rule
from graph.projection.arrays import Bools, Floats, Ints

TINY = 1e-9


class Moves(Generic[K]):
    """Small steps away from the true counts that keep every relation.

    A step along one vector of a basis of the null space of the relations shows, where it stays
    within the ranges, that no count in it can be known. A count in no vector at all is known.
    """

    def __init__(
        self,
        counts: Mapping[K, float],
        hidden: Mapping[K, Kind],
        relations: Relations[K],
        *,
        rule: Rule,
        at_most: Orders[K],
        bounds: Mapping[K, int],
        whole: bool,
    ) -> None:
        self.keys = list(hidden)
        self.index = {key: i for i, key in enumerate(self.keys)}
        self.true = np.array([counts[key] for key in self.keys], np.float64)
        self.rule, self.whole = rule, whole
        self.small = np.array([hidden[key] == "primary" for key in self.keys], np.bool_)
        self.top = np.array([bounds.get(key, rule.floor) for key in self.keys], np.float64)
        linked = [pair for pair in at_most if pair[0] in self.index or pair[1] in self.index]
        ends = [[self.index.get(key, -1) for key in pair] for pair in linked]
        self.ends: Ints = np.array(ends, np.int64).reshape(-1, 2)
        self.slack: Floats = np.array([counts[b] - counts[a] for a, b in linked], np.float64)
        self.basis = _null_space(self._matrix(relations))

    def fixed(self) -> tuple[list[K], list[K]]:
        """(counts that are surely known, counts of which this does not tell)."""
        in_some = np.abs(self.basis).max(axis=0, initial=0.0) > TINY
        moved: Bools = np.zeros(len(self.keys), np.bool_)
        for vector in self.basis:
            step = vector / np.abs(vector[np.abs(vector) > TINY]).min()
            if (self.whole and np.abs(step - np.rint(step)).max() > TINY) or (
                moved[np.abs(step) > TINY].all()
            ):
                continue
            if self._stays(step) or self._stays(-step):
                moved |= np.abs(step) > TINY
        return (
            [key for i, key in enumerate(self.keys) if not in_some[i]],
            [key for i, key in enumerate(self.keys) if in_some[i] and not moved[i]],
        )

    def _stays(self, step: Floats) -> bool:
        after = self.true + step
        low, floor = self.rule.least, self.rule.floor
        highest = self.top - 1 if self.whole else self.top
        in_range = np.where(
            self.small,
            (after >= low) & (after <= highest),
            after >= floor,
        )
        padded = np.append(step, 0.0)
        change = padded[self.ends[:, 1]] - padded[self.ends[:, 0]]
        return bool(in_range[step != 0].all() and (self.slack + change >= -TINY).all())

    def _matrix(self, relations: Relations[K]) -> Floats:
        rows = []
        for total, parts in relations:
            row = np.zeros(len(self.keys))
            for key, factor in ((total, 1.0), *((part, -1.0) for part in parts)):
                if key in self.index:
                    row[self.index[key]] += factor
            if row.any():
                rows.append(row)
        return np.array(rows).reshape(len(rows), len(self.keys))


def _null_space(matrix: Floats) -> Floats:
    """[vector, column]: a basis of what the matrix sends to zero, one vector a free column."""
    reduced, pivots = matrix.copy(), []
    row = 0
    for column in range(matrix.shape[1]):
        if row == len(reduced):
            break
        best = row + int(np.argmax(np.abs(reduced[row:, column])))
        if abs(reduced[best, column]) < TINY:
            continue
        reduced[[row, best]] = reduced[[best, row]]
        reduced[row] /= reduced[row, column]
        others = np.flatnonzero(np.abs(reduced[:, column]) > TINY)
        others = others[others != row]
        reduced[others] -= np.outer(reduced[others, column], reduced[row])
        pivots.append(column)
        row += 1
    free = np.setdiff1d(np.arange(matrix.shape[1]), pivots)
    basis = np.zeros((len(free), matrix.shape[1]))
    basis[np.arange(len(free)), free] = 1.0
    basis[:, pivots] = -reduced[: len(pivots)][:, free].T
    return basis
