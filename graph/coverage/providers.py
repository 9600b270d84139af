"""The provider set: which services can serve which columns of one need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph.coverage.alike import Alike
from graph.coverage.columns import Columns, Words
from graph.coverage.facts import Fact, Facts
from graph.projection.arrays import Bools, Ints, Small

ROUNDS = 32
"""Words of one row that are merged in rounds; more are merged row by row."""


@dataclass(frozen=True)
class Spread:
    """A fact of (service, value), and which value each column asks."""

    fact: Fact
    value: Ints
    """[column]: position among the distinct values."""
    alike: Alike
    """Rows that are equal."""

    def at(self, row: Ints, column: Ints) -> Fact:
        """The fact at (service row, column), element by element."""
        return self.fact[row, self.value[column]]

    def of_columns(self, column: Ints) -> Fact:
        """[service, column]: the fact spread over some columns."""
        return self.fact[:, self.value[column]]

    def pack(self, columns: Columns, *, high: bool) -> Words:
        """[service, word]: the fact's bits in one world."""
        return self._pack(columns, self.fact.world(high)[self.alike.first])

    def pack_unknown(self, columns: Columns) -> Words:
        """[service, word]: bits where the fact is unknown."""
        return self._pack(columns, self.fact[self.alike.first].unknown)

    def _pack(self, columns: Columns, rows: Bools) -> Words:
        """Equal rows are packed once."""
        return columns.pack_values(rows, self.value)[self.alike.group]


@dataclass(frozen=True)
class Providers:
    """Services that are not surely closed and not surely without the need; rows follow `service`.

    `serves_low` and `serves_high` are [service, word] bits of the whole conjunction; `takes` is
    [column]: some service is eligible and of age in the high world.
    """

    service: Ints
    open: Fact
    meets: Fact
    eligible: Spread
    of_age: Spread
    access: Spread
    serves_low: Words
    serves_high: Words
    takes: Bools

    def serves(self, *, high: bool) -> Words:
        return self.serves_high if high else self.serves_low

    def count_possible(self, columns: Columns) -> Ints:
        """[column]: how many services may serve it."""
        return columns.count(self.serves_high)

    def unknown_at(self, row: Ints, column: Ints) -> Small:
        """How many of the five facts are unknown at (row, column), element by element."""
        count = self.open.unknown[row].astype(np.int8) + self.meets.unknown[row]
        for spread in (self.eligible, self.of_age, self.access):
            count += spread.at(row, column).unknown
        return count

    def fewest_unknown(self, columns: Columns) -> tuple[Ints, Ints]:
        """[column]: fewest unknown facts of a service that may serve it, and the first with so few.

        The first is a row, -1 where there is none. Counts are held as three bits and added up for
        all columns at once. Complexity: O(services x columns / 64).
        """
        least, first = np.full(len(columns), -1), np.full(len(columns), -1)
        ones, twos, fours = (np.zeros_like(self.serves_high) for _ in range(3))
        for spread in (self.eligible, self.of_age, self.access):
            _add(ones, twos, fours, spread.pack_unknown(columns))
        for fact in (self.open, self.meets):
            row = np.flatnonzero(fact.unknown)
            added = np.zeros_like(ones)
            added[row] = ~np.uint64(0)
            _add(ones, twos, fours, added)
        left = np.arange(len(columns))
        for count in range(6):
            found = self.serves_high.copy()
            for digit, bits in enumerate((ones, twos, fours)):
                found &= bits if count >> digit & 1 else ~bits
            some = columns.unpack(np.bitwise_or.reduce(found, axis=0))[left]
            if not some.any():
                continue
            least[left[some]] = count
            first[left[some]] = columns.first_row(found, left[some])
            left = left[~some]
        return least, first


def _add(ones: Words, twos: Words, fours: Words, added: Words) -> None:
    """Add a bit to counts below eight, in place."""
    carried = ones & added
    ones ^= added
    fours ^= twos & carried
    twos ^= carried


def build_providers(
    facts: Facts, need: int, columns: Columns, *, within: Ints | None = None
) -> Providers:
    """Facts of the services that may meet the need; of those `within` only, where given."""
    meets = facts.meets(need)
    if within is None:
        service = np.flatnonzero(meets.high & facts.open.high)
    else:
        service = within[meets.high[within] & facts.open.high[within]]
    eligible = _spread(facts.eligible, facts.alike_segments, service, columns.segment)
    of_age = _spread(facts.of_age, facts.alike_ages, service, columns.stage)
    access = _spread(facts.access, facts.alike_areas, service, columns.place)
    rows = facts.open[service] & meets[service]
    takes = eligible.pack(columns, high=True) & of_age.pack(columns, high=True)
    high = takes & access.pack(columns, high=True)
    low = eligible.pack(columns, high=False) & of_age.pack(columns, high=False)
    low &= access.pack(columns, high=False)
    low[~rows.low] = 0
    return Providers(
        service=service,
        open=facts.open[service],
        meets=meets[service],
        eligible=eligible,
        of_age=of_age,
        access=access,
        serves_low=low,
        serves_high=high,
        takes=columns.unpack(np.bitwise_or.reduce(takes, axis=0)),
    )


def _spread(
    fact: Callable[[Ints, Ints], Fact], alike: Alike, service: Ints, values: Ints
) -> Spread:
    """A fact asked once for each distinct value of the columns and group of services."""
    distinct, column = np.unique(values, return_inverse=True)
    group = alike.group[service]
    row = np.full(len(alike.first), -1, np.int64)
    row[group] = np.arange(len(group))
    first = row[row >= 0]
    row[row >= 0] = np.arange(len(first))
    group = row[group]
    asked = fact(service[first], distinct)
    return Spread(asked[group], column.reshape(-1), Alike(first, group))


def pack_by_row(words: Words, row: Ints, rows: int) -> Words:
    """Bitwise or of all words that share a row; rows without any are zero."""
    packed = np.zeros((rows, words.shape[1]), np.uint64)
    found, merged = merge_by_row(words, row)
    packed[found] = merged
    return packed


def merge_by_row(words: Words, row: Ints) -> tuple[Ints, Words]:
    """The rows that there are, ascending, and the bitwise or of all words of each.

    Most rows have few words: those are taken in rounds, one of each row at a time, which costs
    far less than `reduceat`, whose work begins anew for each row and column.
    """
    if (row[1:] < row[:-1]).any():
        order = np.argsort(row, kind="stable")
        row = row[order]
    else:
        order = np.arange(len(row))
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    counts = np.diff(starts, append=len(row))
    merged = np.empty((len(starts), words.shape[1]), np.uint64)
    for i in np.flatnonzero(counts > ROUNDS).tolist():
        some = words[order[starts[i] : starts[i] + counts[i]]]
        np.bitwise_or.reduce(some, axis=0, out=merged[i])
    few = np.flatnonzero(counts <= ROUNDS)
    few = few[np.argsort(-counts[few], kind="stable")]
    first, left = starts[few], -counts[few]
    gathered = words[order[first]]
    for done in range(1, ROUNDS):
        more = int(np.searchsorted(left, -done))
        if not more:
            break
        gathered[:more] |= words[order[first[:more] + done]]
    merged[few] = gathered
    return row[starts], merged
