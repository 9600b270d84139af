"""Overlap as SEMANTICS 7 sets it out, with plain sets of cells, to hold the engine against."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations, product

from oracle.coverage_oracle import CoverageOracle
from oracle.kleene import Truth
from oracle.plain_facts import Facts, OracleParameters
from oracle.plain_records import ALL, EVERYWHERE, Key, Service

Cell = tuple[Key, Key, Key]
Pair = tuple[str, str, Fraction, Fraction]


def overlapping_pairs(oracle: CoverageOracle, parameters: OracleParameters) -> Iterator[Pair]:
    """(first id, second id, weighted Jaccard, containment) of the pairs that overlap."""
    weights = demand(oracle)
    signatures = {
        service: signature(oracle, Facts(oracle.community, parameters), service)
        for service in oracle.community.services.values()
    }

    def weigh(cells: set[Cell]) -> Fraction:
        return sum((weights.get(cell, Fraction(1)) for cell in cells), Fraction(0))

    for one, two in combinations(signatures, 2):
        shared = weigh(signatures[one] & signatures[two])
        if one.partner == two.partner or not shared:
            continue
        jaccard = shared / weigh(signatures[one] | signatures[two])
        containment = shared / min(weigh(signatures[one]), weigh(signatures[two]))
        if jaccard >= Fraction(8, 10) or containment >= Fraction(9, 10):
            first, second = sorted((one.key[1], two.key[1]))
            yield first, second, jaccard, containment


def demand(oracle: CoverageOracle) -> dict[Cell, Fraction]:
    """The weight required of (need, segment, place) at all touchpoints."""
    weights: dict[Cell, Fraction] = {}
    for asked in oracle.questions():
        cell = (asked.need, asked.segment, asked.place)
        weights[cell] = weights.get(cell, Fraction(0)) + asked.weight
    return weights


def signature(oracle: CoverageOracle, facts: Facts, service: Service) -> set[Cell]:
    """What the service serves for certain, over all needs, segments and leaf places."""
    community = oracle.community
    above = {parent for parents in community.places.values() for parent in parents}
    leaves = [place for place in community.places if place not in above] or [EVERYWHERE]
    segments = community.segments or (ALL,)
    if facts.open(service) is not Truth.TRUE:
        return set()
    needs = [need for need in community.needs if facts.meets(service, need) is Truth.TRUE]
    taken = [one for one in segments if facts.eligible(service, one) is Truth.TRUE]
    reached = [place for place in leaves if facts.access(service, place) is Truth.TRUE]
    return set(product(needs, taken, reached))


def most_independent(providers: list[tuple[str, str | None]]) -> int:
    """Most of these (partner, main funder) that differ pairwise in both, by trying all."""
    for size in range(len(providers), 0, -1):
        for chosen in permutations(providers, size):
            if all(len({one[part] for one in chosen}) == size for part in (0, 1)):
                return size
    return 0
