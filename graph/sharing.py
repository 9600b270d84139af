"""What two services share: its weight, the demand for it, and who else serves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from graph.coverage.doors import join_ranges
from graph.coverage.facts import incidence
from graph.independent import count_left, group_equal
from graph.projection.arrays import Bools, Ints
from graph.signatures import Signatures

SHARED_CELLS = 2_000_000
"""Cells of pairs that are looked at together."""


@dataclass(frozen=True)
class Shared:
    """The cells that both services of a pair serve for certain.

    `demand` is that of needs coded for either service, None unless all of it is stated: broader
    needs repeat the demand of the needs below them. `remaining` are the independent providers left
    in the worst of the cells when the better of the two services goes.
    """

    weight: float
    demand: float | None
    remaining: int


def share(signatures: Signatures, first: Ints, second: Ints) -> Iterator[Shared]:
    """What the rows of each pair share, in the order given; each pair shares some cell.

    Complexity: O(cells of the smaller row of each pair x log of all entries), and the independent
    providers of all cells that the rows serve.
    """
    if not len(first):
        return
    size = np.diff(signatures.cells.indptr)
    reading = np.cumsum(np.minimum(size[first], size[second]), dtype=np.int64) // SHARED_CELLS
    starts = np.flatnonzero(np.diff(reading, prepend=-1)).tolist()
    sharing = _Sharing(signatures, np.union1d(first, second))
    for start, end in pairwise([*starts, len(first)]):
        yield from sharing.of(first[start:end], second[start:end])


class _Sharing:
    """Pairs among some rows."""

    def __init__(self, signatures: Signatures, rows: Ints) -> None:
        self.signatures, self.net = signatures, signatures.net
        self.left = self._left(rows)

    def of(self, first: Ints, second: Ints) -> Iterator[Shared]:
        """What each pair shares."""
        signatures = self.signatures
        pair, entry, other = signatures.shared(first, second)
        cell = signatures.cells.indices[entry]
        starts = np.searchsorted(pair, np.arange(len(first) + 1))
        remaining = np.maximum(
            np.minimum.reduceat(self.left[entry], starts[:-1]),
            np.minimum.reduceat(self.left[other], starts[:-1]),
        )
        asked = np.flatnonzero(self._coded[entry] | self._coded[other])
        asked_starts = np.searchsorted(asked, starts)
        unstated = np.append(0, np.cumsum(~signatures.stated[cell[asked]]))[asked_starts]
        is_stated = (np.diff(asked_starts) > 0) & (np.diff(unstated) == 0)
        weight = signatures.weights[cell]
        asked_weight = weight[asked]
        for i, left in enumerate(remaining.tolist()):
            own = slice(asked_starts[i], asked_starts[i + 1])
            yield Shared(
                weight=float(weight[starts[i] : starts[i + 1]].sum()),
                demand=float(asked_weight[own].sum()) if is_stated[i] else None,
                remaining=left,
            )

    @cached_property
    def _coded(self) -> Bools:
        """[entry of `cells`]: the service is coded for the need of the cell itself."""
        signatures, net = self.signatures, self.net
        coded = incidence(net.service.needs, len(net.needs))[signatures.services]
        coded = coded.astype(np.bool_).toarray()
        row = np.repeat(np.arange(len(coded)), np.diff(signatures.cells.indptr))
        found: Bools = coded[row, signatures.need_of(signatures.cells.indices)]
        return found

    def _left(self, rows: Ints) -> Ints:
        """[entry of `cells`]: independent providers that its cell has without its row.

        Of the cells that the given rows serve; -1 of others. Many cells have the same providers.
        """
        signatures, service = self.signatures, self.net.service
        cells = np.unique(signatures.cells[rows].indices)
        indptr, provider = (
            signatures.providers.indptr.astype(np.int64),
            signatures.providers.indices,
        )
        _, at = join_ranges(indptr[cells], indptr[cells + 1])
        counts = indptr[cells + 1] - indptr[cells]
        starts, distinct, group = group_equal(np.append(0, np.cumsum(counts)), provider[at])
        number: dict[str | None, int] = {}
        funder = np.array(
            [number.setdefault(name, len(number)) for name in service.main_funder], np.int64
        )
        services = signatures.services[distinct]
        # A service without a partner counts as of one more partner, as it does among funders.
        left = count_left(starts, service.partner[services] + 1, funder[services])
        _, of = join_ranges(starts[group], starts[group + 1])
        entry = signatures.entries_by_cell[at]
        every = np.full(signatures.cells.nnz, -1, np.int64)
        every[entry] = left[of]
        return every
