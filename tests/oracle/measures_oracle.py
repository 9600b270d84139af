"""Measures of the network of partners by their definitions, on plain sets and the tables' rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations

from oracle.kleene import Truth
from oracle.plain_facts import Facts
from oracle.plain_records import Key, Pathway

Arcs = set[tuple[str, str]]
Ties = Mapping[str, Collection[str]]


def counted_arcs(facts: Facts, *, high: bool) -> dict[tuple[str, str], list[Pathway]]:
    """(sender, receiver) -> the pathways that count, for two different partners."""
    community = facts.community
    arcs: dict[tuple[str, str], list[Pathway]] = {}
    for pathway in community.pathways:
        ends = (pathway.sender, pathway.receiver)
        if any(end in community.touchpoints for end in ends) or not _counts(facts, pathway, high):
            continue
        one, other = (community.partner_of(end)[1] for end in ends)
        if one != other:
            arcs.setdefault((one, other), []).append(pathway)
    return arcs


def _counts(facts: Facts, pathway: Pathway, high: bool) -> bool:
    services = facts.community.services
    judged = [facts._standing(pathway)]
    judged += [facts.open(services[end]) for end in _ends(pathway) if end in services]
    return all(truth is Truth.TRUE or (high and truth is not Truth.FALSE) for truth in judged)


def _ends(pathway: Pathway) -> tuple[Key, Key]:
    return pathway.sender, pathway.receiver


def claimed(pathways: Sequence[Pathway], side: str) -> bool:
    return any(pathway.claimed_by in (side, "both") for pathway in pathways)


def ties_of(partners: Sequence[str], arcs: Arcs) -> dict[str, set[str]]:
    """Partner -> the partners it sends to or receives from."""
    return {
        one: {other for other in partners if (one, other) in arcs or (other, one) in arcs}
        for one in partners
    }


def betweenness(partners: Sequence[str], arcs: Arcs) -> dict[str, Fraction]:
    """The share of shortest chains through each partner, over ordered pairs of the others, by
    writing out every shortest chain.
    """
    totals = dict.fromkeys(partners, Fraction(0))
    for start, end in permutations(partners, 2):
        chains = _shortest_chains(start, end, arcs)
        for chain in chains:
            for middle in chain[1:-1]:
                totals[middle] += Fraction(1, len(chains))
    pairs = (len(partners) - 1) * (len(partners) - 2)
    return {partner: total / pairs if pairs else total for partner, total in totals.items()}


def _shortest_chains(start: str, end: str, arcs: Arcs) -> list[tuple[str, ...]]:
    chains: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while chains:
        arrived = [chain for chain in chains if chain[-1] == end]
        if arrived:
            return arrived
        chains = [
            (*chain, other)
            for chain in chains
            for one, other in arcs
            if one == chain[-1] and other not in seen
        ]
        seen |= {chain[-1] for chain in chains}
    return []


def cores(ties: Ties) -> dict[str, int]:
    """The core of each partner, by peeling off those with too few ties for each k in turn."""
    found = dict.fromkeys(ties, 0)
    for k in range(1, len(ties)):
        left = set(ties)
        while weak := {one for one in left if len(left & set(ties[one])) < k}:
            left -= weak
        found.update(dict.fromkeys(left, k))
    return found


def pieces(ties: Ties, without: str | None = None) -> list[set[str]]:
    """The parts of the network that hang together."""
    unseen, found = set(ties) - {without}, []
    while unseen:
        piece, ahead = set(), [min(unseen)]
        while ahead:
            one = ahead.pop()
            if one not in piece:
                piece.add(one)
                ahead += [other for other in ties[one] if other != without]
        unseen -= piece
        found.append(piece)
    return found


def largest_both_ways(partners: Sequence[str], arcs: Arcs) -> int:
    """The most partners that can all be reached from one another along the arcs."""
    reached = {one: {one} for one in partners}
    for _ in partners:
        for one in partners:
            reached[one] |= {other for middle, other in arcs if middle in reached[one]}
    together = [{b for b in reached[a] if a in reached[b]} for a in partners]
    return max(map(len, together), default=0)


def best_match(community: set[int], others: Sequence[set[int]]) -> set[int]:
    """The one of the others that shares most of what either holds."""
    return max(others, key=lambda other: Fraction(len(community & other), len(community | other)))


def cut_off(ties: Ties) -> dict[str, int]:
    """Articulation point -> the partners outside the largest piece of its component without it."""
    found = {}
    for partner in ties:
        whole = next(piece for piece in pieces(ties) if partner in piece)
        parts = [piece for piece in pieces(ties, without=partner) if piece & whole]
        if len(parts) > 1:
            found[partner] = sum(map(len, parts)) - max(map(len, parts))
    return found


def brokerage(
    partners: Sequence[str], arcs: Arcs, sectors: Mapping[str, str | None]
) -> dict[str, Counter[str]]:
    """Roles of each partner in the middle of an open chain of three."""
    found: dict[str, Counter[str]] = {partner: Counter() for partner in partners}
    for first, middle, last in permutations(partners, 3):
        if (first, middle) in arcs and (middle, last) in arcs and (first, last) not in arcs:
            found[middle][_role(sectors[first], sectors[middle], sectors[last])] += 1
    return found


def _role(first: str | None, middle: str | None, last: str | None) -> str:
    if None in (first, middle, last):
        return "unknown"
    same = (first == middle, middle == last, first == last)
    roles = {
        (True, True, True): "coordinator",
        (False, False, True): "itinerant",
        (False, True, False): "gatekeeper",
        (True, False, False): "representative",
        (False, False, False): "liaison",
    }
    return roles[same]


def reciprocity(partner: str, arcs: Arcs) -> float | None:
    own = [arc for arc in arcs if partner in arc]
    answered = [(one, other) for one, other in own if (other, one) in arcs]
    return len(answered) / len(own) if own else None


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> Fraction | None:
    """Of two partitions of the same members, by looking at every pair; None where chance leaves
    nothing to adjust.
    """
    pairs = list(combinations(range(len(one)), 2))
    together = [{pair for pair in pairs if of[pair[0]] == of[pair[1]]} for of in (one, other)]
    if not pairs:
        return None
    expected = Fraction(len(together[0]) * len(together[1]), len(pairs))
    most = Fraction(len(together[0]) + len(together[1]), 2)
    both = len(together[0] & together[1])
    return None if most == expected else (both - expected) / (most - expected)


def ranks(values: Sequence[float]) -> Iterator[int]:
    """1 + how many are larger."""
    return (1 + sum(other > value for other in values) for value in values)
