"""Words as they are compared: without case and accents, and with room for typing errors."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
SHORTEST_PREFIX = 2
"""Letters from which on a word may be the beginning of another."""
SHORTEST_NUMBER = 4
"""The same for what has digits in it, such as part of an id: 7 is not the beginning of 77."""
SHORTEST_FUZZY = 4
"""Letters from which on a word may be misspelt; a short one would become another word."""
SHORTEST_TWO = 7
"""Letters from which on it may be misspelt twice."""
MOST_ALTERNATIVES = 40


def fold(text: str) -> list[str]:
    """The words of a text, without case, accents and punctuation.

    >>> fold("Niños & Familias: WIC-clinic")
    ['ninos', 'familias', 'wic', 'clinic']
    """
    if text.isascii():
        return _PLAIN_WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def count_errors(one: str, other: str, *, most: int) -> int:
    """Letters to change, add, drop or swap to make one word of the other; at most `most` + 1.

    >>> count_errors("touchpiont", "touchpoint", most=2)
    1
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@dataclass(frozen=True)
class Vocabulary:
    """The words that are in use, and those like a given one."""

    terms: list[str]
    """In alphabetical order."""
    _holding: dict[str, list[int]]

    @classmethod
    def of(cls, terms: Iterable[str]) -> Vocabulary:
        ordered = sorted(terms)
        holding: dict[str, list[int]] = defaultdict(list)
        for position, term in enumerate(ordered):
            for part in _parts(term) if term.isalpha() else ():
                holding[part].append(position)
        return cls(ordered, dict(holding))

    def alternatives(self, word: str) -> dict[str, float]:
        """Words in use that may be meant, each with how well it fits: 1 is the word itself."""
        found = {**self._misspelt(word), **self._beginning(word)}
        best = sorted(found, key=lambda term: (-found[term], term))[:MOST_ALTERNATIVES]
        return {term: found[term] for term in best}

    def _beginning(self, word: str) -> dict[str, float]:
        shortest = SHORTEST_PREFIX if word.isalpha() else SHORTEST_NUMBER
        found: dict[str, float] = {}
        for at in range(bisect_left(self.terms, word), len(self.terms)):
            term = self.terms[at]
            if not term.startswith(word) or (term != word and len(word) < shortest):
                break
            found[term] = 0.6 + 0.4 * len(word) / len(term)
        return found

    def _misspelt(self, word: str) -> dict[str, float]:
        if len(word) < SHORTEST_FUZZY or not word.isalpha():
            return {}
        most = 2 if len(word) >= SHORTEST_TWO else 1
        shared = Counter(
            position for part in _parts(word) for position in self._holding.get(part, ())
        )
        # One error changes at most three of the parts that two words share.
        least = max(1, len(word) - 3 * most)
        found = {}
        for position, count in shared.items():
            term = self.terms[position]
            if count >= least:
                errors = count_errors(word, term, most=most)
                if errors <= most:
                    found[term] = 1 - 0.25 * errors
        return found


def _parts(word: str) -> set[str]:
    """Every three letters in a row, its ends marked."""
    padded = f" {word} "
    return {padded[i : i + 3] for i in range(len(word))}
