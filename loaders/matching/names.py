"""How alike two names are, word by word, each word weighed by how rare it is."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from loaders.matching.keys import FEW_BEARERS, FULL_STRENGTH, Keyed, Name, rarity
from loaders.matching.normalisation import GENERIC_WORDS

ALIKE_WORDS = 0.8
"""Share of the letters that two words must have in common to be one word with a slip."""
SHORTEST_SLIP = 4
SHORT_FORM = range(3, 5)
"""Letters of a short form, which the whole word exceeds by as many again."""
ALIKE_JOINED = 0.9
"""The same of two names written as one word: 'Food Share' and 'Foodshare'."""
INITIALS = 0.8
"""What a name is worth that is the initials of the other."""
CONTRAST = 0.6
"""Least that a word weighs that one name has where the other has another word."""
NUMBERS_DIFFER = 0.4
"""Most that names with different numbers in them agree."""


class NameAgreement(NamedTuple):
    """The two names of two records that agree best."""

    similarity: float
    """0 to 1."""
    strength: float
    """0 to 1: how much it tells that these names agree."""
    left: Name
    right: Name


def compare_names(left: Keyed, right: Keyed) -> NameAgreement | None:
    """The best pair of names, or None where one has no name."""
    best: NameAgreement | None = None
    rank: tuple[float, float] = (-1.0, -1.0)
    for one in left.names:
        for other in right.names:
            found = _agreement(one, other)
            ranked = (found.similarity * found.strength, found.similarity)
            if ranked > rank:
                best, rank = found, ranked
    return best


def _agreement(one: Name, other: Name) -> NameAgreement:
    rare = rarity(max(one.bearers, other.bearers), few=FEW_BEARERS)
    if one.words == other.words:
        strength = min(1.0, one.total / FULL_STRENGTH) * rare
        return NameAgreement(1.0, strength, one, other)
    common = one.word_set & other.word_set
    # In order, since the sum of fractions depends on it.
    in_order = sorted(common) if len(common) > 1 else common
    shared = sum([one.weights[word] for word in in_order])
    total = one.total + other.total
    if len(common) < len(one.word_set) and len(common) < len(other.word_set):
        slips, left_over = _slips(one, other, common)
        shared += slips
        if left_over[0] and left_over[1]:
            # Each has a word that the other lacks: just these words may tell them apart.
            total += sum([CONTRAST - w for each in left_over for w in each if w < CONTRAST])
    similarity = min(1.0, 2 * shared / total) if total else 0.0
    if similarity < ALIKE_JOINED:
        joined = fuzz.ratio(one.joined, other.joined, score_cutoff=ALIKE_JOINED * 100) / 100
        if joined > similarity:
            similarity, shared = joined, min(one.total, other.total)
    if similarity < INITIALS and (_is_initials(one, other) or _is_initials(other, one)):
        similarity, shared = INITIALS, max(one.total, other.total)
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        similarity = min(similarity, NUMBERS_DIFFER)
    return NameAgreement(similarity, min(1.0, shared / FULL_STRENGTH) * rare, one, other)


def _slips(
    one: Name, other: Name, common: frozenset[str]
) -> tuple[float, tuple[list[float], list[float]]]:
    """Weight of words that are not the same but may be meant to be; weights of the words left."""
    lone = [w for w in one.weights if w not in common and w not in one.numbers]
    others = [w for w in other.weights if w not in common and w not in other.numbers]
    pairs: list[tuple[float, list[str], str, str]] = []
    for left in lone:
        for right in others:
            if left[0] == right[0] and (alike := alike_words(left, right)):
                worth = alike * (one.weights[left] + other.weights[right]) / 2
                pairs.append((-worth, sorted((left, right)), left, right))
    total = 0.0
    for worth, _, left, right in sorted(pairs) if len(pairs) > 1 else pairs:
        if left in lone and right in others:
            lone.remove(left)
            others.remove(right)
            total -= worth
    left_over = [one.weights[w] for w in lone], [other.weights[w] for w in others]
    return total, left_over


def alike_words(left: str, right: str) -> float:
    """How alike two words of one first letter are; 0 unless one may be meant for the other.

    >>> alike_words("hearthside", "hearthsid") > 0.8, alike_words("comm", "community")
    (True, 0.8)
    >>> alike_words("prenatal", "postnatal")
    0.0
    """
    shorter, longer = (right, left) if len(right) < len(left) else (left, right)
    if (
        len(shorter) in SHORT_FORM
        and len(longer) >= 2 * len(shorter)
        and longer.startswith(shorter)
        and shorter not in GENERIC_WORDS
    ):
        return ALIKE_WORDS
    if len(shorter) < SHORTEST_SLIP:
        return 0.0
    return Levenshtein.normalized_similarity(left, right, score_cutoff=ALIKE_WORDS)


def _is_initials(short: Name, long: Name) -> bool:
    return len(short.words) == 1 and len(short.joined) >= 3 and short.joined == long.initials
