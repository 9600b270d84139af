"""Keyword rules: which needs the words of a text name for certain enough.

A keyword is found as whole words in their simple forms (`words`), anywhere in one text. It does
not count where its sentence denies it (`no child care`, `formerly WIC`), or where one of the words
of its row's `unless` stands in the same text or in the text given beside it. A keyword written in
capitals (`WIC` beside `wic`) is found in capitals only. A row that maps to `none` stops all
keyword rows of its own file and of those asked later for that text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loaders.crosswalk.rules import Rule
from loaders.crosswalk.words import Word, is_negated, phrase_forms, split_words

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A rule that a text fits, and the words of the text that it fits."""

    rule: Rule
    text: str


class Keywords:
    """The keyword rows of files, the first asked first."""

    def __init__(self, files: Iterable[Sequence[Rule]]) -> None:
        self._files = [_Rows(rules) for rules in files]

    def find(self, text: str, *, beside: str = "") -> Sequence[Hit]:
        """The rows that apply to a text, each target once, a row to `none` that stopped at the end.

        `beside` is looked at for `unless`.
        """
        words, around = split_words(text), [word.form for word in split_words(beside)]
        found: dict[tuple[str | None, str | None], Hit] = {}
        for rows in self._files:
            hits = list(rows.hits(text, words, around))
            if stop := next((hit for hit in hits if hit.rule.target is None), None):
                return [*found.values(), stop]
            for hit in hits:
                found.setdefault((hit.rule.scheme, hit.rule.notation), hit)
        return list(found.values())


class _Rows:
    """The keyword rows of one file, by the first word of each keyword."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_first: dict[str, list[tuple[Phrase, str | None, Rule]]] = defaultdict(list)
        self._unless: dict[Rule, Sequence[Phrase]] = {}
        for rule in rules:
            if rule.match != "keyword":
                continue
            self._unless[rule] = [phrase_forms(one) for one in (rule.unless or "").split("|")]
            for written in rule.term.split("|"):
                phrase, capitals = phrase_forms(written), _capitals(written)
                self._by_first[phrase[0]].append((phrase, capitals, rule))

    def hits(self, text: str, words: Sequence[Word], around: Sequence[str]) -> Iterator[Hit]:
        """Hits in the order of the file."""
        forms = [word.form for word in words]
        found: dict[Rule, Hit] = {}
        for first, form in enumerate(forms):
            for phrase, capitals, rule in self._by_first.get(form, ()):
                past = first + len(phrase)
                if rule in found or tuple(forms[first:past]) != phrase:
                    continue
                written = text[words[first].start : words[past - 1].end]
                if capitals is not None and written != capitals:
                    continue
                if is_negated(words, first, past) or self._excluded(rule, forms, around):
                    continue
                found[rule] = Hit(rule, written)
        yield from sorted(found.values(), key=lambda hit: hit.rule.row)

    def _excluded(self, rule: Rule, *texts: Sequence[str]) -> bool:
        return any(
            phrase and _holds(forms, phrase) for phrase in self._unless[rule] for forms in texts
        )


def keyword_files(files: Iterable[Sequence[Rule]]) -> Keywords:
    """The keyword rows of these files; other rows are passed over."""
    return Keywords([[rule for rule in rules if rule.match == "keyword"] for rules in files])


def _capitals(written: str) -> str | None:
    """The keyword itself where only capitals are meant."""
    written = written.strip()
    return written if len(written) > 1 and written.isalpha() and written.isupper() else None


def _holds(forms: Sequence[str], phrase: Phrase) -> bool:
    size = len(phrase)
    return any(tuple(forms[at : at + size]) == phrase for at in range(len(forms) - size + 1))
