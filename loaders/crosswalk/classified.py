"""Services and terms of one source as the crosswalks see them, from its statements.

A load gathers them from the statements as they are made, and `nwd crosswalk apply` from those in
the store, so that both derive the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders.crosswalk.matching import Term, Terms
from ontology.terms import DCTERMS, RDF, SKOS, nwd

_TYPE = NamedNode(RDF + "type")
_SERVICE, _TERM = nwd("Service"), nwd("DirectoryTerm")
_TEXTS = {
    DCTERMS + "identifier": "id",
    SKOS + "prefLabel": "name",
    SKOS + "notation": "code",
    nwd("vocabulary").value: "vocabulary",
}
_LINKS = {
    SKOS + "broader": "parent",
    nwd("classifiedAs").value: "terms",
    nwd("servesArea").value: "places",
    nwd("addressesNeed").value: "needs",
}
READ = (RDF + "type", *_TEXTS, *_LINKS)
"""The predicates that are looked at."""


@dataclass(frozen=True)
class ClassifiedService:
    """A service with the terms it has, the needs that are stated, and the places it serves."""

    id: str
    iri: NamedNode
    name: str | None = None
    terms: Sequence[str] = ()
    needs: frozenset[NamedNode] = frozenset()
    """Stated by the source itself; nothing is derived beside them by keywords."""
    places: Sequence[NamedNode] = ()
    """Matched service areas; a door at the service serves the same."""


@dataclass
class Classified:
    """What was seen of the services and terms of one source."""

    _services: set[NamedNode] = field(default_factory=set)
    _terms: set[NamedNode] = field(default_factory=set)
    _texts: dict[str, dict[NamedNode, str]] = field(
        default_factory=lambda: {name: {} for name in _TEXTS.values()}
    )
    _links: dict[str, dict[NamedNode, set[NamedNode]]] = field(
        default_factory=lambda: {name: defaultdict(set) for name in _LINKS.values()}
    )

    def seeing(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The same quads, after a look at each."""
        for quad in quads:
            self.see(quad)
            yield quad

    def see(self, quad: Quad) -> None:
        """Take from a statement what the crosswalks need."""
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, NamedNode):
            return
        if (name := _TEXTS.get(predicate)) and isinstance(value, Literal):
            known = self._texts[name].setdefault(subject, value.value)
            if value.value < known:  # of several names one, whatever their order
                self._texts[name][subject] = value.value
        elif isinstance(value, NamedNode):
            if link := _LINKS.get(predicate):
                self._links[link][subject].add(value)
            elif predicate == _TYPE.value and value == _SERVICE:
                self._services.add(subject)
            elif predicate == _TYPE.value and value == _TERM:
                self._terms.add(subject)

    def terms(self) -> Terms:
        """The terms by id."""
        found = {}
        for iri in _in_order(self._terms):
            above = _in_order(self._links["parent"].get(iri, ()))
            parent = next((id_ for one in above if (id_ := self._id(one))), None)
            identifier = self._id(iri)
            if identifier is not None:
                found[identifier] = Term(
                    id=identifier,
                    name=self._texts["name"].get(iri),
                    code=self._texts["code"].get(iri),
                    vocabulary=self._texts["vocabulary"].get(iri),
                    parent=parent,
                )
        return Terms(found)

    def term_iris(self) -> Mapping[str, NamedNode]:
        """The terms' IRIs by id."""
        return {id_: iri for iri in _in_order(self._terms) if (id_ := self._id(iri))}

    def services(
        self, *, mapped: Mapping[NamedNode, set[NamedNode]] | None = None
    ) -> Iterator[ClassifiedService]:
        """The services in order; `mapped` needs of a service are not taken for stated ones."""
        for iri in _in_order(self._services):
            identifier = self._id(iri)
            if identifier is None:
                continue
            needs = self._links["needs"].get(iri, set()) - (mapped or {}).get(iri, set())
            terms = self._links["terms"].get(iri, ())
            yield ClassifiedService(
                id=identifier,
                iri=iri,
                name=self._texts["name"].get(iri),
                terms=sorted(id_ for one in terms if (id_ := self._id(one)) is not None),
                needs=frozenset(needs),
                places=_in_order(self._links["places"].get(iri, ())),
            )

    def _id(self, iri: NamedNode) -> str | None:
        return self._texts["id"].get(iri)


def read_classified(store: Store, graph: NamedNode) -> Classified:
    """What a source's graph in the store holds."""
    found = Classified()
    for predicate in READ:
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, graph):
            found.see(quad)
    return found


def _in_order(iris: Iterable[NamedNode]) -> list[NamedNode]:
    return sorted(iris, key=lambda iri: iri.value)
