"""Whole words of a text, in simple forms, for keyword rules.

Case, accents, apostrophes, hyphens and the plural do not count: `Mother's`, `mothers` and `MOTHER`
are one word. No further word forms are joined: `parent` and `parenting` mean different help.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")
_JOINER = "\u02b9"
"""A letter that stands for an apostrophe inside a word."""
_SENTENCE = re.compile(r"[.;:!?\n]+(?=\s|$)|\n")
_NEGATING = frozenset(
    {
        "no",
        "not",
        "without",
        "non",
        "never",
        "nor",
        "neither",
        "cannot",
        "cant",
        "dont",
        "doesnt",
        "isnt",
        "except",
        "excluding",
        "exclude",
        "former",
        "formerly",
        "previously",
    }
)
"""Words after which what is named is not offered."""
_NEGATING_AFTER = frozenset(
    {
        "no",
        "not",
        "never",
        "isnt",
        "unavailable",
        "discontinued",
        "suspended",
        "excluded",
    }
)
_NOT_NEGATED = frozenset(
    {
        "cost",
        "charge",
        "fee",
        "profit",
        "appointment",
        "matter",
        "one",
        "income",
        "insurance",
        "wrong",
        "question",
        "only",
        "just",
        "more",
        "obligation",
    }
)
"""Words that end a negation at once: `no cost`, `not for profit`, `not only`."""


@dataclass(frozen=True)
class Word:
    """One word: its simple form, and the word as written with its place."""

    form: str
    written: str
    start: int
    end: int
    sentence: int


def split_words(text: str) -> Sequence[Word]:
    """The words of a text in order.

    >>> [word.form for word in split_words("Mothers' groups; Children\u2019s clothing")]
    ['mother', 'group', 'children', 'clothing']
    """
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    words, sentence = [], 0
    for found in _WORD.finditer(_joined(text)):
        while sentence < len(ends) and ends[sentence] <= found.start():
            sentence += 1
        written = text[found.start() : found.end()]
        words.append(Word(word_form(found[0]), written, found.start(), found.end(), sentence))
    return words


def phrase_forms(phrase: str) -> tuple[str, ...]:
    """The simple forms of the words of a phrase.

    >>> phrase_forms("Breast Pumps")
    ('breast', 'pump')
    """
    return tuple(word.form for word in split_words(phrase))


def word_form(word: str) -> str:
    """A word without case, accents, apostrophes and plural.

    >>> [word_form(w) for w in ("Diapers", "babies", "Niños", "WIC", "classes", "bus")]
    ['diaper', 'baby', 'nino', 'wic', 'class', 'bus']
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if letter.isalnum() and letter != _JOINER)
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 4 and plain.endswith(("sses", "shes", "ches", "xes")):
        return plain[:-2]
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain


def is_negated(words: Sequence[Word], first: int, past: int) -> bool:
    """Whether a sentence says that what the words from `first` to `past` name is not there.

    True for `no child care`, `formerly WIC`, `child care is not provided`; not for `no cost care`.
    """
    here = words[first].sentence
    for position in range(first):
        if words[position].sentence == here and words[position].form in _NEGATING:
            following = words[position + 1 : position + 3]
            if not any(word.form in _NOT_NEGATED for word in following):
                return True
    for position in range(past, len(words)):
        if words[position].sentence != here:
            break
        if words[position].form in _NEGATING_AFTER:
            following = words[position + 1 : position + 3]
            if not any(word.form in _NOT_NEGATED for word in following):
                return True
    return False


def _joined(text: str) -> str:
    """The text with apostrophes inside words made letters, so that the words keep their places."""
    return _APOSTROPHES.sub(_JOINER, text)
