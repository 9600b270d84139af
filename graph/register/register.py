"""Reading entries from the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from graph.identity import read_identity
from graph.register.entries import Entry, Term
from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import DCTERMS, GRAPH_ONTOLOGY, SKOS, nwd, source_graph

_SOURCES = source_graph("").value
_IDENTIFIER, _LABEL, _NOTATION = (
    f"{DCTERMS}identifier",
    f"{SKOS}prefLabel",
    f"{SKOS}notation",
)
_Statements = dict[str, dict[str, set[Term]]]


class Register:
    """Records by class, each read once.

    What was accepted as one record is referred to by the one that stands for it.
    """

    def __init__(self, store: ReadableStore) -> None:
        self.store = store
        self._identity = read_identity(store)
        self._classes: dict[str, Sequence[Entry]] = {}
        self._named: dict[str, tuple[str, str]] = {}

    def of(self, class_name: str) -> Sequence[Entry]:
        """Every record of a class, shipped or loaded, in order of id.

        The class is named by our local name or by its IRI.
        """
        if class_name not in self._classes:
            self._classes[class_name] = self._read(class_name)
        return self._classes[class_name]

    def by_iri(self, class_name: str) -> dict[str, Entry]:
        """The same by IRI."""
        return {entry.iri: entry for entry in self.of(class_name)}

    def grouped(self, class_name: str, name: str) -> dict[str, list[Entry]]:
        """The same by each IRI that a property refers to."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.of(class_name):
            for iri in entry.refs(name):
                found[iri].append(entry)
        return found

    def name(self, iri: str) -> str:
        """The label of any record, else its id, else its IRI."""
        return self._describe(iri)[1]

    def names(self, iris: Iterable[str]) -> list[str]:
        """The labels of several, in order of label."""
        return sorted((self.name(iri) for iri in iris), key=str.casefold)

    def id(self, iri: str) -> str:
        """The own id of any record, else its IRI."""
        return self._describe(iri)[0]

    def ids(self, iris: Iterable[str]) -> list[str]:
        """The own ids of several, in order."""
        return sorted(self.id(iri) for iri in iris)

    def _read(self, class_name: str) -> Sequence[Entry]:
        class_ = class_name if ":" in class_name else nwd(class_name).value
        query = f"""SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s a <{class_}> ; ?p ?o }}
            FILTER(STRSTARTS(STR(?g), "{_SOURCES}") || ?g = {GRAPH_ONTOLOGY}) }}"""
        stated: _Statements = defaultdict(lambda: defaultdict(set))
        sources: dict[str, str] = {}
        for graph, subject, predicate, term in _rows(self.store, query):
            if isinstance(subject, NamedNode) and isinstance(term, NamedNode | Literal):
                iri = self._identity.canonical(subject.value)
                stated[iri][predicate.value].add(self._canonical(term))
                source = unquote(graph.value.removeprefix(_SOURCES))
                known = sources.get(iri, source)
                sources[iri] = min(known, source)
        own = {iri: self._own_id(iri, values) for iri, values in stated.items()}
        shared = Counter(own.values())
        entries = []
        for iri, values in stated.items():
            source = "" if sources[iri] == GRAPH_ONTOLOGY.value else sources[iri]
            id_ = own[iri] if shared[own[iri]] == 1 else f"{source}:{own[iri]}"
            label = _first(values, _LABEL) or own[iri]
            self._named[iri] = (id_, label)
            ordered = {name: _ordered(terms) for name, terms in sorted(values.items())}
            entries.append(Entry(iri, id_, label, source, ordered))
        return tuple(sorted(entries, key=lambda entry: (entry.id, entry.iri)))

    def _canonical(self, term: Term) -> Term:
        if isinstance(term, Literal):
            return term
        return NamedNode(self._identity.canonical(term.value))

    def _own_id(self, iri: str, values: dict[str, set[Term]]) -> str:
        return _first(values, _IDENTIFIER) or _first(values, _NOTATION) or iri

    def _describe(self, iri: str) -> tuple[str, str]:
        if iri not in self._named:
            query = f"""SELECT ?p ?o WHERE {{ <{iri}> ?p ?o
                FILTER(?p IN (<{_IDENTIFIER}>, <{_LABEL}>, <{_NOTATION}>)) }}"""
            values: dict[str, set[Term]] = defaultdict(set)
            for predicate, term in _rows(self.store, query):
                values[predicate.value].add(term)
            own = self._own_id(iri, values)
            self._named[iri] = (own, _first(values, _LABEL) or own)
        return self._named[iri]


def _rows(store: ReadableStore, query: str) -> Iterable[Any]:
    return select(store, query)


def _first(values: dict[str, set[Term]], name: str) -> str | None:
    return min((term.value for term in values.get(name, ())), default=None)


def _ordered(terms: set[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (term.value, str(term))))
