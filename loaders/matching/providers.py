"""How likely the partners of two services are one: for one pair, and for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping

import numpy as np

from loaders.matching.keys import Keyed, KeyedRecords
from loaders.matching.screening import Floats, Ints


class Providers:
    """The partners, and the scores of the pairs of them that may be one."""

    def __init__(self, partners: KeyedRecords, scores: Mapping[tuple[int, int], float]) -> None:
        """`scores`: by positions of the partners, first < second."""
        self._partners, self._scores = partners, scores
        codes = sorted((a * len(partners.records) + b, s) for (a, b), s in scores.items())
        self._codes = np.array([code for code, _ in codes], np.int64)
        self._values = np.array([score for _, score in codes], np.float64)

    def named(self, iri: str) -> Keyed | None:
        """The partner, if it is known and has a name: without, nothing can be said of it."""
        position = self._partners.index.get(iri, -1)
        keyed = self._partners.records[position] if position >= 0 else None
        return keyed if keyed and keyed.names else None

    def score(self, one: str, other: str) -> float:
        """1 for the same partner; 0 for two that nothing speaks for."""
        if one == other:
            return 1.0
        first, second = sorted((self._partners.index[one], self._partners.index[other]))
        return self._scores.get((first, second), 0.0)

    def agreement(self, services: KeyedRecords) -> ProvidersOf:
        """The same for the providers of these services, by position of the service."""
        positions = [
            self._partners.index[one.record.provider] if self.named(one.record.provider) else -1
            for one in services.records
        ]
        return ProvidersOf(np.array(positions, np.int64), self, len(self._partners.records))

    def groups(self, least: float) -> dict[str, list[Hashable]]:
        """Partner -> keys of the groups that may be one: itself, and each pair it is in."""
        groups: dict[str, list[Hashable]] = defaultdict(list)
        iris = [one.record.iri for one in self._partners.records]
        for position, iri in enumerate(iris):
            groups[iri].append(position)
        for pair in sorted(pair for pair, score in self._scores.items() if score >= least):
            for position in pair:
                groups[iris[position]].append(pair)
        return groups

    def scores_of(self, first: Ints, second: Ints, count: int) -> Floats:
        """Scores of many pairs of partners by position, none of them the same."""
        codes = np.minimum(first, second) * count + np.maximum(first, second)
        if not len(self._codes):
            return np.zeros(len(codes))
        at = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        found: Floats = np.where(self._codes[at] == codes, self._values[at], 0.0)
        return found


class ProvidersOf:
    """Agreement of the providers of pairs of services."""

    def __init__(self, positions: Ints, providers: Providers, count: int) -> None:
        self._positions, self._providers, self._count = positions, providers, count

    def __call__(self, first: Ints, second: Ints) -> Floats:
        one, other = self._positions[first], self._positions[second]
        scores = self._providers.scores_of(one, other, self._count)
        agreement = 2 * np.where(one == other, 1.0, scores) - 1
        return np.where((one < 0) | (other < 0), np.nan, agreement)
