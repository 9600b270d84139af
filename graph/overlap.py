"""Overlap, healthy redundancy and duplication candidates among services of different partners.

The words are those of GAO-15-49SP: fragmentation, overlap and duplication differ, and some of each
may be warranted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from graph.coverage.facts import Facts
from graph.namesakes import find_possible_duplicates
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Ints
from graph.signatures import CONTAINMENT, JACCARD, Signatures

MARGIN = 0.2
INDEPENDENT_PROVIDERS = 2
THRESHOLDS = {
    "jaccard": JACCARD,
    "containment": CONTAINMENT,
    "margin": MARGIN,
    "independent_providers": INDEPENDENT_PROVIDERS,
}
"""What a pair is judged by, as results tell it."""

Pair = tuple[int, str | None]
"""Partner and main funder of a service."""


@dataclass(frozen=True)
class OverlapPair:
    """Two services of different partners that serve nearly the same cells for certain."""

    first: int
    second: int
    jaccard: float
    containment: float
    shared_weight: float
    verdict: str
    reason: str
    capacity: int | None
    demand: float | None
    remaining_providers: int | None


def compute_overlaps(net: Projection, parameters: CoverageParameters) -> dict[str, Any]:
    """Overlapping pairs of services, each with its verdict and the reason for it.

    Keys: `parameters`, `thresholds`, `pairs` (one object a pair: `first`, `second`,
    `first_partner`, `second_partner`, `jaccard`, `containment`, `shared_weight`, `verdict`,
    `reason`, `capacity`, `demand`, `remaining_providers`, `names`) and `possible_duplicates` (one
    object a pair of records: `first`, `second`, `reasons`). Strongest overlap first.

    A cell is (need, segment, leaf place); it weighs the sum of the weights required of it at all
    touchpoints, or 1 where nobody stated a demand.
    """
    signatures = Signatures(Facts(net, parameters))
    return {
        "parameters": parameters.as_dict(),
        "thresholds": dict(THRESHOLDS),
        "pairs": _judge_pairs(_Judge(signatures), signatures.overlapping()),
        "possible_duplicates": list(find_possible_duplicates(net)),
    }


class Overlaps:
    """The overlapping pairs of one service at a time, as `compute_overlaps` tells them.

    All pairs of a large community take minutes; those of one service do not.
    """

    def __init__(self, net: Projection, parameters: CoverageParameters) -> None:
        self._judge = _Judge(Signatures(Facts(net, parameters)))

    def of(self, service: int) -> list[dict[str, Any]]:
        """The pairs that a service is in, by its position; strongest overlap first."""
        signatures = self._judge.signatures
        row = int(np.searchsorted(signatures.services, service))
        if row == len(signatures.services) or signatures.services[row] != service:
            # Closed, or without any need: it serves nothing for certain.
            return []
        return _judge_pairs(self._judge, signatures.overlapping_with(row))


def _judge_pairs(
    judge: _Judge, found: Iterable[tuple[int, int, float, float]]
) -> list[dict[str, Any]]:
    pairs = sorted(
        (judge.judge(*pair) for pair in found),
        key=lambda pair: (-pair.jaccard, -pair.containment, pair.first, pair.second),
    )
    return [_pair_object(judge.net, pair) for pair in pairs]


def count_overlaps(net: Projection, parameters: CoverageParameters) -> int:
    """How many pairs `compute_overlaps` would judge; cheap beside judging them."""
    return sum(1 for _ in Signatures(Facts(net, parameters)).overlapping())


class _Judge:
    """Tells duplication candidates from healthy redundancy, where the facts allow it."""

    def __init__(self, signatures: Signatures) -> None:
        self.signatures, self.net = signatures, signatures.net
        self._pairs: dict[bytes, Counter[Pair]] = {}
        self._found: dict[tuple[bytes, Pair | None], int] = {}

    def judge(self, first: int, second: int, jaccard: float, containment: float) -> OverlapPair:
        services = self.signatures.services
        cells = self.signatures.shared(first, second)
        one, two = int(services[first]), int(services[second])
        capacity, demand = self._capacity(one, two), self._demand(one, two, cells)
        remaining = self._remaining(first, second, cells)
        verdict, reason = self._verdict(one, two, capacity, demand, remaining)
        return OverlapPair(
            first=one,
            second=two,
            jaccard=jaccard,
            containment=containment,
            shared_weight=float(self.signatures.weights[cells].sum()),
            verdict=verdict,
            reason=reason,
            capacity=capacity,
            demand=demand,
            remaining_providers=remaining,
        )

    def _verdict(
        self, one: int, two: int, capacity: int | None, demand: float | None, remaining: int
    ) -> tuple[str, str]:
        if capacity is None:
            return "overlap-not-judged", "the slots of one or both are not known"
        if demand is None:
            return "overlap-not-judged", "the demand for what they share is not stated"
        difference = self._difference(one, two)
        if difference:
            return "healthy-redundancy", f"they differ in {difference}"
        if demand > 0 and capacity / demand < 1 + MARGIN:
            return "healthy-redundancy", f"{capacity} slots for a demand of {demand:g}"
        if remaining < INDEPENDENT_PROVIDERS:
            return "healthy-redundancy", "without one of them too few independent providers remain"
        return (
            "duplication-candidate",
            f"{capacity} slots for a demand of {demand:g}, alike in language, mode and hours, "
            f"and {remaining} independent providers would remain",
        )

    def _difference(self, one: int, two: int) -> str | None:
        service = self.net.service
        traits = {
            "language": service.languages,
            "delivery mode": service.modes,
            "hours": service.hours,
        }
        return next((name for name, of in traits.items() if of[one] != of[two]), None)

    def _capacity(self, one: int, two: int) -> int | None:
        slots = self.net.service.capacity[[one, two]]
        return int(slots.sum()) if (slots >= 0).all() else None

    def _demand(self, one: int, two: int, cells: Ints) -> float | None:
        """Demand of the shared cells of needs coded for either; None unless all is stated.

        Broader needs repeat the demand of the needs below them, so they do not count here.
        """
        coded = np.union1d(self.net.service.needs.row(one), self.net.service.needs.row(two))
        asked = cells[np.isin(self.signatures.need_of(cells), coded)]
        if not len(asked) or not self.signatures.stated[asked].all():
            return None
        return float(self.signatures.weights[asked].sum())

    def _remaining(self, first: int, second: int, cells: Ints) -> int:
        """Independent providers left in the worst shared cell when the better of the two goes."""
        return max(
            min(self._independent(cell, without) for cell in cells) for without in (first, second)
        )

    def _independent(self, cell: int, without: int) -> int:
        """Most providers of a cell that differ pairwise in partner and in main funder."""
        providers = self._providers_of(cell)
        gone = self._pair(int(self.signatures.services[without]))
        # Another service with the same partner and funder takes the place of the one that goes.
        leaving = gone if self._pairs[providers][gone] == 1 else None
        key = (providers, leaving)
        if key not in self._found:
            self._found[key] = _count_independent(set(self._pairs[providers]) - {leaving})
        return self._found[key]

    def _providers_of(self, cell: int) -> bytes:
        """The services that serve a cell; many cells have the same ones."""
        by_cell = self.signatures.providers
        rows = by_cell.indices[by_cell.indptr[cell] : by_cell.indptr[cell + 1]]
        key = bytes(rows)
        if key not in self._pairs:
            services = self.signatures.services[rows].tolist()
            self._pairs[key] = Counter(self._pair(service) for service in services)
        return key

    def _pair(self, service: int) -> Pair:
        return int(self.net.service.partner[service]), self.net.service.main_funder[service]


def _count_independent(pairs: Iterable[Pair]) -> int:
    """The largest number of pairs of which no two have a partner or a funder in common."""
    ordered = list(pairs)
    if not ordered:
        return 0
    partners = {p: i for i, p in enumerate(sorted({p for p, _ in ordered}))}
    funders = {f: i for i, f in enumerate(sorted({f for _, f in ordered}, key=str))}
    rows, columns = [partners[p] for p, _ in ordered], [funders[f] for _, f in ordered]
    shape = (len(partners), len(funders))
    links = sparse.csr_matrix((np.ones(len(ordered), np.int32), (rows, columns)), shape=shape)
    return int((maximum_bipartite_matching(links, perm_type="column") >= 0).sum())


def _pair_object(net: Projection, pair: OverlapPair) -> dict[str, Any]:
    partners = [net.node_partner(service) for service in (pair.first, pair.second)]
    ids = [net.partners.ids[p] if p >= 0 else None for p in partners]
    names = [net.partners.names[p] if p >= 0 else None for p in partners]
    return {
        "first": net.services.ids[pair.first],
        "second": net.services.ids[pair.second],
        "first_partner": ids[0],
        "second_partner": ids[1],
        "jaccard": pair.jaccard,
        "containment": pair.containment,
        "shared_weight": pair.shared_weight,
        "verdict": pair.verdict,
        "reason": pair.reason,
        "capacity": pair.capacity,
        "demand": pair.demand,
        "remaining_providers": pair.remaining_providers,
        "names": {
            "first": net.services.names[pair.first],
            "second": net.services.names[pair.second],
            "first_partner": names[0],
            "second_partner": names[1],
        },
    }


def describe_overlap(pair: dict[str, Any]) -> str:
    """One sentence on an overlapping pair, as `compute_overlaps` gives it."""
    names = pair["names"]
    both = (
        f"{names['first']} ({names['first_partner']}) and "
        f"{names['second']} ({names['second_partner']})"
    )
    share = f"share {pair['jaccard']:.0%} of what either serves"
    verdicts = {
        "overlap-not-judged": "an overlap that cannot be judged",
        "healthy-redundancy": "a healthy redundancy",
        "duplication-candidate": "a duplication to discuss",
    }
    return f"{both} {share}: {verdicts[pair['verdict']]}, since {pair['reason']}."
