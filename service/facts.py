"""What the store says of records, read for many of them at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from graph.store import ReadableStore
from ontology.terms import DCTERMS, RDF, SKOS

Term = NamedNode | BlankNode | Literal | Triple

BATCH = 200
"""Records of one query."""
IDENTIFIER = f"{DCTERMS}identifier"
DESCRIPTION = f"{DCTERMS}description"
LABEL = f"{SKOS}prefLabel"
TYPE = f"{RDF}type"


_LAST = re.compile(r"[^/#:]*$")


def own_id(iri: str) -> str:
    """The id that the source of a record gave it: the last part of its IRI.

    >>> own_id("https://example.org/id/county/site/a%2Fb")
    'a/b'
    """
    found = _LAST.search(iri)
    return unquote(found[0]) if found else iri


def solutions(store: ReadableStore, query: str) -> Iterator[Sequence[Term | None]]:
    """The rows of a SELECT."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    for row in found:
        yield tuple(row)


def in_batches(iris: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    """The IRIs, some at a time."""
    left = iter(iris)
    while some := list(islice(left, size)):
        yield some


def iris_in(terms: Iterable[str]) -> str:
    """IRIs as they are written between the braces of VALUES."""
    return " ".join(f"<{iri}>" for iri in terms)


class Facts:
    """Values by record and property; of several texts the first in order of the alphabet.

    A record that was not read says nothing.
    """

    def __init__(self, store: ReadableStore) -> None:
        self._store = store
        self._of: dict[str, dict[str, list[Term]]] = {}

    def read(self, iris: Iterable[str], *, only: Sequence[str] = ()) -> None:
        """Read the properties of those records that were not read before: all, or `only` some."""
        new = [iri for iri in dict.fromkeys(iris) if iri not in self._of]
        for some in in_batches(new):
            self._of.update((iri, {}) for iri in some)
            values = f"VALUES ?s {{ {iris_in(some)} }}"
            if not only:
                self._take(f"SELECT DISTINCT ?s ?p ?o WHERE {{ {values} ?s ?p ?o }}")
            for each in only:
                pattern = f"{values} ?s <{each}> ?o BIND(<{each}> AS ?p)"
                self._take(f"SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}")

    def _take(self, query: str) -> None:
        for subject, predicate, value in solutions(self._store, query):
            assert isinstance(subject, NamedNode)
            assert isinstance(predicate, NamedNode)
            assert value is not None
            self._of[subject.value].setdefault(predicate.value, []).append(value)

    def records(self) -> list[str]:
        """The records that were read, in order."""
        return sorted(self._of)

    def triples(self) -> Iterator[Triple]:
        """All that was read."""
        for iri in self.records():
            for predicate, values in self._of[iri].items():
                for value in values:
                    yield Triple(NamedNode(iri), NamedNode(predicate), value)

    def forget(self, iris: Iterable[str]) -> None:
        """Give up what was read of these records."""
        for iri in iris:
            self._of.pop(iri, None)

    def values(self, iri: str, predicate: str) -> list[Term]:
        """All values of a property."""
        return self._of.get(iri, {}).get(predicate, [])

    def links(self, iri: str, predicate: str) -> list[str]:
        """IRIs that a record links to, in order."""
        return sorted(v.value for v in self.values(iri, predicate) if isinstance(v, NamedNode))

    def link(self, iri: str, predicate: str) -> str | None:
        """The first of these."""
        found = self.links(iri, predicate)
        return found[0] if found else None

    def texts(self, iri: str, predicate: str) -> list[str]:
        """Texts of a property without those that are blank, in order."""
        found = {v.value for v in self.values(iri, predicate) if isinstance(v, Literal)}
        return sorted(text for text in found if text.strip())

    def text(self, iri: str, predicate: str) -> str | None:
        """One text: without a language or in English, if there is one such."""
        literals = [v for v in self.values(iri, predicate) if isinstance(v, Literal)]
        ranked = sorted(literals, key=lambda v: (_rank(v), v.value))
        return next((v.value for v in ranked if v.value.strip()), None)

    def name(self, iri: str) -> str:
        """The label; else the source's own id, since HSDS wants a name."""
        return self.text(iri, LABEL) or self.text(iri, IDENTIFIER) or own_id(iri)

    def language(self, iri: str, predicate: str) -> str | None:
        """The language of that text, where it is tagged."""
        chosen = self.text(iri, predicate)
        values = self.values(iri, predicate)
        found = [v for v in values if isinstance(v, Literal) and v.value == chosen]
        return next((v.language for v in found if v.language), None)

    def whole(self, iri: str, predicate: str) -> int | None:
        """A whole number; None where there is none."""
        text = self.text(iri, predicate)
        try:
            return None if text is None else int(text)
        except ValueError:
            return None

    def number(self, iri: str, predicate: str) -> float | None:
        """A number; None where there is none."""
        text = self.text(iri, predicate)
        try:
            found = None if text is None else float(text)
        except ValueError:
            return None
        return found if found is not None and math.isfinite(found) else None

    def holds(self, iri: str, predicate: str) -> bool:
        """Whether the property is true."""
        return any(text in ("true", "1") for text in self.texts(iri, predicate))


def _rank(value: Literal) -> int:
    language = value.language or ""
    return 0 if language in ("", "en") else 1 if language.startswith("en-") else 2
