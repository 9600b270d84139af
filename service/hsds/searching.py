"""Finding records by words and by links, with one query for many records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode

from graph.store import ReadableStore
from ontology.terms import DCTERMS, SKOS, nwd
from service.facts import in_batches, iris_in, solutions

MOST_WORDS = 12
"""Words of a search that are looked for."""

_TEXTS = iris_in(
    (
        f"{SKOS}prefLabel",
        f"{SKOS}altLabel",
        f"{SKOS}definition",
        f"{DCTERMS}description",
        nwd("programName").value,
    )
)
_MANY = 2_000
"""IRIs of one query."""


def words_of(search: str | None) -> list[str]:
    """The words of a search in small letters.

    >>> words_of("  Early  HEAD start ")
    ['early', 'head', 'start']
    """
    return list(dict.fromkeys((search or "").lower().split()))[:MOST_WORDS]


def find_texts(store: ReadableStore, word: str) -> set[str]:
    """The records of any kind in whose name, description or program the word stands."""
    query = f"""
    SELECT DISTINCT ?s WHERE {{
      VALUES ?p {{ {_TEXTS} }} ?s ?p ?text FILTER(CONTAINS(LCASE(STR(?text)), {Literal(word)}))
    }}"""
    return _subjects(store, query)


def linking_to(store: ReadableStore, predicates: Sequence[str], iris: Iterable[str]) -> set[str]:
    """The records that link to any of these with any of the properties."""
    any_of = "|".join(f"<{each}>" for each in predicates)
    found: set[str] = set()
    for some in in_batches(iris, _MANY):
        query = f"SELECT DISTINCT ?s WHERE {{ VALUES ?o {{ {iris_in(some)} }} ?s {any_of} ?o }}"
        found |= _subjects(store, query)
    return found


def linked_through(
    store: ReadableStore, predicate: str, predicates: Sequence[str], iris: Iterable[str]
) -> set[str]:
    """What the records that `linking_to` finds link to with one more property."""
    any_of = "|".join(f"<{each}>" for each in predicates)
    found: set[str] = set()
    for some in in_batches(iris, _MANY):
        query = f"""
        SELECT DISTINCT ?far WHERE {{
          VALUES ?o {{ {iris_in(some)} }} ?s {any_of} ?o ; <{predicate}> ?far
        }}"""
        found |= _subjects(store, query)
    return found


def _subjects(store: ReadableStore, query: str) -> set[str]:
    return {term.value for (term,) in solutions(store, query) if isinstance(term, NamedNode)}
