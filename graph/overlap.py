"""Overlap, healthy redundancy and duplication candidates among services of different partners.

The words are those of GAO-15-49SP: fragmentation, overlap and duplication differ, and some of each
may be warranted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.coverage.facts import Facts
from graph.namesakes import find_possible_duplicates
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.sharing import share
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

Found = tuple[int, int, float, float]
"""An overlapping pair of rows of the signatures: first, second, jaccard, containment."""


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

    All pairs of a large community take much longer than those of one service.
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


def _judge_pairs(judge: _Judge, found: Iterable[Found]) -> list[dict[str, Any]]:
    pairs = sorted(
        judge.judge(list(found)),
        key=lambda pair: (-pair.jaccard, -pair.containment, pair.first, pair.second),
    )
    services = {service for pair in pairs for service in (pair.first, pair.second)}
    named = {service: _Named.of(judge.net, service) for service in services}
    return [_pair_object(pair, named[pair.first], named[pair.second]) for pair in pairs]


def count_overlaps(net: Projection, parameters: CoverageParameters) -> int:
    """How many pairs `compute_overlaps` would judge; cheap beside judging them."""
    return sum(1 for _ in Signatures(Facts(net, parameters)).overlapping())


class _Judge:
    """Tells duplication candidates from healthy redundancy, where the facts allow it."""

    def __init__(self, signatures: Signatures) -> None:
        self.signatures, self.net = signatures, signatures.net

    def judge(self, found: Sequence[Found]) -> Iterator[OverlapPair]:
        """The pairs with their verdicts, in the order given."""
        services = self.signatures.services
        first = np.array([pair[0] for pair in found], np.int64)
        second = np.array([pair[1] for pair in found], np.int64)
        pairs = zip(services[first].tolist(), services[second].tolist(), strict=True)
        shared = share(self.signatures, first, second)
        for (one, two), of, (*_, jaccard, containment) in zip(pairs, shared, found, strict=True):
            capacity = self._capacity(one, two)
            verdict, reason = self._verdict(one, two, capacity, of.demand, of.remaining)
            yield OverlapPair(
                first=one,
                second=two,
                jaccard=jaccard,
                containment=containment,
                shared_weight=of.weight,
                verdict=verdict,
                reason=reason,
                capacity=capacity,
                demand=of.demand,
                remaining_providers=of.remaining,
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


@dataclass(frozen=True)
class _Named:
    """A service and its partner, as a pair tells them."""

    id: str
    name: str
    partner_id: str | None
    partner_name: str | None

    @classmethod
    def of(cls, net: Projection, service: int) -> _Named:
        partner = net.node_partner(service)
        told = (net.partners.ids[partner], net.partners.names[partner]) if partner >= 0 else None
        return cls(net.services.ids[service], net.services.names[service], *(told or (None, None)))


def _pair_object(pair: OverlapPair, first: _Named, second: _Named) -> dict[str, Any]:
    return {
        "first": first.id,
        "second": second.id,
        "first_partner": first.partner_id,
        "second_partner": second.partner_id,
        "jaccard": pair.jaccard,
        "containment": pair.containment,
        "shared_weight": pair.shared_weight,
        "verdict": pair.verdict,
        "reason": pair.reason,
        "capacity": pair.capacity,
        "demand": pair.demand,
        "remaining_providers": pair.remaining_providers,
        "names": {
            "first": first.name,
            "second": second.name,
            "first_partner": first.partner_name,
            "second_partner": second.partner_name,
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
