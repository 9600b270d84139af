"""An index in memory over what can be found, and how well each fits what is sought."""

from __future__ import annotations

import math
import sqlite3
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

from service.search.words import Vocabulary, fold

CANDIDATES = 300
"""Entries that are looked at closely, of those that hold any of the words."""
MOST_WORDS = 12
LEAST_SCORE = 0.2
BESIDE_BEST = 0.45
"""The share of the best entry's score that another needs to be told."""
FIELDS = {"name": 1.0, "aliases": 0.95, "id": 0.9, "joined": 0.9, "needs": 0.55, "about": 0.45}
"""Where a word may stand, and what it counts there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found."""

    kind: str
    id: str
    """How to name it in a parameter: `source:id`, or what is shipped by its own id."""
    own_id: str
    """Its id within its source."""
    name: str
    iri: str | None = None
    description: str = ""
    """One line."""
    aliases: Sequence[str] = ()
    needs: Sequence[str] = ()
    about: Sequence[str] = ()
    """Further texts that words are looked for in."""


@dataclass(frozen=True)
class Hit:
    """An entry that fits; a score of 1 is the name or id itself."""

    kind: str
    id: str
    name: str
    description: str
    iri: str | None
    score: float

    def as_dict(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Found:
    """What fits, best first; `total` counts what was left out as well."""

    hits: Sequence[Hit]
    total: int


@dataclass(frozen=True)
class _Sought:
    """One word sought: what it may stand for, and how much it tells."""

    terms: Mapping[str, float]
    weight: float


@dataclass(eq=False)
class SearchIndex:
    """Entries by their words; for one thread at a time."""

    entries: Sequence[Entry]
    vocabulary: Vocabulary = field(init=False, repr=False)

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        columns = ", ".join(FIELDS)
        self._database.executescript(
            f"CREATE VIRTUAL TABLE words USING fts5({columns}, content='',"
            " tokenize='unicode61 remove_diacritics 0');"
            "CREATE VIRTUAL TABLE used USING fts5vocab(words, 'row');"
            "CREATE TABLE kinds (number INTEGER PRIMARY KEY, kind TEXT);"
        )
        self._database.executemany(
            f"INSERT INTO words (rowid, {columns}) VALUES (?{', ?' * len(FIELDS)})",
            (
                (number, *(" ".join(words) for words in _words(entry).values()))
                for number, entry in enumerate(self.entries)
            ),
        )
        self._database.executemany(
            "INSERT INTO kinds VALUES (?, ?)",
            ((number, entry.kind) for number, entry in enumerate(self.entries)),
        )
        self._uses = dict(self._database.execute("SELECT term, doc FROM used"))
        self.vocabulary = Vocabulary.of(self._uses)

    def find(self, text: str, *, kinds: Collection[str] = (), limit: int = 20) -> Found:
        """The entries that fit the words best, at most `limit`; of all kinds where none is named.

        Case and accents do not count, the beginning of a word is enough, and a word may be
        misspelt. Words in the name count most, then other names and the id, then needs, then the
        description. Rare words count more than common ones.
        """
        words = list(dict.fromkeys(fold(text)))[:MOST_WORDS]
        sought = [self._seek(word) for word in [*words, *_joined(words)]]
        candidates = self._candidates(sought, kinds)
        plain = " ".join(fold(text))
        scored = [
            (self._score(self.entries[n], sought[: len(words)], sought[len(words) :], plain), n)
            for n in candidates
        ]
        least = max(LEAST_SCORE, BESIDE_BEST * max((score for score, _ in scored), default=0))
        kept = sorted(
            ((score, n) for score, n in scored if score >= least),
            key=lambda each: (-round(each[0], 3), len(self.entries[each[1]].name), each[1]),
        )
        return Found([self._hit(*each) for each in kept[:limit]], len(kept))

    def _seek(self, word: str) -> _Sought:
        terms = self.vocabulary.alternatives(word)
        uses = max((self._uses[t] for t, fit in terms.items() if fit >= 0.9), default=0)
        return _Sought(terms, math.log(1 + len(self.entries) / (1 + uses)))

    def _candidates(self, sought: Sequence[_Sought], kinds: Collection[str]) -> list[int]:
        terms = {term for each in sought for term in each.terms}
        if not terms:
            return []
        weights = ", ".join(str(weight) for weight in FIELDS.values())
        only = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        rows = self._database.execute(
            f"SELECT number FROM words JOIN kinds ON number = words.rowid WHERE words MATCH ?{only}"
            f" ORDER BY bm25(words, {weights}) LIMIT {CANDIDATES}",
            (" OR ".join(f'"{term}"' for term in sorted(terms)), *kinds),
        )
        return [number for (number,) in rows]

    def _score(
        self, entry: Entry, sought: Sequence[_Sought], joined: Sequence[_Sought], plain: str
    ) -> float:
        """From 0 to 1: the share of the words sought that stand here, each by what it tells."""
        words = _words(entry)
        if plain in (" ".join(words["name"]), " ".join(words["id"]), " ".join(fold(entry.id))):
            return 1.0
        held: dict[str, float] = {}
        for name, weight in FIELDS.items():
            for word in words[name]:
                held[word] = max(held.get(word, 0), weight)
        fits = [_fit(each, held) for each in sought]
        for position, each in enumerate(joined):
            both = _fit(each, held)
            fits[position], fits[position + 1] = (
                max(fits[position], both),
                max(fits[position + 1], both),
            )
        told = sum(fit * each.weight for fit, each in zip(fits, sought, strict=True))
        score = told / sum(each.weight for each in sought)
        named = words["name"]
        hit = sum(any(word in each.terms for each in (*sought, *joined)) for word in named)
        return score * (0.85 + 0.14 * hit / max(1, len(named)))

    def _hit(self, score: float, number: int) -> Hit:
        entry = self.entries[number]
        return Hit(entry.kind, entry.id, entry.name, entry.description, entry.iri, round(score, 3))


def _words(entry: Entry) -> dict[str, list[str]]:
    """The words of an entry by where they stand."""
    name = fold(entry.name)
    return {
        "name": name,
        "aliases": [word for text in entry.aliases for word in fold(text)],
        "id": fold(entry.own_id),
        "joined": _joined([word for word in name if word.isalpha()]),
        "needs": [word for text in entry.needs for word in fold(text)],
        "about": [word for text in entry.about for word in fold(text)],
    }


def _joined(words: Sequence[str]) -> list[str]:
    """Each two neighbours as one word, as who forgets a space writes them."""
    return [one + other for one, other in pairwise(words)]


def _fit(sought: _Sought, held: Mapping[str, float]) -> float:
    return max((fit * held[term] for term, fit in sought.terms.items() if term in held), default=0)
