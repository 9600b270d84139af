"""What each key says for and against two records being of one thing, in points.

Points add up to log-odds, so the score is 1 / (1 + e^-sum): the sum starts below zero, since two
records taken at random are of two things. Every key is capped, and keys that agree give points of
zero or more, so that taking an agreeing key away never raises a score.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from loaders.matching.keys import Keyed, KeyedRecords, rarity
from loaders.matching.names import compare_names

if TYPE_CHECKING:
    from loaders.matching.providers import Providers


class Evidence(NamedTuple):
    """What one key of two records says."""

    key: str
    points: float
    agreement: float
    """-1 (wholly against) to 1 (wholly for)."""
    left: str
    right: str
    shared_by: int = 1
    """How many names share the key, or bear the name."""


@dataclass(frozen=True)
class Weights:
    """Points of each key: (most when it agrees, least when it differs)."""

    start: float
    name: tuple[float, float]
    identifier: tuple[float, float]
    web: tuple[float, float]
    page: tuple[float, float]
    email: tuple[float, float]
    mail_host: tuple[float, float]
    phone: tuple[float, float]
    address: tuple[float, float]
    town: tuple[float, float]
    same_source: float
    part: float = 0.0
    """One of two partners is stated to be a part of the other."""
    provider: tuple[float, float] = (0.0, 0.0)
    topics: tuple[float, float] = (0.0, 0.0)
    sites_of_one: float = 0.0
    """The same partner lists the same name at other sites."""


PARTNER = Weights(
    start=-4.0,
    name=(6.0, -3.0),
    identifier=(8.0, -8.0),
    web=(4.5, -1.5),
    page=(4.5, 0.0),
    email=(4.5, 0.0),
    mail_host=(3.5, 0.0),
    phone=(4.0, -1.0),
    address=(2.5, 0.0),
    town=(0.5, -2.5),
    same_source=-1.5,
    part=-6.0,
)
SERVICE = Weights(
    start=-5.0,
    name=(5.5, -4.5),
    identifier=(8.0, -8.0),
    web=(1.5, -1.0),
    page=(3.0, 0.0),
    email=(2.0, 0.0),
    mail_host=(1.0, 0.0),
    phone=(2.5, -0.7),
    address=(1.0, 0.0),
    town=(0.3, -1.5),
    same_source=-2.5,
    provider=(3.0, -4.0),
    topics=(1.0, -1.0),
    sites_of_one=-0.5,
)
WEIGHTS: Mapping[str, Weights] = {"partner": PARTNER, "service": SERVICE}
NAMES_AGREE = 0.5
"""From this similarity on names speak for, below against."""
NEVER_LIKELY = 0.6
"""The score stays at or below this where such evidence is against a match: `CEILING_KEYS`."""
CEILING_KEYS = frozenset({"identifier", "part"})
"""Other identifiers of one scheme; a whole and a part of it."""
WEB_KEYS = ("web", "page", "email", "mail-host")
"""Kinds of key of which only the strongest counts: a website and mail at it are one fact."""


class Judge:
    """Weighs pairs of records of one kind."""

    def __init__(
        self,
        keyed: KeyedRecords,
        weights: Weights,
        *,
        providers: Providers | None = None,
    ) -> None:
        """`providers` of services; a pair of partners that is not scored there is of two."""
        self._keyed, self._weights, self._providers = keyed, weights, providers

    def evidence(self, first: int, second: int) -> list[Evidence]:
        """What every key of both says."""
        left, right = self._keyed.records[first], self._keyed.records[second]
        provider = self._provider(left, right)
        found = [] if provider is None else [provider]
        found += self._name(left, right, provider)
        found += self._identifier(left, right)
        found += self._web(left, right)
        found += self._shared(left, right, "phone", self._weights.phone)
        found += self._place(left, right, provider)
        found += self._topics(left, right)
        found += self._lists(left, right)
        return found

    def score(self, evidence: Iterable[Evidence]) -> float:
        """Between 0 and 1; what is known of a pair as one number."""
        total, most = self._weights.start, 1.0
        for each in evidence:
            total += each.points
            if each.key in CEILING_KEYS and each.points < 0:
                most = NEVER_LIKELY
        return min(most, 1 / (1 + math.exp(-total)))

    def _provider(self, left: Keyed, right: Keyed) -> Evidence | None:
        if self._providers is None:
            return None
        one = self._providers.named(left.record.provider)
        other = self._providers.named(right.record.provider)
        if one is None or other is None:
            return None
        most, least = self._weights.provider
        agreement = 2 * self._providers.score(one.record.iri, other.record.iri) - 1
        points = agreement * (most if agreement >= 0 else -least)
        return Evidence("provider", points, agreement, _title(one), _title(other))

    def _name(self, left: Keyed, right: Keyed, provider: Evidence | None) -> Iterator[Evidence]:
        found = compare_names(left, right)
        if found is None:
            return
        most, least = self._weights.name
        # Among the services of one provider even a common name tells them apart.
        same = max(0.0, provider.agreement) if provider else 0.0
        strength = same + (1 - same) * found.strength
        if found.similarity >= NAMES_AGREE:
            agreement = (found.similarity - NAMES_AGREE) / (1 - NAMES_AGREE) * strength
            points = agreement * most
        else:
            agreement = (found.similarity - NAMES_AGREE) / NAMES_AGREE
            points = agreement * -least
        bearers = max(found.left.bearers, found.right.bearers)
        yield Evidence("name", points, agreement, found.left.text, found.right.text, bearers)

    def _identifier(self, left: Keyed, right: Keyed) -> Iterator[Evidence]:
        if left.schemes & right.schemes:
            yield from self._shared(left, right, "identifier", self._weights.identifier)

    def _web(self, left: Keyed, right: Keyed) -> Iterator[Evidence]:
        """The strongest of website, page, mail address and mail host."""
        weights = self._weights
        found = [
            *self._shared(left, right, "web", weights.web),
            *self._shared(left, right, "page", weights.page),
            *self._shared(left, right, "email", weights.email),
            *self._shared(left, right, "mail-host", weights.mail_host),
        ]
        if found:
            yield max(found, key=lambda each: (each.points, -WEB_KEYS.index(each.key)))

    def _shared(
        self, left: Keyed, right: Keyed, kind: str, weights: tuple[float, float]
    ) -> Iterator[Evidence]:
        one, other = left.keys.get(kind), right.keys.get(kind)
        if not one or not other:
            return
        most, least = weights
        shared = one.keys() & other.keys()
        if shared:
            count, key = min((self._keyed.shared_by(kind, key), key) for key in shared)
            agreement = rarity(count)
            yield Evidence(kind, agreement * most, agreement, one[key], other[key], count)
        elif least:
            yield Evidence(kind, least, -1.0, _first(one), _first(other))

    def _place(self, left: Keyed, right: Keyed, provider: Evidence | None) -> Iterator[Evidence]:
        """The address where one is shared, else the town."""
        weights = self._weights
        shared = list(self._shared(left, right, "address", weights.address))
        if shared:
            yield from shared
            return
        if provider and left.record.provider == right.record.provider:
            if left.keys.get("address") and right.keys.get("address"):
                texts = _first(left.keys["address"]), _first(right.keys["address"])
                yield Evidence("sites", weights.sites_of_one, -0.2, *texts)
            return
        if not left.towns or not right.towns:
            return
        most, least = weights.town
        common = sorted(left.towns.keys() & right.towns.keys())
        if common:
            yield Evidence("town", most, 0.2, left.towns[common[0]], right.towns[common[0]])
        else:
            yield Evidence("town", least, -1.0, _first(left.towns), _first(right.towns))

    def _topics(self, left: Keyed, right: Keyed) -> Iterator[Evidence]:
        """Needs and terms held in common; only needs are of one list, so only they can differ."""
        most, least = self._weights.topics
        one, other = left.record, right.record
        found = [
            Evidence(
                key, alike * most, alike, _listed(of_one & of_other), _listed(of_one & of_other)
            )
            for key, of_one, of_other in (
                ("needs", one.needs, other.needs),
                ("terms", one.terms, other.terms),
            )
            if (alike := _overlap(of_one, of_other))
        ]
        if found:
            yield max(found, key=lambda each: (each.points, each.key))
        elif one.needs and other.needs and least:
            yield Evidence("needs", least, -1.0, _listed(one.needs), _listed(other.needs))

    def _lists(self, left: Keyed, right: Keyed) -> Iterator[Evidence]:
        """How the sources list them: as whole and part, one beside the other, as the provider."""
        one, other = left.record, right.record
        if one.iri in other.within or other.iri in one.within:
            yield Evidence("part", self._weights.part, -1.0, _title(left), _title(right))
        if one.source == other.source:
            yield Evidence("source", self._weights.same_source, -0.3, one.source, other.source)
        for keyed in (left, right):
            if self._providers and bears_name_of(
                keyed, self._providers.named(keyed.record.provider)
            ):
                yield Evidence("own-service", 0.0, 0.0, _title(keyed), keyed.record.source)


def bears_name_of(service: Keyed, provider: Keyed | None) -> bool:
    """Whether a service has the name of its provider, so that the partner may be listed as one."""
    if provider is None:
        return False
    return any(one.words == other.words for one in service.names for other in provider.names)


def _first(texts: Mapping[str, str]) -> str:
    return texts[min(texts)]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shorter list that is in the other too."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _listed(topics: frozenset[str]) -> str:
    return "; ".join(sorted(topics))


def _title(keyed: Keyed) -> str:
    return keyed.names[0].text if keyed.names else keyed.record.iri
