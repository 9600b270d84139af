"""Which pairs can reach a score at all: the same points as in `evidence`, for many pairs at once.

The bound of a pair is never below its true points: what is not cheap to know counts as if it spoke
for the match in full. Pairs that pass are weighed one by one, with their reasons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from loaders.matching.blocking import Pairs
from loaders.matching.evidence import NAMES_AGREE, Weights
from loaders.matching.keys import SHARED_KEYS, Keyed, KeyedRecords, rarity
from loaders.matching.names import compare_names

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
AT_ONCE = 200_000
"""Pairs in memory at a time; about 30 MB."""
WIDTH = 3
"""Keys of one kind that are compared here; a record with more may share any."""
SLACK = 1e-6


class Screen:
    """Bounds on the points of pairs of records of one kind.

    `providers` gives the agreement (-1 to 1) of the providers of many pairs, NaN where not known.
    """

    def __init__(
        self,
        keyed: KeyedRecords,
        weights: Weights,
        providers: Callable[[Ints, Ints], Floats] | None = None,
    ) -> None:
        records = keyed.records
        self._weights, self._providers = weights, providers
        self._columns = {kind: _Column(keyed, kind) for kind in SHARED_KEYS}
        self._sources = _positions([one.record.source for one in records])
        self._topics = np.array([bool(r.record.needs or r.record.terms) for r in records], bool)
        self._names = _positions([tuple(name.text for name in one.names) for one in records])
        self._bearers: dict[int, Keyed] = {}
        for position, one in zip(self._names.tolist(), records, strict=True):
            self._bearers.setdefault(position, one)

    def passing(self, pairs: Pairs, least: float) -> Iterator[tuple[int, int]]:
        """The pairs, in their order, that can have a score of `least`."""
        needed = math.log(least / (1 - least)) - SLACK if least > 0 else -math.inf
        for start in range(0, len(pairs), AT_ONCE):
            first, second = pairs[start : start + AT_ONCE].T
            provider = self._provider(first, second)
            points = self._without_names(first, second, provider)
            can = points + self._weights.name[0] >= needed
            first, second, points, provider = first[can], second[can], points[can], provider[can]
            can = points + self._name_points(first, second, provider) >= needed
            yield from zip(first[can].tolist(), second[can].tolist(), strict=True)

    def _provider(self, first: Ints, second: Ints) -> Floats:
        if self._providers is None:
            return np.full(len(first), np.nan)
        return self._providers(first, second)

    def _without_names(self, first: Ints, second: Ints, provider: Floats) -> Floats:
        weights, columns = self._weights, self._columns
        points = np.full(len(first), weights.start)
        most, least = weights.provider
        points += np.nan_to_num(np.where(provider >= 0, provider * most, provider * -least))
        points += columns["identifier"].points(first, second, weights.identifier)
        points += columns["phone"].points(first, second, weights.phone)
        web = columns["web"].points(first, second, weights.web)
        for kind, worth in (
            ("page", weights.page),
            ("email", weights.email),
            ("mail-host", weights.mail_host),
        ):
            found = columns[kind].points(first, second, worth)
            web = np.where(found > 0, np.maximum(web, found), web)
        points += web
        points += np.maximum(
            columns["address"].points(first, second, weights.address), weights.town[0]
        )
        points += weights.topics[0] * (self._topics[first] & self._topics[second])
        points += weights.same_source * (self._sources[first] == self._sources[second])
        return points

    def _name_points(self, first: Ints, second: Ints, provider: Floats) -> Floats:
        """Exactly what `evidence` gives for the names; each two names are compared once."""
        one, other = self._names[first], self._names[second]
        codes = np.minimum(one, other) * (len(self._bearers) + 1) + np.maximum(one, other)
        unique, of = np.unique(codes, return_inverse=True)
        similarity, strength = np.zeros(len(unique)), np.zeros(len(unique))
        named = np.zeros(len(unique), bool)
        for i, code in enumerate(unique.tolist()):
            left, right = divmod(code, len(self._bearers) + 1)
            found = compare_names(self._bearers[left], self._bearers[right])
            if found is not None:
                named[i], similarity[i], strength[i] = True, found.similarity, found.strength
        same = np.maximum(0, np.nan_to_num(provider, nan=0.0))
        strong = same + (1 - same) * strength[of]
        alike = similarity[of]
        most, least = self._weights.name
        agree = (alike - NAMES_AGREE) / (1 - NAMES_AGREE) * strong * most
        differ = (alike - NAMES_AGREE) / NAMES_AGREE * -least
        points: Floats = np.where(alike >= NAMES_AGREE, agree, differ) * named[of]
        return points


class _Column:
    """The keys of one kind as numbers, a row a record."""

    def __init__(self, keyed: KeyedRecords, kind: str) -> None:
        number: dict[str, int] = {}
        count = len(keyed.records)
        self._keys = np.full((count, WIDTH), -1, np.int64)
        self._many = np.zeros(count, bool)
        for row, one in enumerate(keyed.records):
            keys = one.keys.get(kind, {})
            self._many[row] = len(keys) > WIDTH
            for column, key in enumerate(sorted(keys)[:WIDTH]):
                self._keys[row, column] = number.setdefault(key, len(number))
        self._rarity = np.array([rarity(keyed.shared_by(kind, key)) for key in number])
        # Only identifiers of one scheme can differ: left to the evidence.
        self._can_differ = kind != "identifier"
        self._width = int((self._keys >= 0).sum(axis=1).max(initial=0))

    def points(self, first: Ints, second: Ints, weights: tuple[float, float]) -> Floats:
        """Points of each pair, or more where a record has more keys than are compared."""
        most, least = weights
        points = np.zeros(len(first))
        if not len(self._rarity):
            return points
        for a in range(self._width):
            left = self._keys[first, a]
            for b in range(self._width):
                same = (left >= 0) & (left == self._keys[second, b])
                if same.any():
                    worth = np.where(same, self._rarity[np.maximum(left, 0)] * most, 0)
                    points = np.maximum(points, worth)
        if least and self._can_differ:
            both = (self._keys[first, 0] >= 0) & (self._keys[second, 0] >= 0)
            points = np.where(both & (points == 0), least, points)
        many = self._many[first] | self._many[second]
        return np.where(many, most, points) if many.any() else points


def _positions(values: Sequence[object]) -> Ints:
    """The number of each distinct value."""
    number: dict[object, int] = {}
    return np.array([number.setdefault(value, len(number)) for value in values], np.int64)
