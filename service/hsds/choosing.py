"""Which services and organizations an export holds: by source, partner, place and need.

All that is asked holds at once. What a chosen record refers to comes along: the organization of a
service and those above it, its locations, its program and its terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from graph.errors import NoSuchRecord, UnknownSource
from graph.store import ReadableStore
from loaders.provenance import list_sources
from ontology.terms import DCTERMS, ORG, SKOS, nwd, source_graph
from service.facts import in_batches, iris_in, solutions
from service.hsds.directory import Directory, Entry
from service.hsds.organizations import PARENT
from service.hsds.searching import linking_to
from service.hsds.services import AREA, PROVIDER, SITE


@dataclass(frozen=True)
class Selection:
    """What is asked for; None asks nothing. Records are named by their id, label or IRI."""

    source: str | None = None
    partner: str | None = None
    place: str | None = None
    need: str | None = None
    merged: bool = False
    """Whether records that were decided to be one are told as one."""

    @property
    def is_all(self) -> bool:
        """Whether all records are asked for."""
        return replace(self, merged=False) == Selection()


@dataclass(frozen=True)
class Chosen:
    """What is exported, in the order of the IRIs."""

    organizations: Sequence[Entry]
    services: Sequence[Entry]
    locations: frozenset[str]
    """IRIs of the locations that are told of."""
    terms: frozenset[str]
    """IRIs of the terms that are told of although no chosen record has them."""


def choose(directory: Directory, asked: Selection) -> Chosen:
    """The records asked for; raises UnknownSource and NoSuchRecord for what is not there."""
    store = directory.store
    passing: list[set[str]] = []
    if asked.source is not None:
        passing.append(_of_source(store, asked.source, nwd("Service")))
    if asked.partner is not None:
        passing.append(linking_to(store, (PROVIDER,), {_find(store, "Partner", asked.partner)}))
    if asked.place is not None:
        passing.append(_serving(store, _find(store, "Place", asked.place)))
    if asked.need is not None:
        needs = directory.vocabularies.with_narrower([_find(store, "Need", asked.need)])
        passing.append(linking_to(store, (nwd("addressesNeed").value,), needs))
    services = [one for one in directory.services.all if all(one.iri in some for some in passing)]
    organizations = _organizations(directory, services, asked)
    sites = _sites(directory, organizations, services, asked)
    terms = frozenset(
        term.iri
        for term in directory.vocabularies.terms
        if asked.is_all or (_only_source(asked) and term.iri in _terms(store, asked.source or ""))
    )
    return Chosen(organizations, services, sites, terms)


def _only_source(asked: Selection) -> bool:
    whole = replace(asked, merged=False)
    return asked.source is not None and whole == Selection(source=asked.source)


def _organizations(
    directory: Directory, services: Sequence[Entry], asked: Selection
) -> Sequence[Entry]:
    store, every = directory.store, directory.organizations
    if asked.is_all:
        return every.all
    found = _targets(store, PROVIDER, {one.iri for one in services})
    if _only_source(asked):
        found |= _of_source(store, asked.source or "", nwd("Partner"))
    if asked.partner is not None and asked.place is None and asked.need is None:
        found.add(_find(store, "Partner", asked.partner))
    if _only_source(asked):
        of_source = _of_source(store, asked.source or "", NamedNode(ORG + "Site"))
        found |= _targets(store, ORG + "siteOf", of_source)
    while above := _targets(store, PARENT, found) - found:
        found |= above
    return [one for one in every.all if one.iri in found]


def _sites(
    directory: Directory,
    organizations: Sequence[Entry],
    services: Sequence[Entry],
    asked: Selection,
) -> frozenset[str]:
    store = directory.store
    if asked.is_all:
        return frozenset(one.iri for one in directory.locations.all)
    found = _targets(store, SITE, {one.iri for one in services})
    if _only_source(asked):
        found |= _of_source(store, asked.source or "", NamedNode(ORG + "Site"))
    if asked.partner is not None and asked.place is None and asked.need is None:
        found |= linking_to(store, (ORG + "siteOf",), {one.iri for one in organizations})
    return frozenset(found)


def _serving(store: ReadableStore, place: str) -> set[str]:
    """Services that say that they serve a place, one within it or one around it, or are there."""
    query = f"""
    SELECT DISTINCT ?s WHERE {{
      {{ <{place}> {nwd("partOf")}* ?area . ?s <{AREA}> ?area }}
      UNION {{ ?area {nwd("partOf")}+ <{place}> . ?s <{AREA}> ?area }}
      UNION {{ ?area {nwd("partOf")}* <{place}> . ?s <{SITE}>/{nwd("inPlace")} ?area }}
    }}"""
    return {term.value for (term,) in solutions(store, query) if isinstance(term, NamedNode)}


def _of_source(store: ReadableStore, source: str, kind: NamedNode) -> set[str]:
    """The records that a source calls of that class; raises UnknownSource."""
    names = [str(one["name"]) for one in list_sources(store)]
    if source not in names:
        raise UnknownSource(source, names)
    query = f"SELECT DISTINCT ?s WHERE {{ GRAPH {source_graph(source)} {{ ?s a {kind} }} }}"
    return {term.value for (term,) in solutions(store, query) if isinstance(term, NamedNode)}


def _terms(store: ReadableStore, source: str) -> set[str]:
    return _of_source(store, source, nwd("DirectoryTerm"))


def _targets(store: ReadableStore, predicate: str, iris: Iterable[str]) -> set[str]:
    """What these records link to with a property."""
    found: set[str] = set()
    for some in in_batches(sorted(iris), 2_000):
        query = (
            f"SELECT DISTINCT ?o WHERE {{ VALUES ?s {{ {iris_in(some)} }} ?s <{predicate}> ?o }}"
        )
        found |= {t.value for (t,) in solutions(store, query) if isinstance(t, NamedNode)}
    return found


def _find(store: ReadableStore, kind: str, said: str) -> str:
    """The record of a class by its IRI, its id or its label; raises NoSuchRecord."""
    literal = Literal(said)
    query = f"""
    SELECT DISTINCT ?s WHERE {{
      ?s a {nwd(kind)}
      FILTER(STR(?s) = {literal}
        || EXISTS {{ ?s <{DCTERMS}identifier> {literal} }}
        || EXISTS {{ ?s <{SKOS}prefLabel> ?label FILTER(LCASE(STR(?label)) = LCASE({literal})) }})
    }} ORDER BY ?s"""
    found = [term.value for (term,) in solutions(store, query) if isinstance(term, NamedNode)]
    if len(found) == 1:
        return found[0]
    several = f"; several are called that: {', '.join(found[:5])}" if found else ""
    raise NoSuchRecord(said, f"no {kind.lower()} {said!r} is known{several}")
