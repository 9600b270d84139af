"""Terms that no crosswalk maps, or that are mapped in two minds, the most useful first.

The order answers what to map next: each time the term that gives most services their first need,
after those before it are mapped. Services without any term cannot be settled so, and are counted
apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pyoxigraph import NamedNode

from loaders.crosswalk.directories import Directory
from loaders.crosswalk.labels import label_key
from loaders.crosswalk.matching import Term, namespace_of, own_codes
from loaders.crosswalk.rules import Rule
from ontology.files import read_ontology
from ontology.terms import CODE, SKOS

_BROADER = NamedNode(SKOS + "broader")
HOUR = 30
"""Terms that one person maps in an hour, at two minutes each."""

ServiceKey = tuple[str, str]
"""Source and id."""


@dataclass(frozen=True)
class Gap:
    """What one row of a crosswalk would settle: a term, the same of several sources together."""

    vocabulary: str | None
    term: str
    """What the row would name: the name, or the code where the name says too little."""
    match: str
    """`label` or `code`."""
    name: str | None
    code: str | None
    status: str
    """`unmapped` or `ambiguous`."""
    why: str
    sources: tuple[str, ...]
    services: int
    """Services with this term."""
    uncoded: int
    """Those of them without any need."""
    newly: int
    """Those of them that no term before this one in the list has."""
    cumulated: int
    """Services that this and the terms before it would give their first need."""
    share: float | None
    """`cumulated` of all services without needs that have a term."""
    members: tuple[tuple[str, str], ...]
    """Source and id of the terms that the row would map."""
    of: frozenset[ServiceKey]
    """The services with this term."""


@dataclass(frozen=True)
class Gaps:
    """The list, and what it can and cannot settle."""

    gaps: Sequence[Gap]
    services: int
    uncoded: int
    without_terms: int
    """Services without needs that have no term either."""

    def in_an_hour(self) -> int:
        """Services that the first terms settle, as many as one person maps in an hour."""
        return max((gap.cumulated for gap in self.gaps[:HOUR]), default=0)

    def sentence(self) -> str:
        """What one hour of mapping pays."""
        settled, most = self.in_an_hour(), self.uncoded - self.without_terms
        told = (
            f"{self.uncoded:,} of {self.services:,} services have no need; {most:,} of them have "
            f"terms that could give one, {self.without_terms:,} have no term"
        )
        if most:
            told += (
                f". One hour of mapping (the first {min(HOUR, len(self.gaps))} terms, two minutes "
                f"each) would settle up to {settled:,} of the {most:,} ({settled / most:.0%})"
            )
        return told


def find_gaps(directories: Sequence[Directory]) -> Gaps:
    """The terms in use that are unmapped or ambiguous, ordered by what mapping them pays.

    Ambiguous terms, and those that would settle nothing more, follow by number of services.
    """
    uncoded = {(one.source, service) for one in directories for service in one.uncoded()}
    with_terms = {
        (one.source, service)
        for one in directories
        for services in one.of_term.values()
        for service in services
    }
    gaps = _grouped(directories, uncoded)
    return Gaps(
        gaps=list(_ordered(gaps, uncoded, len(uncoded & with_terms))),
        services=sum(len(one.services) for one in directories),
        uncoded=len(uncoded),
        without_terms=len(uncoded - with_terms),
    )


def _grouped(directories: Sequence[Directory], uncoded: set[ServiceKey]) -> list[Gap]:
    found: dict[tuple[str, str, str], list[tuple[Directory, Term, str]]] = {}
    for directory in directories:
        for identifier in sorted(directory.of_term):
            term = directory.terms.by_id[identifier]
            if told := _told(directory, term):
                match, written = _written(directory, term)
                key = (namespace_of(term), match, label_key(written) or written)
                found.setdefault(key, []).append((directory, term, told))
    return [_gap(members, uncoded) for members in found.values()]


def _gap(members: Sequence[tuple[Directory, Term, str]], uncoded: set[ServiceKey]) -> Gap:
    directory, term, _ = members[0]
    match, written = _written(directory, term)
    of = {(one.source, service) for one, each, _ in members for service in one.of_term[each.id]}
    reasons = sorted({told for _, _, told in members if told != _UNMAPPED})
    mapped = all(one.said[each.id] for one, each, _ in members)
    return Gap(
        vocabulary=term.vocabulary,
        term=written,
        match=match,
        name=term.name,
        code=term.code or term.id,
        status="ambiguous" if mapped else "unmapped",
        why="; ".join(reasons),
        sources=tuple(sorted({one.source for one, _, _ in members})),
        services=len(of),
        uncoded=len(of & uncoded),
        newly=0,
        cumulated=0,
        share=None,
        members=tuple((one.source, each.id) for one, each, _ in members),
        of=frozenset(of),
    )


_UNMAPPED = "no row maps it"


def _told(directory: Directory, term: Term) -> str | None:
    """Why a term is in the list; None where it is mapped in one mind."""
    said = directory.said[term.id]
    twins = directory.twins.get(term.id)
    below = f"the same name stands below {' and below '.join(twins)}" if twins else None
    if not said:
        return f"{below}: map each by its code" if below else _UNMAPPED
    deciding = said[0]
    for other in said[1:]:
        if _targets(other) != _targets(deciding):
            return (
                f"{_row(deciding[0])} maps it to {_named(deciding)}, {_row(other[0])} to "
                f"{_named(other)}; the first counts"
            )
    if unlike := _unlike(deciding):
        return f"its rows lead to unlike needs: {', '.join(unlike)}"
    if below and any(rule.match == "label" and rule.target for rule in deciding):
        return f"one row maps all alike, but {below}"
    return None


def _written(directory: Directory, term: Term) -> tuple[str, str]:
    """How a row would name the term."""
    if term.name and label_key(term.name) and term.id not in directory.twins:
        return "label", term.name
    return "code", own_codes(term)[0]


def _ordered(gaps: list[Gap], uncoded: set[ServiceKey], most: int) -> Iterator[Gap]:
    left = set(uncoded)
    settled = 0
    heap = [(*_rank(gap, gap.uncoded), place) for place, gap in enumerate(gaps)]
    heapq.heapify(heap)
    last: list[Gap] = []
    while heap:
        *_, place = heapq.heappop(heap)
        gap = gaps[place]
        newly = len(gap.of & left) if gap.status == "unmapped" else 0
        if newly == 0:
            last.append(gap)
            continue
        rank = (*_rank(gap, newly), place)
        if heap and rank > heap[0]:
            heapq.heappush(heap, rank)  # others settle more by now
            continue
        left -= gap.of
        settled += newly
        yield replace(gap, newly=newly, cumulated=settled, share=settled / most)
    last.sort(key=lambda gap: (gap.status != "ambiguous", *_rank(gap, 0)))
    for gap in last:
        yield replace(gap, cumulated=settled, share=settled / most if most else None)


def _rank(gap: Gap, newly: int) -> tuple[int, int, str, str, str]:
    return -newly, -gap.services, gap.name or "", gap.code or "", gap.vocabulary or ""


def _targets(rules: Sequence[Rule]) -> set[tuple[str | None, str | None]]:
    return {(rule.scheme, rule.notation) for rule in rules}


def _named(rules: Sequence[Rule]) -> str:
    return " and ".join(rule.maps_to for rule in rules)


def _row(rule: Rule) -> str:
    return f"{rule.file}, row {rule.row},"


def _unlike(rules: Sequence[Rule]) -> list[str]:
    """The needs that rules lead to, where they have no broader need in common."""
    needs = sorted({rule.notation for rule in rules if rule.scheme == "need" and rule.notation})
    above = [needs_above(need) | {need} for need in needs]
    return needs if len(needs) > 1 and not frozenset.intersection(*above) else []


@lru_cache(maxsize=256)
def needs_above(need: str) -> frozenset[str]:
    """The broader needs of a need, as notations."""
    broader = _broader()
    found: set[str] = set()
    todo = [need]
    while todo:
        for one in broader.get(todo.pop(), ()):
            if one not in found:
                found.add(one)
                todo.append(one)
    return frozenset(found)


@lru_cache(maxsize=1)
def _broader() -> Mapping[str, Sequence[str]]:
    needs = CODE + "need/"
    found: dict[str, list[str]] = {}
    for quad in read_ontology():
        if (
            quad.predicate == _BROADER
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.subject.value.startswith(needs)
        ):
            above = quad.object.value.removeprefix(needs)
            found.setdefault(quad.subject.value.removeprefix(needs), []).append(above)
    return found
