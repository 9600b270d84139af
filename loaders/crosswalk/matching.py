"""Which rows of the crosswalks apply to a term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.crosswalk.labels import label_key
from loaders.crosswalk.rules import Rule


@dataclass(frozen=True)
class Term:
    """One term of a directory's own vocabulary."""

    id: str
    name: str | None = None
    code: str | None = None
    vocabulary: str | None = None
    parent: str | None = None
    """Id of the broader term, which is there."""


class Crosswalk:
    """Files of rules, the first asked first."""

    def __init__(self, files: Iterable[Sequence[Rule]]) -> None:
        self._files = [_File(rules) for rules in files]

    def find(self, term: Term, terms: Mapping[str, Term]) -> Sequence[Rule]:
        """The rules that apply: those of the first file with a match, of its closest kind."""
        for file in self._files:
            if found := file.find(term, terms):
                return found
        return ()


class _File:
    """The rules of one file, found by what they match."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_code: dict[str, list[Rule]] = defaultdict(list)
        self._by_prefix: dict[str, list[Rule]] = defaultdict(list)
        self._by_label: dict[str, list[Rule]] = defaultdict(list)
        self._broader: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.match == "code":
                self._by_code[rule.term].append(rule)
            elif rule.match == "code-prefix":
                self._by_prefix[rule.term].append(rule)
            elif rule.match == "label":
                self._by_label[label_key(rule.term)].append(rule)
            else:
                self._broader[label_key(rule.term)].append(rule)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix}, reverse=True)

    def find(self, term: Term, terms: Mapping[str, Term]) -> list[Rule]:
        """The applying rules of the closest kind; all of them that kind has."""
        kinds: tuple[Callable[[], Iterator[list[Rule]]], ...] = (
            lambda: (self._by_code[one] for one in _codes(term) if one in self._by_code),
            lambda: iter([self._by_label.get(label_key(term.name or ""), [])]),
            lambda: self._prefixes(term),
            lambda: self._above(term, terms),
        )
        for kind in kinds:
            for rules in kind():
                if fitting := [rule for rule in rules if _of_vocabulary(rule, term)]:
                    return fitting
        return []

    def _prefixes(self, term: Term) -> Iterator[list[Rule]]:
        for length in self._lengths:
            for one in _codes(term):
                if len(one) >= length and one[:length] in self._by_prefix:
                    yield self._by_prefix[one[:length]]

    def _above(self, term: Term, terms: Mapping[str, Term]) -> Iterator[list[Rule]]:
        seen: set[str] = set()
        here: Term | None = term
        while here is not None and here.id not in seen:
            seen.add(here.id)
            for said in (here.name or "", *_codes(here)):
                if rules := self._broader.get(label_key(said)):
                    yield rules
            here = terms.get(here.parent) if here.parent else None


def _codes(term: Term) -> tuple[str, ...]:
    return (term.code, term.id) if term.code and term.code != term.id else (term.id,)


def _of_vocabulary(rule: Rule, term: Term) -> bool:
    if rule.vocabulary is None:
        return True
    if term.vocabulary is None:
        return not rule.match.startswith("code")
    return label_key(rule.vocabulary) == label_key(term.vocabulary)
