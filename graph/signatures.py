"""What services serve for certain, as sets of weighted cells, and which of them overlap."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from scipy import sparse

from graph.coverage.doors import join_ranges
from graph.coverage.facts import Facts, incidence
from graph.coverage.required import select_required
from graph.projection.arrays import Bools, Floats, Ints

JACCARD = 0.8
CONTAINMENT = 0.9
BLOCK_ROWS = 256
ROUNDING = 1e-9
"""Sums of weights in binary may fall just short of a threshold they meet."""


class Signatures:
    """What each service serves for certain: the cells of its needs x segments x leaf places."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.net = facts, facts.net
        net = self.net
        self.segments = (
            np.arange(1, len(net.segments)) if len(net.segments) > 1 else np.zeros(1, np.int64)
        )
        self.places = net.leaf_places if net.has_places else np.zeros(1, np.int64)
        serving = facts.open.low & ~facts.uncoded
        self.services = np.flatnonzero(serving)
        self.weights, self.stated = self._demand()
        self.cells = self._cells()

    def _demand(self) -> tuple[Floats, Bools]:
        """[cell]: weight, and whether somebody stated it."""
        net, required = self.net, select_required(self.net)
        shape = (len(net.needs), len(self.segments), len(self.places))
        weights, stated = np.zeros(shape), np.zeros(shape, np.bool_)
        segment = _positions(self.segments, required.segment, len(net.segments))
        place = _positions(self.places, required.place, len(net.places))
        found = (segment >= 0) & (place >= 0)
        key = (required.need[found], segment[found], place[found])
        np.add.at(weights, key, required.weight[found])
        stated[key] = True
        weights[~stated] = 1.0
        if required.origin == "derived":
            stated[:] = False
        return weights.reshape(-1), stated.reshape(-1)

    def _cells(self) -> sparse.csr_array:
        """Sparse [service, cell] of what is served for certain."""
        net, facts = self.net, self.facts
        coded = incidence(net.service.needs, len(net.needs))[self.services]
        needs = sparse.csr_array(coded @ sparse.csr_array(net.need_above.astype(np.int32)))
        eligible = facts.eligible(self.services, self.segments).low
        access = facts.access(self.services, self.places).low
        indptr, indices = [0], []
        for row in range(len(self.services)):
            own = needs.indices[needs.indptr[row] : needs.indptr[row + 1]]
            where = (np.flatnonzero(eligible[row]), np.flatnonzero(access[row]))
            cells = (own[:, None] * len(self.segments) + where[0]).reshape(-1)
            cells = (cells[:, None] * len(self.places) + where[1]).reshape(-1)
            indices.append(np.sort(cells))
            indptr.append(indptr[-1] + len(cells))
        flat = np.concatenate(indices) if indices else np.zeros(0, np.int64)
        data = np.ones(len(flat), np.float64)
        shape = (len(self.services), len(self.weights))
        return sparse.csr_array((data, flat, np.array(indptr)), shape=shape)

    @cached_property
    def providers(self) -> sparse.csc_array:
        return sparse.csc_array(self.cells)

    @cached_property
    def _weighted(self) -> sparse.csr_array:
        """Sparse [service, cell]: the weight of what is served for certain."""
        return sparse.csr_array(self.cells * self.weights[None, :])

    @cached_property
    def _transposed(self) -> sparse.csc_array:
        return sparse.csc_array(self.cells.T)

    @cached_property
    def _size(self) -> Floats:
        """[service]: the weight of all that it serves for certain."""
        return np.asarray(self._weighted.sum(axis=1)).reshape(-1)

    def overlapping(self) -> Iterator[tuple[int, int, float, float]]:
        """(first, second, jaccard, containment) of rows whose partners differ.

        Complexity: O(pairs of services that serve a cell, added up over the cells).
        """
        for start in range(0, len(self.services), BLOCK_ROWS):
            shared = sparse.coo_array(self._weighted[start : start + BLOCK_ROWS] @ self._transposed)
            kept = shared.row + start < shared.col
            first, second = shared.row[kept] + start, shared.col[kept]
            yield from self._overlapping(first, second, shared.data[kept])

    def overlapping_with(self, row: int) -> Iterator[tuple[int, int, float, float]]:
        """Those of the same pairs that one row is in, without looking at the others.

        Complexity: O(cells of all services).
        """
        shared = sparse.coo_array(self._weighted[[row]] @ self._transposed)
        kept = shared.col != row
        other = shared.col[kept]
        first, second = np.minimum(row, other), np.maximum(row, other)
        yield from self._overlapping(first, second, shared.data[kept])

    def _overlapping(
        self, first: Ints, second: Ints, common: Floats
    ) -> Iterator[tuple[int, int, float, float]]:
        """The pairs that overlap, of pairs of rows with the weight of what they share."""
        partner, size = self.net.service.partner[self.services], self._size
        kept = (partner[first] != partner[second]) & (common > 0)
        first, second, common = first[kept], second[kept], common[kept]
        jaccard = common / (size[first] + size[second] - common)
        containment = common / np.minimum(size[first], size[second])
        found = (jaccard >= JACCARD - ROUNDING) | (containment >= CONTAINMENT - ROUNDING)
        yield from zip(
            first[found].tolist(),
            second[found].tolist(),
            jaccard[found].tolist(),
            containment[found].tolist(),
            strict=True,
        )

    def need_of(self, cells: Ints) -> Ints:
        """The need of each cell."""
        return cells // (len(self.segments) * len(self.places))

    @cached_property
    def entries_by_cell(self) -> Ints:
        """[entry of `providers`]: the same one among the entries of `cells`."""
        entry = np.arange(self.cells.nnz, dtype=np.int64)
        parts = (entry, self.cells.indices, self.cells.indptr)
        found: Ints = sparse.csc_array(sparse.csr_array(parts, shape=self.cells.shape)).data
        return found

    @cached_property
    def _entry_key(self) -> Ints:
        """[entry of `cells`]: its row and cell as one number, ascending."""
        row = np.repeat(np.arange(len(self.services), dtype=np.int64), np.diff(self.cells.indptr))
        key: Ints = row * len(self.weights) + self.cells.indices
        return key

    def shared(self, first: Ints, second: Ints) -> tuple[Ints, Ints, Ints]:
        """The cells that both rows of each pair serve, pair after pair, ascending.

        Returns the pair, and the entry of `cells` of its first and of its second row. Complexity:
        O(cells of the smaller rows x log of all entries).
        """
        indptr = self.cells.indptr.astype(np.int64)
        size = np.diff(indptr)
        swapped = size[first] > size[second]
        small, large = np.where(swapped, second, first), np.where(swapped, first, second)
        pair, entry = join_ranges(indptr[small], indptr[small + 1])
        asked = large[pair] * len(self.weights) + self.cells.indices[entry]
        other = np.minimum(np.searchsorted(self._entry_key, asked), len(self._entry_key) - 1)
        both = self._entry_key[other] == asked
        pair, entry, other = pair[both], entry[both], other[both]
        swapped = swapped[pair]
        return pair, np.where(swapped, other, entry), np.where(swapped, entry, other)


def _positions(values: Ints, asked: Ints, size: int) -> Ints:
    """Where each asked value stands in `values`, -1 where it does not."""
    position = np.full(size, -1, np.int64)
    position[values] = np.arange(len(values))
    return position[asked]
