"""What a store lists of one class outside the source being loaded, for matching by more than id."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Store

from loaders.source import Listed, Listing
from ontology.terms import DCTERMS, GRAPH, GRAPH_ONTOLOGY, NWD, RDF, SKOS, nwd

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")
_SOURCES = GRAPH + "source/"


def listed_in(store: Store, *, apart_from: NamedNode) -> Listing:
    """List records by class, of every source in a store but the one about to be replaced."""

    @lru_cache(maxsize=16)
    def listed(kind: str) -> Sequence[Listed]:
        found = []
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(NWD + kind), None):
            graph, iri = quad.graph_name, quad.subject
            if graph == apart_from or not isinstance(graph, NamedNode):
                continue
            if not isinstance(iri, NamedNode):
                continue
            if graph == GRAPH_ONTOLOGY:
                found.append(_listed(store, iri, graph, ""))
            elif graph.value.startswith(_SOURCES):
                found.append(_listed(store, iri, graph, unquote(graph.value[len(_SOURCES) :])))
        return tuple(sorted(found, key=lambda one: (one.source, one.identifier)))

    return listed


def _listed(store: Store, iri: NamedNode, graph: NamedNode, source: str) -> Listed:
    kind = _first(store, iri, nwd("touchpointKind"), graph)
    return Listed(
        iri=iri,
        source=source,
        identifier=_first(store, iri, _IDENTIFIER, graph) or iri.value,
        label=_first(store, iri, _LABEL, graph),
        geoid=_first(store, iri, nwd("geoid"), graph),
        kind=kind.rpartition("/")[2] if kind else _first(store, iri, nwd("placeKind"), graph),
        part_of=_linked(store, iri, nwd("partOf"), graph),
    )


def _first(store: Store, iri: NamedNode, predicate: NamedNode, graph: NamedNode) -> str | None:
    """The first value in order, so that the same data always gives the same."""
    values = (quad.object for quad in store.quads_for_pattern(iri, predicate, None, graph))
    return min((v.value for v in values if isinstance(v, (Literal, NamedNode))), default=None)


def _linked(
    store: Store, iri: NamedNode, predicate: NamedNode, graph: NamedNode
) -> Sequence[NamedNode]:
    found = (quad.object for quad in store.quads_for_pattern(iri, predicate, None, graph))
    return tuple(sorted((o for o in found if isinstance(o, NamedNode)), key=lambda one: one.value))
