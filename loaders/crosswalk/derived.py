"""What a crosswalk derived for a source that is loaded, found again in the source's graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders.source import LoadContext
from ontology.terms import CODE, DCTERMS, RDF, nwd

_TYPE, _IDENTIFIER = NamedNode(RDF + "type"), NamedNode(DCTERMS + "identifier")
_NEEDS = CODE + "need/"
_KINDS = CODE + "touchpoint-kind/"


def find_targets(store: Store, graph: NamedNode) -> dict[NamedNode, set[NamedNode]]:
    """Service -> needs and kinds of touchpoint that were derived for it."""
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for fact in store.quads_for_pattern(None, _TYPE, nwd("MappedFact"), graph):
        about = _values(store, fact.subject, nwd("aboutSubject"), graph)
        for service in about:
            found[service].update(_values(store, fact.subject, nwd("mappedTo"), graph))
    return found


def derived_before(
    store: Store,
    context: LoadContext,
    mapped_to: Mapping[NamedNode, set[NamedNode]],
) -> Iterator[Quad]:
    """The statements that a crosswalk gave: facts, needs, doors, touchpoints."""
    graph = context.graph
    for fact in store.quads_for_pattern(None, _TYPE, nwd("MappedFact"), graph):
        yield from store.quads_for_pattern(fact.subject, None, None, graph)
    for service, targets in mapped_to.items():
        for target in targets:
            if target.value.startswith(_NEEDS):
                yield Quad(service, nwd("addressesNeed"), target, graph)
            elif target.value.startswith(_KINDS):
                kind = target.value.removeprefix(_KINDS)
                made = context.mint("touchpoint", kind)
                yield from store.quads_for_pattern(made, None, None, graph)
        if any(target.value.startswith(_KINDS) for target in targets):
            yield from _doors(store, service, graph)


def _doors(store: Store, service: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    """The doors made for a service: their id ends with the service's id."""
    ends = {
        f">{quad.object.value}"
        for quad in store.quads_for_pattern(service, _IDENTIFIER, None, graph)
        if isinstance(quad.object, Literal)
    }
    for at in store.quads_for_pattern(None, nwd("doorAt"), service, graph):
        told = list(store.quads_for_pattern(at.subject, None, None, graph))
        names = [
            quad.object.value
            for quad in told
            if quad.predicate == _IDENTIFIER and isinstance(quad.object, Literal)
        ]
        if any(name.endswith(end) for name in names for end in ends):
            yield from told


def _values(
    store: Store, subject: object, predicate: NamedNode, graph: NamedNode
) -> list[NamedNode]:
    if not isinstance(subject, NamedNode):
        return []
    quads = store.quads_for_pattern(subject, predicate, None, graph)
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]
