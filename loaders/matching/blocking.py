"""Which pairs of records are worth weighing: those that share a key that few share.

A block is the records that hold one key. A key that more than `LARGEST_BLOCK` records hold is no
block: it is passed over and counted, so that work grows with the number of blocks and never with
the square of the records. Such a key would have weighed next to nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from loaders.matching.keys import Keyed, KeyedRecords, Name

LARGEST_BLOCK = 40
"""Records of one block at most; 780 pairs."""
BEGINNING = 4
"""Letters of a word by which services of one provider are put together."""
WORDS_TAKEN = 5
"""Rarest words of a name that make blocks, alone and two and two."""
Ints: TypeAlias = npt.NDArray[np.int64]
Pairs: TypeAlias = npt.NDArray[np.int64]
KeysOf: TypeAlias = Callable[[Keyed], Iterable[Hashable]]


@dataclass(frozen=True)
class Blocks:
    """How the pairs were found."""

    blocks: int
    """Keys that two or more records hold, and not too many."""
    passed_over: int
    """Keys that too many records hold."""
    largest_passed_over: int
    """Records that hold the commonest of those."""
    pairs: int
    """Different pairs of the blocks."""


def find_pairs(
    keyed: KeyedRecords, keys_of: KeysOf, *, largest: int = LARGEST_BLOCK
) -> tuple[Pairs, Blocks]:
    """Pairs of positions (first < second), in order, without repetition; and how they were found.

    `keys_of` gives the keys of a record under which it is put.
    """
    number: dict[Hashable, int] = {}
    keys, rows = array("q"), array("q")
    for row, record in enumerate(keyed.records):
        held = {number.setdefault(key, len(number)) for key in keys_of(record)}
        keys.extend(held)
        rows.extend([row] * len(held))
    count = len(number)
    del number
    by_key = np.argsort(np.array(keys), kind="stable")
    holders = np.array(rows, np.int64)[by_key]
    sizes = np.bincount(np.array(keys, np.int64), minlength=count)
    starts = np.cumsum(sizes) - sizes
    over = sizes[sizes > largest]
    pairs = _pairs_within(holders, starts, sizes, largest, len(keyed.records))
    blocks = Blocks(
        blocks=int(((sizes > 1) & (sizes <= largest)).sum()),
        passed_over=len(over),
        largest_passed_over=int(over.max(initial=0)),
        pairs=len(pairs),
    )
    return pairs, blocks


def _pairs_within(holders: Ints, starts: Ints, sizes: Ints, largest: int, count: int) -> Pairs:
    """Pairs of holders of one key, for all keys that two to `largest` hold, each pair once."""
    codes = [np.zeros(0, np.int64)]
    for size in range(2, largest + 1):
        rows = holders[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        codes.append(np.unique(rows[:, first].ravel() * count + rows[:, second].ravel()))
    unique = np.unique(np.concatenate(codes))
    return np.stack([unique // max(count, 1), unique % max(count, 1)], axis=1)


def partner_keys(keyed: KeyedRecords) -> KeysOf:
    """Identifier, phone, web and mail, address, and words of the names."""

    def keys(record: Keyed) -> Iterator[Hashable]:
        yield from _own_keys(record)
        yield from _name_keys(record, keyed)

    return keys


def service_keys(keyed: KeyedRecords, groups: dict[str, list[Hashable]]) -> KeysOf:
    """The same; beside them the beginnings of the words with the provider, and with its like.

    `groups`: provider -> the groups of partners that may be one, itself among them.
    """

    def keys(record: Keyed) -> Iterator[Hashable]:
        yield from _own_keys(record)
        yield from _name_keys(record, keyed)
        beginnings = {w[:BEGINNING] for name in record.names for w in _rarest(name, keyed)[:3]}
        for group in groups.get(record.record.provider, ()):
            yield from ((group, start) for start in beginnings)

    return keys


def _own_keys(record: Keyed) -> Iterator[Hashable]:
    for kind, keys in record.keys.items():
        # Mail at a host and the website there are one key.
        label = "web" if kind == "mail-host" else kind
        for key in keys:
            yield label, key


def _rarest(name: Name, keyed: KeyedRecords) -> list[str]:
    return sorted(name.weights, key=lambda w: (keyed.names_with[w], w))


def _name_keys(record: Keyed, keyed: KeyedRecords) -> Iterator[Hashable]:
    for name in record.names:
        yield "name", "".join(sorted(name.weights))
        yield "joined", name.joined
        if name.initials:
            yield "initials", name.initials
        if len(name.words) == 1:
            yield "initials", name.joined
        rarest = _rarest(name, keyed)[:WORDS_TAKEN]
        yield from (("word", word) for word in rarest)
        yield from (("words", *pair) for pair in combinations(rarest, 2))
        # A slip in the only rare word leaves its beginning or its end.
        for word in rarest[:2]:
            if len(word) >= 6:
                yield from (("begins", word[:5]), ("ends", word[-5:]))
