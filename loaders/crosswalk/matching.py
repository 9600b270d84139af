"""Which rows of the crosswalks apply to a term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.crosswalk.codes import codes_above, is_below, split_namespace
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
    is_placeholder: bool = False
    """Whether only links name it, and no row or object tells of it."""


class Terms:
    """The terms of one source, with what lies above each of them."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self.by_id = terms
        self._by_code: dict[tuple[str, str], Term] | None = None

    def chain(self, term: Term) -> Iterator[Term]:
        """The term, then what lies above it, the nearest first.

        A term without a broader one lies below the nearest term of its vocabulary whose code is
        above its code by the form of the codes.
        """
        seen: set[str] = set()
        here: Term | None = term
        while here is not None and here.id not in seen:
            seen.add(here.id)
            yield here
            here = self.by_id.get(here.parent) if here.parent else self._above_by_code(here)

    def _above_by_code(self, term: Term) -> Term | None:
        for said in own_codes(term):
            for code in codes_above(said):
                if found := self._coded().get((namespace_of(term), code)):
                    return found
        return None

    def _coded(self) -> Mapping[tuple[str, str], Term]:
        if self._by_code is None:
            self._by_code = {}
            for one in sorted(self.by_id.values(), key=lambda term: term.id):
                for said in own_codes(one):
                    self._by_code.setdefault((namespace_of(one), said), one)
        return self._by_code


class Crosswalk:
    """Files of rules, the first asked first."""

    def __init__(self, files: Iterable[Sequence[Rule]]) -> None:
        self._files = [_File(rules) for rules in files]

    def find(self, term: Term, terms: Terms) -> Sequence[Rule]:
        """The rules that apply: those of the first file with a match, of its closest kind."""
        return next(iter(self.find_all(term, terms)), ())

    def find_all(self, term: Term, terms: Terms) -> Iterator[Sequence[Rule]]:
        """What each file with a match says of a term, the deciding one first."""
        for file in self._files:
            if found := file.find(term, terms):
                yield found


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
            elif rule.match == "broader":
                self._broader[label_key(rule.term)].append(rule)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix}, reverse=True)

    def find(self, term: Term, terms: Terms) -> list[Rule]:
        """The applying rules of the closest kind; all of them that kind has."""
        kinds: tuple[Callable[[], Iterator[list[Rule]]], ...] = (
            lambda: (self._by_code[one] for one in own_codes(term) if one in self._by_code),
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
            for one in own_codes(term):
                if one[:length] in self._by_prefix and is_below(one, one[:length]):
                    yield self._by_prefix[one[:length]]

    def _above(self, term: Term, terms: Terms) -> Iterator[list[Rule]]:
        for here in terms.chain(term):
            codes = own_codes(here)
            above = [one for code in codes for one in codes_above(code)] if not here.parent else []
            for said in (here.name or "", *codes, *above):
                if rules := self._broader.get(label_key(said)):
                    yield rules


def own_codes(term: Term) -> tuple[str, ...]:
    """What may be written for a term in a rule by code: code and id, with and without namespace."""
    said = (term.code, term.id) if term.code else (term.id,)
    return tuple(dict.fromkeys(form for one in said for form in (one, split_namespace(one)[1])))


def namespace_of(term: Term) -> str:
    """The vocabulary of a term for comparison: the one it names, else its code's namespace."""
    named = term.vocabulary or split_namespace(term.code or term.id)[0]
    return label_key(named or "")


def _of_vocabulary(rule: Rule, term: Term) -> bool:
    if rule.vocabulary is None:
        return True
    if namespace := namespace_of(term):
        return label_key(rule.vocabulary) == namespace
    return not rule.match.startswith("code")
