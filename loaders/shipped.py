"""The shipped code lists as words: what may be written, and what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from ontology.files import read_ontology
from ontology.terms import CODE, NWD, SKOS


@dataclass(frozen=True)
class CodeList:
    """One shipped list: what its words are, and how people may write them."""

    scheme: str
    labels: Mapping[str, str]
    """Notation to preferred label, in the list's own order."""
    notes: Mapping[str, str]
    """Notation to definition."""
    _spellings: Mapping[str, str] = field(repr=False)

    def find(self, word: str) -> str | None:
        """The notation meant: case, spaces and underscores do not count, a label will do."""
        return word if word in self.labels else self._spellings.get(spelling(word))


@dataclass(frozen=True)
class Shipped:
    """What loaders look up in the ontology."""

    code_lists: Mapping[str, CodeList]
    stages: Mapping[str, tuple[int, int]]
    """Life stage to its first day and the day after its last, from birth."""


def spelling(word: str) -> str:
    """A word as compared with the lists.

    >>> spelling(" Early_Learning ")
    'early-learning'
    """
    return re.sub(r"[\s_-]+", "-", word.strip().casefold())


@lru_cache(maxsize=1)
def read_shipped() -> Shipped:
    """The code lists of this release, read once."""
    concepts: dict[str, dict[str, list[str]]] = {}
    for quad in read_ontology():
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(CODE):
            told = concepts.setdefault(quad.subject.value, {})
            if isinstance(quad.object, Literal | NamedNode):
                told.setdefault(quad.predicate.value, []).append(quad.object.value)
    lists: dict[str, dict[str, dict[str, list[str]]]] = {}
    for told in concepts.values():
        for notation in told.get(SKOS + "notation", ()):
            for scheme in told.get(SKOS + "inScheme", ()):
                lists.setdefault(scheme.removeprefix(CODE), {})[notation] = told
    return Shipped(
        {scheme: _code_list(scheme, entries) for scheme, entries in sorted(lists.items())},
        _stages(lists["life-stage"]),
    )


def _code_list(scheme: str, entries: Mapping[str, Mapping[str, list[str]]]) -> CodeList:
    labels: dict[str, str] = {}
    notes: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for notation, told in entries.items():
        preferred = told.get(SKOS + "prefLabel", [])
        for label in [*preferred, *told.get(SKOS + "altLabel", [])]:
            spellings.setdefault(spelling(label), notation)
        labels[notation] = preferred[0] if preferred else notation
        notes[notation] = next(iter(told.get(SKOS + "definition", [])), "")
    spellings.update({spelling(notation): notation for notation in labels})
    return CodeList(scheme, labels, notes, spellings)


def _stages(entries: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[int, int]]:
    found = {
        name: (int(told[NWD + "fromDay"][0]), int(told[NWD + "toDay"][0]))
        for name, told in entries.items()
    }
    return dict(sorted(found.items(), key=lambda item: item[1]))
