"""The records of one kind ready to compare: keys in one form, and how many names share each.

A key that many records with different names share says little: a switchboard, the website of a
county, the host of somebody else's pages. What counts is the number of distinct names in that one
source which has most of them, since the same thing in two directories is what is looked for.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from loaders.matching.normalisation import (
    GENERIC_WORDS,
    identifier_scheme,
    identifier_value,
    initials,
    mail_address,
    mail_host,
    name_forms,
    name_words,
    phone_numbers,
    plain,
    street_line,
    web_host,
    web_page,
)
from loaders.matching.records import MatchRecord

COMMON_WORD = 1_000
"""A word of so many names weighs `LEAST_WEIGHT`; of one name 1; between by the logarithm."""
LEAST_WEIGHT = 0.1
GENERIC_WEIGHT = 0.35
"""Most that a generic word or the name of a place weighs."""
FEW_BEARERS = 3
"""A name of so many bearers tells as much as that of one."""
FULL_STRENGTH = 1.4
"""Weight of words with which a name tells as much as a name can."""
SHARED_KEYS = ("identifier", "phone", "web", "page", "email", "mail-host", "address")
"""Keys of which it is counted how many names share them."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name: as written, its words with their weights, and how much it tells."""

    text: str
    words: tuple[str, ...]
    joined: str
    initials: str
    weights: Mapping[str, float]
    word_set: frozenset[str]
    total: float
    numbers: frozenset[str]
    bearers: int
    """Distinct bearers of exactly these words in the source that has most."""


@dataclass(slots=True)
class Keyed:
    """A record and its keys; each key with the text of the source."""

    record: MatchRecord
    names: tuple[Name, ...] = ()
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """Kind of key -> key -> as written."""
    schemes: frozenset[str] = frozenset()
    towns: dict[str, str] = field(default_factory=dict)


class KeyedRecords:
    """Records of one kind with their keys, and the counts that weigh the keys."""

    def __init__(
        self,
        records: Sequence[MatchRecord],
        places: Iterable[str],
        *,
        bearers: Mapping[str, str] | None = None,
    ) -> None:
        """`bearers`: record -> who bears its name, where one of them may have many records."""
        self.records = [_keyed(record) for record in records]
        self.index = {record.iri: i for i, record in enumerate(records)}
        self.place_words = frozenset(w for place in places for w in name_words(place))
        self._read_names(records, bearers or {})
        self.sharing = self._count_sharing()

    def shared_by(self, kind: str, key: str) -> int:
        """How many distinct names of one source share a key, at most over the sources."""
        return self.sharing.get((kind, key), 1)

    def _read_names(self, records: Sequence[MatchRecord], bearers: Mapping[str, str]) -> None:
        words_of = [
            [(name, name_words(form)) for name in record.names for form in name_forms(name)]
            for record in records
        ]
        held: dict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
        for record, named in zip(records, words_of, strict=True):
            for _, words in named:
                held[words, record.source].add(bearers.get(record.iri, record.iri))
        bearing: dict[tuple[str, ...], int] = defaultdict(int)
        for (words, _), holders in held.items():
            bearing[words] = max(bearing[words], len(holders))
        names_with = Counter(w for words in bearing for w in set(words))
        self.names_with = names_with
        weight = {w: self._weight(w, count) for w, count in names_with.items()}
        made: dict[tuple[str, tuple[str, ...]], Name] = {}
        for keyed, named in zip(self.records, words_of, strict=True):
            own = []
            for text, words in dict.fromkeys(named):
                if (text, words) not in made:
                    made[text, words] = _name(text, words, weight, bearing[words])
                own.append(made[text, words])
            keyed.names = tuple(own)

    def _weight(self, word: str, count: int) -> float:
        rare = max(LEAST_WEIGHT, 1 - math.log(count) / math.log(COMMON_WORD))
        if word in GENERIC_WORDS or word in self.place_words:
            return min(rare, GENERIC_WEIGHT)
        return rare

    def _count_sharing(self) -> dict[tuple[str, str], int]:
        names: dict[tuple[str, str], dict[str, set[object]]] = {}
        for keyed in self.records:
            whose: object = keyed.names[0].words if keyed.names else keyed.record.iri
            for kind, keys in keyed.keys.items():
                for key in keys:
                    by_source = names.setdefault((kind, key), {})
                    by_source.setdefault(keyed.record.source, set()).add(whose)
        return {key: max(map(len, by.values())) for key, by in names.items()}


def rarity(count: int, *, few: int = 2) -> float:
    """What a key is worth that so many names share: 1 up to a few, then less and less.

    >>> rarity(1), rarity(2), rarity(20)
    (1.0, 1.0, 0.1)
    """
    return min(1.0, few / count)


def _name(text: str, words: tuple[str, ...], weight: Mapping[str, float], bearers: int) -> Name:
    weights = {w: weight[w] for w in sorted(set(words))}
    return Name(
        text=text,
        words=words,
        joined="".join(words),
        initials=initials(text),
        weights=weights,
        word_set=frozenset(weights),
        total=sum(weights.values()),
        numbers=frozenset(w for w in weights if w.isdigit()),
        bearers=bearers,
    )


def _keyed(record: MatchRecord) -> Keyed:
    keys: dict[str, dict[str, str]] = {}

    def add(kind: str, key: str | None, said: str) -> None:
        if key:
            keys.setdefault(kind, {}).setdefault(key, said)

    for scheme, said in record.identifiers:
        if value := identifier_value(said):
            add("identifier", f"{identifier_scheme(scheme)}:{value}", f"{scheme} {said}".strip())
    for said in record.phones:
        for number in phone_numbers(said):
            add("phone", number, said)
    for said in record.urls:
        add("web", web_host(said), said)
        add("page", web_page(said), said)
    for said in record.emails:
        if address := mail_address(said):
            add("email", address, said)
            add("mail-host", mail_host(address), said)
    towns: dict[str, str] = {}
    for place in record.addresses:
        town = " ".join(name_words(place.city)) if place.city else ""
        code = plain(place.postal_code)[:5]
        if street := street_line(place.street):
            add("address", f"{street}|{town or code}", place.street)
        elif place.site:
            add("address", place.site, place.city or "the same site")
        if town:
            towns.setdefault(town, place.city)
    schemes = frozenset(key.partition(":")[0] for key in keys.get("identifier", ()))
    return Keyed(record, keys=keys, schemes=schemes, towns=towns)
