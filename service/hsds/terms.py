"""Taxonomies and their terms: our code lists of needs, sectors and ways of delivery, and the
vocabularies of directories.

A directory's vocabulary is a taxonomy of that source: two sources that name the same one may have
different terms. A directory's term that names no vocabulary belongs to no taxonomy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.store import ReadableStore
from loaders.hsds.fields import NOT_FOUND, SAME_AS
from ontology.terms import CODE, DCTERMS, GRAPH_SOURCES, SKOS, nwd
from service.facts import LABEL, Facts, own_id, solutions
from service.hsds.ids import assign_ids, made_id
from service.hsds.steps import BEFORE

Json = dict[str, Any]

SCHEMES = {"need": "need", "sector": "sector", "delivery-mode": "delivery_mode"}
"""Code list -> how its terms are linked (`link_type`)."""
CLASSIFICATION = "classification"
"""How terms of directories are linked."""


@dataclass(frozen=True)
class Taxonomy:
    """One list of terms."""

    id: str
    name: str
    description: str
    uri: str | None = None

    def as_object(self) -> Json:
        """The HSDS taxonomy."""
        found: Json = {"id": self.id, "name": self.name, "description": self.description}
        return {**found, "uri": self.uri} if self.uri else found


@dataclass(frozen=True)
class TaxonomyTerm:
    """One term."""

    id: str
    iri: str
    name: str
    description: str
    link_type: str
    code: str | None
    language: str | None
    broader: Sequence[str]
    """IRIs of the broader terms; HSDS has room for one, the first."""
    taxonomy: Taxonomy | None
    same_as: str | None = None
    """The address that its directory states for it."""
    is_named: bool = True
    is_placeholder: bool = False


class Vocabularies:
    """All taxonomies and terms."""

    def __init__(self, terms: Sequence[TaxonomyTerm]) -> None:
        self.terms = terms
        self.by_iri = {term.iri: term for term in terms}
        self.by_id = {term.id: term for term in terms}
        named = {term.taxonomy.id: term.taxonomy for term in terms if term.taxonomy}
        self.taxonomies: Sequence[Taxonomy] = sorted(
            named.values(), key=lambda one: (one.uri is None, one.name, one.id)
        )
        self.taxonomies_by_id = {one.id: one for one in self.taxonomies}
        self._below: dict[str, list[str]] = defaultdict(list)
        for term in terms:
            for broader in term.broader:
                self._below[broader].append(term.iri)

    def with_narrower(self, iris: Iterable[str]) -> set[str]:
        """Terms and all that are below them."""
        found: set[str] = set()
        waiting = list(iris)
        while waiting:
            iri = waiting.pop()
            if iri not in found:
                found.add(iri)
                waiting += self._below[iri]
        return found

    def parent(self, term: TaxonomyTerm) -> TaxonomyTerm | None:
        """The first of the broader terms that is there."""
        return next((self.by_iri[iri] for iri in term.broader if iri in self.by_iri), None)

    def as_object(self, term: TaxonomyTerm) -> Json:
        """The HSDS taxonomy term."""
        parent, taxonomy = self.parent(term), term.taxonomy
        found = {
            "id": term.id,
            "code": term.code,
            "name": term.name,
            "description": term.description,
            "parent_id": parent and parent.id,
            "taxonomy": taxonomy and taxonomy.name,
            "taxonomy_detail": taxonomy and taxonomy.as_object(),
            "language": term.language,
            "term_uri": term.same_as or term.iri,
        }
        was = {
            **({"id": own_id(term.iri)} if term.same_as and own_id(term.iri) != term.id else {}),
            **({} if term.is_named else {"name": None}),
            **({NOT_FOUND: None} if term.is_placeholder else {}),
        }
        made = {name: value for name, value in found.items() if value is not None}
        return {**made, BEFORE: was} if was else made

    def attributes(
        self,
        subject: str,
        entity: str,
        iris: Iterable[str],
        *,
        rows: Iterable[tuple[Json, str]] = (),
    ) -> list[Json]:
        """The HSDS attributes that link a record to terms; what is no term is left out.

        `rows` are links with more to say, and their terms; they stand for the bare link.
        """
        told = {iri: row for row, iri in rows if iri in self.by_iri}
        return [
            *(
                {
                    "link_type": self.by_iri[iri].link_type,
                    **row,
                    "link_entity": entity,
                    "taxonomy_term": self.as_object(self.by_iri[iri]),
                    **({} if "link_type" in row else {BEFORE: {"link_type": None}}),
                }
                for iri, row in told.items()
            ),
            *self._bare(subject, entity, (iri for iri in iris if iri not in told)),
        ]

    def _bare(self, subject: str, entity: str, iris: Iterable[str]) -> list[Json]:
        return [
            {
                "id": made_id(subject, term.iri),
                "link_type": term.link_type,
                "link_entity": entity,
                "taxonomy_term": self.as_object(term),
            }
            for iri in iris
            if (term := self.by_iri.get(iri))
        ]


def read_vocabularies(store: ReadableStore) -> Vocabularies:
    """The taxonomies and terms of a store."""
    facts = Facts(store)
    schemes = _concepts(store)
    graphs = _directory_terms(store)
    titles = _titles(store)
    facts.read([*schemes, *graphs, *(CODE + name for name in SCHEMES)])
    ids = assign_ids([*schemes, *graphs])
    terms = [_term(facts, iri, ids[iri], *_of_scheme(facts, name)) for iri, name in schemes.items()]
    for iri, graph in graphs.items():
        if iri not in schemes:
            taxonomy = _of_directory(facts.text(iri, nwd("vocabulary").value), graph, titles)
            terms.append(_term(facts, iri, ids[iri], taxonomy, CLASSIFICATION))
    return Vocabularies(sorted(terms, key=lambda term: term.iri))


def _concepts(store: ReadableStore) -> dict[str, str]:
    """Concepts of our code lists, and needs that a source added: IRI -> code list."""
    lists = " ".join(f"(<{CODE}{name}> '{name}')" for name in SCHEMES)
    query = f"""
    SELECT DISTINCT ?term ?list WHERE {{
      {{ VALUES (?scheme ?list) {{ {lists} }} ?term <{SKOS}inScheme> ?scheme }}
      UNION {{ ?term a {nwd("Need")} BIND('need' AS ?list) }}
    }}"""
    return {
        term.value: name.value
        for term, name in solutions(store, query)
        if isinstance(term, NamedNode) and isinstance(name, Literal)
    }


def _directory_terms(store: ReadableStore) -> dict[str, str]:
    """Terms of directories: IRI -> graph of the source."""
    query = f"SELECT ?s ?g WHERE {{ GRAPH ?g {{ ?s a {nwd('DirectoryTerm')} }} }} ORDER BY ?s ?g"
    found: dict[str, str] = {}
    for term, graph in solutions(store, query):
        if isinstance(term, NamedNode) and isinstance(graph, NamedNode):
            found.setdefault(term.value, graph.value)
    return found


def _titles(store: ReadableStore) -> dict[str, str]:
    """Titles of the sources, else their names, by graph."""
    query = f"""
    SELECT ?g ?name ?title WHERE {{ GRAPH {GRAPH_SOURCES} {{
      ?g <{DCTERMS}identifier> ?name OPTIONAL {{ ?g <{DCTERMS}title> ?title }}
    }} }}"""
    return {
        _value(graph): _value(title) or _value(name)
        for graph, name, title in solutions(store, query)
    }


def _value(term: NamedNode | Literal | BlankNode | Triple | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _of_scheme(facts: Facts, name: str) -> tuple[Taxonomy, str]:
    iri = CODE + name
    label = facts.text(iri, LABEL) or name
    description = facts.text(iri, f"{SKOS}definition") or label
    return Taxonomy(made_id(iri), label, description, iri), SCHEMES[name]


def _of_directory(vocabulary: str | None, graph: str, titles: Mapping[str, str]) -> Taxonomy | None:
    if vocabulary is None:
        return None
    source = titles.get(graph) or graph
    description = f"Terms of {vocabulary} as used by: {source}"
    return Taxonomy(made_id(graph, "vocabulary", vocabulary), vocabulary, description)


def _term(
    facts: Facts, iri: str, identifier: str, taxonomy: Taxonomy | None, link_type: str
) -> TaxonomyTerm:
    code = facts.text(iri, f"{SKOS}notation")
    name = facts.text(iri, LABEL) or code or facts.name(iri)
    return TaxonomyTerm(
        id=identifier,
        iri=iri,
        name=name,
        description=facts.text(iri, f"{SKOS}definition") or name,
        link_type=link_type,
        code=code,
        language=facts.language(iri, LABEL) or facts.text(iri, f"{DCTERMS}language"),
        broader=facts.links(iri, f"{SKOS}broader"),
        taxonomy=taxonomy,
        same_as=facts.text(iri, SAME_AS.value),
        is_named=facts.text(iri, LABEL) is not None,
        is_placeholder=facts.holds(iri, nwd("isPlaceholder").value),
    )
