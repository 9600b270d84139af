"""A second directory of the same community, as somebody else would have kept it.

Everything is drawn from one seed. Each record of the first directory is written again, with each
kind of change at the stated rate; some are left out; some services are split into one record a
site; and lookalikes are added that must not match: another organization of the same kind in another
town, another organization at the same address, a part of an organization.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.matching import Address, MatchRecord, MatchRecords

LEFT_OUT = 0.2
"""Share of the records that the second directory does not have."""
LOOKALIKES = 0.2
"""Lookalikes for each partner kept."""
LEGAL_FORMS = ("Inc.", "LLC", "Corp.", "Nonprofit")
SHORT_FORMS = {
    "County": "Co.",
    "Department": "Dept.",
    "Center": "Ctr",
    "Services": "Svcs",
    "Association": "Assn",
    "Community": "Comm.",
    "Family": "Fam.",
    "Health": "Hlth",
    "Program": "Prog",
    "and": "&",
    "Hospital": "Hosp.",
}
STREETS = ("Alderwood Way", "Juniper Street", "Foundry Road", "Lakeview Drive", "Mission Street")
TOWNS = ("Harbor", "Dry Creek", "Sutter's Bend", "New Essex")
OTHER_KINDS = ("Credit Union", "Yarn Shop", "Veterans Post", "Chess Club", "Boat Repair")

Pair = tuple[str, str]


@dataclass(frozen=True)
class TwoDirectories:
    """Both directories and the pairs of records (left < right) that are of one thing."""

    records: MatchRecords
    truth: frozenset[Pair]


def second_directory(first: MatchRecords, *, rate: float, seed: int) -> TwoDirectories:
    """The records with those of a second directory, each changed at the rate (0 to 1)."""
    return _Copyist(first, rate, random.Random(seed)).both()


class _Copyist:
    def __init__(self, first: MatchRecords, rate: float, draw: random.Random) -> None:
        self.first, self.rate, self.draw = first, rate, draw
        self.truth: set[Pair] = set()
        self.copied: dict[str, str] = {}

    def both(self) -> TwoDirectories:
        partners = list(self._partners())
        services = list(self._services())
        records = MatchRecords(
            partners=_ordered((*self.first.partners, *partners)),
            services=_ordered((*self.first.services, *services)),
            places=self.first.places | frozenset(TOWNS),
        )
        return TwoDirectories(records, frozenset(self.truth))

    def _partners(self) -> Iterator[MatchRecord]:
        for one in self.first.partners:
            if self.draw.random() < LEFT_OUT:
                continue
            iri = f"urn:second/{one.iri}"
            self.copied[one.iri] = iri
            self._matches(one.iri, iri)
            yield replace(self._changed(one), iri=iri, source="second", within=frozenset())
            if self.draw.random() < LOOKALIKES:
                yield self._lookalike(one)

    def _services(self) -> Iterator[MatchRecord]:
        for one in self.first.services:
            provider = self.copied.get(one.provider)
            if provider is None or self.draw.random() < LEFT_OUT:
                continue
            changed = replace(self._changed(one), source="second", provider=provider)
            sites: Sequence[tuple[Address, ...]] = [changed.addresses]
            if len(changed.addresses) > 1 and self._happens():
                sites = [(address,) for address in changed.addresses]
            split = [f"urn:second/{one.iri}/{i}" for i in range(len(sites))]
            for iri, addresses in zip(split, sites, strict=True):
                self._matches(one.iri, iri)
                yield replace(changed, iri=iri, addresses=addresses)
            for i, iri in enumerate(split):
                for other in split[i + 1 :]:
                    self._matches(iri, other)

    def _matches(self, first: str, second: str) -> None:
        self.truth.add((min(first, second), max(first, second)))

    def _changed(self, one: MatchRecord) -> MatchRecord:
        return replace(
            one,
            names=tuple(self._name(name) for name in one.names),
            phones=self._text(one.phones, self._other_phone),
            urls=self._text(one.urls, lambda _: f"https://{self._letters(9)}.example"),
            emails=self._text(
                one.emails, lambda _: f"{self._letters(5)}@{self._letters(8)}.example"
            ),
            identifiers=() if self._happens() else one.identifiers,
            addresses=tuple(self._address(address) for address in one.addresses),
            needs=frozenset() if self._happens() else one.needs,
            terms=frozenset() if self._happens() else one.terms,
        )

    def _name(self, name: str) -> str:
        words = name.split()
        if self._happens():
            words = [SHORT_FORMS.get(word, word) for word in words]
        if self._happens():
            i = self.draw.randrange(len(words))
            words[i] = self._slip(words[i])
        if self._happens() and len(words) > 2:
            i = self.draw.randrange(len(words) - 1)
            words[i], words[i + 1] = words[i + 1], words[i]
        if self._happens():
            words = ["The", *words] if self.draw.random() < 0.5 else words
            words = [*words, self.draw.choice(LEGAL_FORMS)]
        if self._happens() and len(words) > 3:
            del words[self.draw.randrange(1, len(words))]
        return " ".join(words)

    def _slip(self, word: str) -> str:
        """A letter left out, doubled, replaced, or swapped with the next."""
        if len(word) < 4:
            return word
        i = self.draw.randrange(1, len(word) - 1)
        middle = self.draw.choice(
            ("", word[i] * 2, self.draw.choice(string.ascii_lowercase), word[i + 1] + word[i])
        )
        return (
            word[:i]
            + middle
            + word[i + (2 if len(middle) == 2 and middle[0] != middle[1] else 1) :]
        )

    def _text(self, said: tuple[str, ...], other: Callable[[str], str]) -> tuple[str, ...]:
        """Left out, or another, each at half the rate."""
        if not self._happens():
            return said
        return () if self.draw.random() < 0.5 else tuple(other(text) for text in said)

    def _other_phone(self, _: str) -> str:
        return f"(541) 555-{self.draw.randrange(10_000):04}"

    def _address(self, address: Address) -> Address:
        """Written in another way; moved within the town at half the rate."""
        street = address.street.replace("Street", "St.").replace("Lane", "Ln")
        if self._happens() and self.draw.random() < 0.5:
            street = f"{self.draw.randrange(1, 999)} {self.draw.choice(STREETS)}"
        return Address(street=street, city=address.city, postal_code=address.postal_code)

    def _lookalike(self, one: MatchRecord) -> MatchRecord:
        """Another organization that resembles this one in one way."""
        iri = f"urn:second/lookalike/{one.iri}"
        base = MatchRecord(iri=iri, kind=one.kind, source="second", phones=(self._other_phone(""),))
        kind = self.draw.randrange(3)
        if kind == 0:
            town = self.draw.choice(TOWNS)
            at = (Address(street=f"{self.draw.randrange(1, 99)} Main Street", city=town),)
            url = f"https://{self._letters(9)}.example"
            return replace(base, names=one.names, addresses=at, urls=(url,))
        name = f"{self._letters(7).title()} {self.draw.choice(OTHER_KINDS)}"
        if kind == 1:
            return replace(base, names=(name,), addresses=one.addresses)
        return replace(
            base,
            names=(f"{one.names[0]} {self.draw.choice(OTHER_KINDS)}",) if one.names else (),
            phones=one.phones,
            within=frozenset({self.copied[one.iri], one.iri}),
        )

    def _letters(self, count: int) -> str:
        return "".join(self.draw.choice("aeiou" if i % 2 else "bdfgklmnprst") for i in range(count))

    def _happens(self) -> bool:
        return self.draw.random() < self.rate


def _ordered(records: Sequence[MatchRecord]) -> tuple[MatchRecord, ...]:
    return tuple(sorted(records, key=lambda record: record.iri))
