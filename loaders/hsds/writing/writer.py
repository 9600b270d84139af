"""Quads as every part of a directory writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from loaders.source import LoadContext
from ontology.terms import DCTERMS, ORG, RDF, SKOS

TYPE = NamedNode(RDF + "type")
IDENTIFIER = NamedNode(DCTERMS + "identifier")
DESCRIPTION = NamedNode(DCTERMS + "description")
LANGUAGE = NamedNode(DCTERMS + "language")
LABEL = NamedNode(SKOS + "prefLabel")
NOTATION = NamedNode(SKOS + "notation")
BROADER = NamedNode(SKOS + "broader")
SITE = NamedNode(ORG + "Site")
SITE_OF = NamedNode(ORG + "siteOf")
SUB_ORGANIZATION_OF = NamedNode(ORG + "subOrganizationOf")


class Writer:
    """Makes quads in the graph of one source."""

    def __init__(self, context: LoadContext) -> None:
        self._context, self._graph = context, context.graph

    def iri(self, kind: str, identifier: str) -> NamedNode:
        """IRI of a record of this source."""
        return self._context.mint(kind, identifier)

    def quad(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        """One quad."""
        return Quad(subject, predicate, value, self._graph)

    def record(
        self, subject: NamedNode, kind: NamedNode, identifier: str, name: str | None
    ) -> Iterator[Quad]:
        """Class, identifier and label of a record."""
        yield self.quad(subject, TYPE, kind)
        yield self.quad(subject, IDENTIFIER, Literal(identifier))
        if name:
            yield self.quad(subject, LABEL, Literal(name))

    def texts(self, subject: NamedNode, pairs: Mapping[NamedNode, str | None]) -> Iterator[Quad]:
        """One quad for each property that has a text."""
        for predicate, value in pairs.items():
            if value:
                yield self.quad(subject, predicate, Literal(value))
