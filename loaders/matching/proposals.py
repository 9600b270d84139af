"""Proposals that two records are of one partner or service, with reasons, for a person to decide.

Nothing is merged here. Partners come first; how likely two partners are one is then a key of their
services.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from loaders.matching.bands import LEAST, Band, band
from loaders.matching.blocking import Blocks, find_pairs, partner_keys, service_keys
from loaders.matching.evidence import PARTNER, SERVICE, Evidence, Judge
from loaders.matching.keys import KeyedRecords
from loaders.matching.normalisation import phone_numbers
from loaders.matching.providers import Providers
from loaders.matching.records import Kind, MatchRecord, MatchRecords
from loaders.matching.screening import Screen
from loaders.matching.sentences import describe

MAY_BE_ONE = 0.3
"""Partners with this score or more lend their services blocks in common."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one key says."""

    key: str
    left: str
    right: str
    agreement: float
    """-1 (against) to 1 (for)."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be of one thing."""

    kind: Kind
    left: str
    right: str
    """IRIs, left < right."""
    score: float
    band: Band
    reasons: tuple[Reason, ...]
    """The weightiest first."""


@dataclass(frozen=True)
class Matching:
    """The proposals, the best first, and how many pairs were weighed to find them."""

    proposals: tuple[Proposal, ...]
    partner_blocks: Blocks
    service_blocks: Blocks


def propose_matches(records: MatchRecords, *, least: float = LEAST) -> list[Proposal]:
    """Pairs of records with a score of at least `least`: the best first, ties by IRI."""
    return list(match_records(records, least=least).proposals)


def match_records(records: MatchRecords, *, least: float = LEAST) -> Matching:
    """The same with the counts of blocks and of keys that too many records share."""
    own_partners, own_services = (_in_order(of) for of in (records.partners, records.services))
    partners = KeyedRecords(own_partners, records.places, bearers=_telephones(own_partners))
    pairs, partner_blocks = find_pairs(partners, partner_keys(partners))
    passing = Screen(partners, PARTNER).passing(pairs, min(least, MAY_BE_ONE))
    kept = list(_weigh(Judge(partners, PARTNER), passing, min(least, MAY_BE_ONE)))
    found = [_proposal("partner", own_partners, each) for each in kept if each.score >= least]

    providers = Providers(partners, {(each.first, each.second): each.score for each in kept})
    names = {p.iri: p.names[0] for p in own_partners if p.names}
    bearers = {s.iri: names.get(s.provider, s.provider) or s.iri for s in own_services}
    services = KeyedRecords(own_services, records.places, bearers=bearers)
    groups = providers.groups(MAY_BE_ONE)
    pairs, service_blocks = find_pairs(services, service_keys(services, groups))
    passing = Screen(services, SERVICE, providers.agreement(services)).passing(pairs, least)
    judge = Judge(services, SERVICE, providers=providers)
    found += [_proposal("service", own_services, e) for e in _weigh(judge, passing, least)]
    found.sort(key=lambda each: (each.kind, -each.score, each.left, each.right))
    return Matching(tuple(found), partner_blocks, service_blocks)


def _in_order(records: Iterable[MatchRecord]) -> list[MatchRecord]:
    return sorted(records, key=lambda record: record.iri)


def _telephones(partners: Iterable[MatchRecord]) -> dict[str, str]:
    """Partner -> its first number: records of one name and number are one bearer of the name."""
    return {
        one.iri: min(numbers)
        for one in partners
        if (numbers := [n for said in one.phones for n in phone_numbers(said)])
    }


class _Weighed(NamedTuple):
    first: int
    second: int
    score: float
    evidence: list[Evidence]


def _weigh(judge: Judge, pairs: Iterable[tuple[int, int]], least: float) -> Iterator[_Weighed]:
    for first, second in pairs:
        evidence = judge.evidence(first, second)
        score = judge.score(evidence)
        if score >= least:
            yield _Weighed(first, second, score, evidence)


def _proposal(kind: Kind, records: Sequence[MatchRecord], weighed: _Weighed) -> Proposal:
    left, right = records[weighed.first].iri, records[weighed.second].iri
    ranked = sorted(weighed.evidence, key=lambda each: (-abs(each.points), each.key))
    reasons = tuple(
        Reason(e.key, e.left, e.right, round(e.agreement, 4), describe(kind, e)) for e in ranked
    )
    rounded = round(weighed.score, 4)
    return Proposal(kind, left, right, rounded, band(rounded), reasons)
