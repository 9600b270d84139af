"""The provider set: which services can serve which columns of one need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.columns import Columns, Words
from graph.facts import Fact, Facts
from graph.projection.arrays import Ints


@dataclass(frozen=True)
class Providers:
    """Services that may meet one need, each with its facts; rows follow `service`.

    Matrices are [service, column]; `serves` is the whole conjunction.
    """

    service: Ints
    open: Fact
    meets: Fact
    eligible: Fact
    of_age: Fact
    access: Fact
    serves: Fact

    def unknown_count(self) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
        """How many facts are unknown for each (service, column)."""
        rows = self.open.unknown.astype(np.int16) + self.meets.unknown
        return np.asarray(
            rows[:, None] + self.eligible.unknown + self.of_age.unknown + self.access.unknown,
            np.int16,
        )


def build_providers(facts: Facts, need: int, columns: Columns) -> Providers:
    """Facts of the services that are not surely closed and not surely without this need."""
    meets = facts.meets(need)
    service = np.flatnonzero(meets.high & facts.open.high)
    eligible = _by_column(facts.eligible, service, columns.segment)
    of_age = _by_column(facts.of_age, service, columns.stage)
    access = _by_column(facts.access, service, columns.place)
    rows = (facts.open & meets)[service]
    serves = Fact(rows.low[:, None], rows.high[:, None]) & eligible & of_age & access
    return Providers(service, facts.open[service], meets[service], eligible, of_age, access, serves)


def _by_column(fact: object, service: Ints, values: Ints) -> Fact:
    """A fact asked once for each distinct value, spread over the columns."""
    distinct, column = np.unique(values, return_inverse=True)
    answered: Fact = fact(service, distinct)  # type: ignore[operator]
    return answered[:, column.reshape(-1)]


def pack_by_row(words: Words, row: Ints, rows: int) -> Words:
    """Bitwise or of all words that share a row; rows without any are zero."""
    packed = np.zeros((rows, words.shape[1]), np.uint64)
    if len(row):
        order = np.argsort(row, kind="stable")
        starts = np.flatnonzero(np.diff(row[order], prepend=-1))
        packed[row[order][starts]] = np.bitwise_or.reduceat(words[order], starts, axis=0)
    return packed
