"""What the store says of a thing: its own statements, links to it, and names for all of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph.errors import NoSuchRecord
from graph.store import ReadableStore
from ontology.terms import DCTERMS, GRAPH_ONTOLOGY, GRAPH_SOURCES, NWD, RDFS, SKOS
from service.facts import Facts, Term, solutions
from service.things.addresses import ONTOLOGY

LINKS = 200
"""Most links to a thing that are told."""
STATEMENTS = 2_000
"""Most statements of one thing that are told."""
NAMES = (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title")


@dataclass(frozen=True)
class Thing:
    """What is told of one thing."""

    iri: str
    statements: Sequence[tuple[str, Term]]
    """(property, value)"""
    links: Sequence[tuple[str, str]]
    """(record, property) of what links to it."""
    is_cut: bool
    """Whether more statements or links are there."""
    names: Facts
    """Names of the thing, its properties and what it is linked with."""
    sources: Sequence[str]
    """Titles of the sources that tell of it."""

    def triples(self) -> Iterator[Triple]:
        """All of it, and the names, as triples."""
        subject = NamedNode(self.iri)
        for predicate, value in self.statements:
            yield Triple(subject, NamedNode(predicate), value)
        for other, predicate in self.links:
            yield Triple(NamedNode(other), NamedNode(predicate), subject)
        linked = [v.value for _, v in self.statements if isinstance(v, NamedNode)]
        for iri in dict.fromkeys((*linked, *(other for other, _ in self.links))):
            for predicate in NAMES:
                for value in self.names.values(iri, predicate):
                    yield Triple(NamedNode(iri), NamedNode(predicate), value)


def describe_thing(store: ReadableStore, iris: Iterable[str]) -> Thing:
    """The first of these IRIs of which the store says anything.

    Raises NoSuchRecord where it says nothing of any.
    """
    asked = list(iris)
    for iri in asked:
        if statements := _statements(store, iri):
            return _thing(store, iri, statements)
    raise NoSuchRecord(asked[0] if asked else "this address")


def describe_ontology(store: ReadableStore) -> Facts:
    """Everything that the ontology says of its terms."""
    ours = f"?s = <{ONTOLOGY}> || STRSTARTS(STR(?s), '{NWD}')"
    return _read(store, f"GRAPH {GRAPH_ONTOLOGY} {{ ?s ?p ?o FILTER({ours}) }}")


def describe_scheme(store: ReadableStore, scheme: str) -> Facts:
    """Everything that is said of the concepts of a code list."""
    return _read(store, f"?s <{SKOS}inScheme> <{scheme}>")


def list_schemes(store: ReadableStore) -> Facts:
    """What is said of the code lists themselves."""
    return _read(store, f"?s a <{SKOS}ConceptScheme>")


def name_of(facts: Facts, iri: str) -> str | None:
    """The name of a thing among facts."""
    return next((text for name in NAMES if (text := facts.text(iri, name))), None)


def _statements(store: ReadableStore, iri: str) -> list[tuple[str, Term]]:
    query = f"SELECT DISTINCT ?p ?o WHERE {{ <{iri}> ?p ?o }} LIMIT {STATEMENTS + 1}"
    return [
        (predicate.value, value)
        for predicate, value in solutions(store, query)
        if isinstance(predicate, NamedNode) and value is not None
    ]


def _links(store: ReadableStore, iri: str) -> list[tuple[str, str]]:
    query = f"SELECT DISTINCT ?s ?p WHERE {{ ?s ?p <{iri}> }} LIMIT {LINKS + 1}"
    return [
        (subject.value, predicate.value)
        for subject, predicate in solutions(store, query)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)
    ]


def _thing(store: ReadableStore, iri: str, statements: Sequence[tuple[str, Term]]) -> Thing:
    links = _links(store, iri)
    is_cut = len(links) > LINKS or len(statements) > STATEMENTS
    statements, links = statements[:STATEMENTS], links[:LINKS]
    values = [value.value for _, value in statements if isinstance(value, NamedNode)]
    properties = [predicate for predicate, _ in statements]
    others = [part for link in links for part in link]
    names = Facts(store)
    # Only names: some of these have very many statements.
    names.read([iri, *values, *properties, *others], only=NAMES)
    return Thing(
        iri=iri,
        statements=statements,
        links=links,
        is_cut=is_cut,
        names=names,
        sources=_sources(store, iri),
    )


def _sources(store: ReadableStore, iri: str) -> list[str]:
    query = f"""
    SELECT DISTINCT ?name ?title WHERE {{
      GRAPH ?g {{ <{iri}> ?p ?o }}
      GRAPH {GRAPH_SOURCES} {{
        ?g <{DCTERMS}identifier> ?name OPTIONAL {{ ?g <{DCTERMS}title> ?title }}
      }}
    }}"""
    told = ([title, name] for name, title in solutions(store, query))
    return sorted({next(t.value for t in each if isinstance(t, Literal)) for each in told})


def _read(store: ReadableStore, pattern: str) -> Facts:
    """Everything that is said of what a pattern finds."""
    found = solutions(store, f"SELECT DISTINCT ?s WHERE {{ {pattern} }}")
    facts = Facts(store)
    facts.read([subject.value for (subject,) in found if isinstance(subject, NamedNode)])
    return facts
