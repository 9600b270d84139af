"""The loaded directories as the work on crosswalks sees them: services, needs, terms, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph.errors import UnknownSource
from graph.store import ReadableStore
from loaders.crosswalk.applying import STATING
from loaders.crosswalk.classified import READ, ClassifiedService, read_classified
from loaders.crosswalk.kept import read_kept
from loaders.crosswalk.keywords import Keywords, keyword_files
from loaders.crosswalk.labels import label_key
from loaders.crosswalk.mapping import shipped_last
from loaders.crosswalk.matching import Term, Terms, namespace_of
from loaders.crosswalk.reading import shipped_keywords
from loaders.crosswalk.rules import Rule
from ontology.terms import DCTERMS, GRAPH_CROSSWALKS, GRAPH_SOURCES, nwd, source_graph

_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_DESCRIPTION = NamedNode(DCTERMS + "description")


@dataclass(frozen=True)
class Directory:
    """One loaded directory."""

    source: str
    terms: Terms
    services: Mapping[str, ClassifiedService]
    needs: Mapping[str, frozenset[NamedNode]]
    """Service -> needs that any loaded source gives it."""
    of_term: Mapping[str, Sequence[str]]
    """Term in use -> services."""
    said: Mapping[str, Sequence[Sequence[Rule]]]
    """Term -> rules of each file that has any, the deciding file first."""
    keywords: Keywords
    twins: Mapping[str, Sequence[str]]
    """Term -> what lies above it and above the terms of the same name, where that differs."""
    _store: Store = field(repr=False)

    def uncoded(self) -> set[str]:
        """The services without a need."""
        return {service for service in self.services if not self.needs[service]}

    def description(self, service: str) -> str:
        """The text of a service."""
        iri, graph = self.services[service].iri, source_graph(self.source)
        quads = self._store.quads_for_pattern(iri, _DESCRIPTION, None, graph)
        texts = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
        return min(texts, default="")


def copy_what_is_read(store: ReadableStore) -> Store:
    """The statements that the list is made of, from a store that can only be asked."""
    predicates = " ".join(f"<{one}>" for one in (*READ, nwd("sourceKind").value))
    found = store.query(
        "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } "
        f"VALUES ?p {{ {predicates} }} FILTER(?g != {GRAPH_CROSSWALKS}) }}"
    )
    kept = store.query(
        f"SELECT ?g ?s ?p ?o WHERE {{ GRAPH {GRAPH_CROSSWALKS} {{ ?s ?p ?o }} "
        f"BIND({GRAPH_CROSSWALKS} AS ?g) }}"
    )
    copy = Store()
    for solutions in (found, kept):
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("a SELECT gives solutions")
        copy.extend(Quad(s, p, o, g) for g, s, p, o in solutions)
    return copy


def read_directories(store: Store, sources: Sequence[str] = ()) -> Iterator[Directory]:
    """The directories of these names, by default all; UnknownSource for one that is not there."""
    known = _names(store)
    for source in sources:
        if source not in known:
            raise UnknownSource(source, known, kind="directory")
    for source in sorted(set(sources)) or known:
        yield _read(store, source)


def _names(store: Store) -> list[str]:
    """The names of the loaded sources whose terms are mapped."""
    found = []
    for told in store.quads_for_pattern(None, nwd("sourceKind"), None, GRAPH_SOURCES):
        if isinstance(told.object, Literal) and told.object.value not in STATING:
            names = store.quads_for_pattern(told.subject, _IDENTIFIER, None, GRAPH_SOURCES)
            found += [quad.object.value for quad in names if isinstance(quad.object, Literal)]
    return sorted(found)


def _read(store: Store, source: str) -> Directory:
    classified = read_classified(store, source_graph(source))
    terms = classified.terms()
    services = {service.id: service for service in classified.services()}
    of_term: dict[str, list[str]] = {}
    for service in services.values():
        for term in service.terms:
            if term in terms.by_id:
                of_term.setdefault(term, []).append(service.id)
    kept = read_kept(store, source)
    crosswalk = shipped_last(kept.files)
    return Directory(
        source=source,
        terms=terms,
        services=services,
        needs={one.id: _needs(store, one.iri) for one in services.values()},
        of_term=of_term,
        said={one: tuple(crosswalk.find_all(term, terms)) for one, term in terms.by_id.items()},
        keywords=keyword_files([*(file.rules for file in kept.files), shipped_keywords()]),
        twins=_twins(terms),
        _store=store,
    )


def _needs(store: Store, service: NamedNode) -> frozenset[NamedNode]:
    quads = store.quads_for_pattern(service, nwd("addressesNeed"), None, None)
    return frozenset(quad.object for quad in quads if isinstance(quad.object, NamedNode))


def _twins(terms: Terms) -> dict[str, list[str]]:
    same: dict[tuple[str, str], list[Term]] = {}
    for term in terms.by_id.values():
        if term.name:
            same.setdefault((namespace_of(term), label_key(term.name)), []).append(term)
    found = {}
    for alike in same.values():
        above = sorted({name_of(terms.by_id.get(one.parent or "")) for one in alike})
        if len(above) > 1:
            found.update({one.id: above for one in alike})
    return found


def name_of(term: Term | None) -> str:
    """A term for people: its name, else its code."""
    return "no broader term" if term is None else term.name or term.code or term.id
