"""What is derived from the sources as they are loaded: shortcuts, and the check for circles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph.errors import SourceError
from loaders.cycles import find_cycle
from ontology.terms import GRAPH_EDGES, RDF, SKOS, code, nwd

_TYPE = NamedNode(RDF + "type")
_BROADER = NamedNode(SKOS + "broader")
_DECIDING = frozenset((_TYPE, _BROADER, nwd("partOf")))
CLOSED_STATUSES = frozenset(code("pathway-status", word) for word in ("planned", "lapsed"))
"""Pathways of these statuses give no edge."""


def derive_edges(store: Store) -> Iterator[Quad]:
    """One `nwd:refersTo` for each pair of ends of a pathway that is not planned or lapsed."""
    closed = " ".join(
        f"FILTER NOT EXISTS {{ ?pathway {nwd('pathwayStatus')} {status} }}"
        for status in sorted(CLOSED_STATUSES, key=str)
    )
    found = store.query(
        f"SELECT DISTINCT ?from ?to WHERE {{ GRAPH ?source {{ ?pathway {nwd('fromSource')} ?from ; "
        f"{nwd('toTarget')} ?to . {closed} }} }}"
    )
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    for start, end in found:
        if isinstance(start, NamedNode):
            yield Quad(start, nwd("refersTo"), end, GRAPH_EDGES)


def count_types(store: Store, graph: NamedNode) -> dict[str, int]:
    """Records of a graph by the local name of their class."""
    found = store.query(
        f"SELECT ?type (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?record a ?type }} }} "
        "GROUP BY ?type ORDER BY ?type"
    )
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    counts: dict[str, int] = {}
    for solution in found:
        type_, number = solution["type"], solution["n"]
        if isinstance(type_, NamedNode) and isinstance(number, Literal):
            name = type_.value.rpartition("#")[2].rpartition("/")[2]
            counts[name] = counts.get(name, 0) + int(number.value)
    return counts


def decides_cycles(quad: Quad) -> bool:
    """Whether `check_cycles` needs this quad."""
    return quad.predicate in _DECIDING


def check_cycles(own: Store, graph: NamedNode, *, others: Store, path: Path) -> None:
    """Raise SourceError when needs or places lead back to themselves, also by other sources.

    `own` holds the source's graph as it is to be; in `others` that graph does not count. Both may
    be the same store.
    """
    for predicate, word in ((_BROADER, "broader"), (nwd("partOf"), "part_of")):
        above: dict[NamedNode, list[NamedNode]] = {}
        for quad in own.quads_for_pattern(None, predicate, None, graph):
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
                continue
            # Terms of a directory's taxonomy have `broader` too, and are none of our business.
            if predicate == _BROADER and not _is_need(own, quad.subject, graph):
                continue
            above.setdefault(quad.subject, []).append(quad.object)
        cycle = find_cycle(above, _Successors(above, predicate, others, graph))
        if cycle is not None:
            names = " > ".join(_short_name(iri) for iri in cycle)
            raise SourceError(f"{word} leads in a circle: {names}", path=path)


def _is_need(store: Store, iri: NamedNode, graph: NamedNode) -> bool:
    return Quad(iri, _TYPE, nwd("Need"), graph) in store


class _Successors:
    """What stands above a node: in the source's quads, and in the other graphs."""

    def __init__(
        self,
        own: dict[NamedNode, list[NamedNode]],
        predicate: NamedNode,
        others: Store,
        graph: NamedNode,
    ) -> None:
        self._own, self._predicate, self._others, self._graph = own, predicate, others, graph

    def __call__(self, node: NamedNode) -> Iterator[NamedNode]:
        yield from self._own.get(node, ())
        for quad in self._others.quads_for_pattern(node, self._predicate, None, None):
            if quad.graph_name != self._graph and isinstance(quad.object, NamedNode):
                yield quad.object


def _short_name(iri: NamedNode) -> str:
    """`source:id` of a record's IRI."""
    *_, source, _, name = ("", "", *iri.value.split("/"))
    return f"{unquote(source)}:{unquote(name)}"
