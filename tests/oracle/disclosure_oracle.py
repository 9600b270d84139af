"""What a reader can work out of hidden counts, by trying every table."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def tables(
    shown: Mapping[Key, int],
    ranges: Mapping[Key, range],
    relations: Sequence[tuple[Key, Sequence[Key]]],
    at_most: Sequence[tuple[Key, Key]] = (),
) -> Iterator[dict[Key, int]]:
    """Every choice of the hidden counts that agrees with what is shown."""
    for values in product(*ranges.values()):
        every = {**shown, **dict(zip(ranges, values, strict=True))}
        adds_up = (every[total] == sum(every[part] for part in parts) for total, parts in relations)
        in_order = (every[smaller] <= every[larger] for smaller, larger in at_most)
        if all(adds_up) and all(in_order):
            yield every


def intervals(
    shown: Mapping[Key, int],
    ranges: Mapping[Key, range],
    relations: Sequence[tuple[Key, Sequence[Key]]],
    at_most: Sequence[tuple[Key, Key]] = (),
) -> dict[Key, tuple[int, int]]:
    """The least and the most that each hidden count can be."""
    found = list(tables(shown, ranges, relations, at_most))
    return {
        key: (min(each[key] for each in found), max(each[key] for each in found)) for key in ranges
    }
