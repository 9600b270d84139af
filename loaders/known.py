"""What a store already knows, for references from one source to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Store

from loaders.source import Known
from ontology.terms import DCTERMS, GRAPH, GRAPH_ONTOLOGY, NWD, ORG, RDF

_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_TYPE = NamedNode(RDF + "type")
_SOURCES = GRAPH + "source/"
REMEMBERED = 100_000


def known_in(store: Store, *, apart_from: NamedNode) -> Known:
    """Look up records of every source in a store but the one about to be replaced."""

    @lru_cache(maxsize=REMEMBERED)
    def find(identifier: str, kinds: tuple[str, ...]) -> tuple[tuple[NamedNode, str], ...]:
        found = {
            (iri, source): None
            for iri, types_in in _bearers(store, identifier)
            for source in _sources(store, iri, kinds, types_in, apart_from)
        }
        return tuple(sorted(found, key=lambda one: (one[1], one[0].value)))

    def known(identifier: str, kinds: Sequence[str]) -> Sequence[tuple[NamedNode, str]]:
        return find(identifier, tuple(kinds))

    return known


def _bearers(store: Store, identifier: str) -> Iterator[tuple[NamedNode, NamedNode | None]]:
    """Things with that identifier and the graph that says so, and the thing with that IRI."""
    for quad in store.quads_for_pattern(None, _IDENTIFIER, Literal(identifier), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            yield quad.subject, quad.graph_name
    if ":" in identifier:
        try:
            iri = NamedNode(identifier)
        except ValueError:
            return
        yield iri, None


def _sources(
    store: Store,
    iri: NamedNode,
    kinds: Sequence[str],
    types_in: NamedNode | None,
    apart_from: NamedNode,
) -> Iterator[str]:
    """Names of the sources that call the thing one of these kinds; empty for what ships."""
    for kind in kinds:
        for namespace in (NWD, ORG):
            type_ = NamedNode(namespace + kind)
            for quad in store.quads_for_pattern(iri, _TYPE, type_, types_in):
                holder = quad.graph_name
                if holder == GRAPH_ONTOLOGY:
                    yield ""
                elif (
                    isinstance(holder, NamedNode)
                    and holder != apart_from
                    and holder.value.startswith(_SOURCES)
                ):
                    yield unquote(holder.value.removeprefix(_SOURCES))
