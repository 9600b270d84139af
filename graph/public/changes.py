"""Which quads of a store may not be told, and what is told in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions

from graph.public.counts import hide_counts, read_number
from graph.public.raters import hide_raters
from graph.public.reports import hide_indicator_values
from graph.public.withheld import DECIDED_BY, NOT_TOLD, NOTE, Withheld, read_withheld
from graph.store import MemoryStore, Snapshot
from ontology.terms import GRAPH_ONTOLOGY, GRAPH_SOURCES, NWD, PROV, XSD, nwd

SMALL_CELL_FLOOR = 11
"""Counts of families below this, but zero, are not told."""
ISSUES_TELL = frozenset(f"{NWD}{name}" for name in ("value", "message"))
"""Of a load issue, what may quote a cell of the row."""
_INTEGER = NamedNode(f"{XSD}integer")
_DERIVED_FROM = NamedNode(f"{PROV}wasDerivedFrom")
_TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))

Change = tuple[Quad, Quad | None]
"""A quad that is not told, and the one that takes its place, if any."""


def list_changes(
    store: Snapshot | MemoryStore, *, small_cell_floor: int = SMALL_CELL_FLOOR
) -> list[Change]:
    """Everything that makes the public data of a store differ from the store.

    Where confidential sites are, their addresses in any text, cells that load issues quote, who
    decided on matches and the notes they made, who answered questionnaires what, counts of
    families below the floor, which become bounds such as `nwd:suppressedBelow`, the counts and
    values of indicators with which these could be worked out, which become `nwd:isWithheld`,
    and findings that rest on a lower floor.
    """
    withheld = read_withheld(store)
    return [
        *_of_confidential_sites(store, withheld),
        *_of_addresses(store, withheld),
        *_of_deciders(store),
        *hide_raters(store.store),
        *_of_small_counts(store, small_cell_floor),
        *hide_indicator_values(store, floor=small_cell_floor),
        *_of_bolder_runs(store, small_cell_floor),
    ]


def _of_confidential_sites(store: Snapshot | MemoryStore, withheld: Withheld) -> Iterator[Change]:
    for term in sorted((*withheld.sites, *withheld.hidden)):
        node = NamedNode(term[1:-1]) if term.startswith("<") else BlankNode(term[2:])
        for quad in store.store.quads_for_pattern(node, None, None, None):
            if quad.graph_name == GRAPH_SOURCES:
                if quad.predicate.value in ISSUES_TELL:
                    yield quad, _with_text(quad, NOT_TOLD)
            elif not withheld.keeps(quad.subject, quad.predicate):
                yield quad, None


def _of_addresses(store: Snapshot | MemoryStore, withheld: Withheld) -> Iterator[Change]:
    if withheld.addresses is None:
        return
    for quad in _quoting(store, withheld.addresses.pattern):
        text = quad.object.value if isinstance(quad.object, Literal) else ""
        if withheld.keeps(quad.subject, quad.predicate):
            yield quad, _with_text(quad, withheld.redact(text))


def _of_deciders(store: Snapshot | MemoryStore) -> Iterator[Change]:
    # A decision without this value would break the rule that somebody made it.
    for quad in store.store.quads_for_pattern(None, DECIDED_BY, None, None):
        if quad.graph_name != GRAPH_ONTOLOGY:
            yield quad, _with_text(quad, NOT_TOLD)
            for note in store.store.quads_for_pattern(quad.subject, NOTE, None, quad.graph_name):
                yield note, None


def _quoting(store: Snapshot | MemoryStore, pattern: str) -> Iterator[Quad]:
    """Quads with an address in their text; those of named graphs are found by the engine."""
    found = re.compile(pattern, re.IGNORECASE)
    for quad in store.store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.object, Literal) and found.search(quad.object.value):
            yield quad
    solutions = store.query(
        f"SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(isLiteral(?o) && "
        f"?g != {GRAPH_ONTOLOGY} && REGEX(STR(?o), {Literal(pattern)}, 'i')) }}"
    )
    assert isinstance(solutions, QuerySolutions)
    for graph, subject, predicate, text in solutions:
        yield Quad(subject, predicate, text, graph)


def _of_small_counts(store: Snapshot | MemoryStore, floor: int) -> Iterator[Change]:
    below, withheld = nwd("suppressedBelow"), nwd("isWithheld")
    bound = Literal(str(floor), datatype=_INTEGER)
    for quad, kind in hide_counts(store.store, floor=floor):
        if kind == "complementary":
            yield quad, Quad(quad.subject, withheld, _TRUE, quad.graph_name)
        elif quad.predicate != below:
            yield quad, Quad(quad.subject, below, bound, quad.graph_name)


def _of_bolder_runs(store: Snapshot | MemoryStore, floor: int) -> Iterator[Change]:
    """Findings of runs that hid less than is hidden here, and those that rest on them."""
    runs = [
        quad.subject
        for quad in store.store.quads_for_pattern(None, nwd("smallCellFloor"), None, None)
        if (own := read_number(quad)) is None or own < floor
    ]
    waiting = sorted(
        {
            quad.subject
            for run in set(runs)
            for quad in store.store.quads_for_pattern(None, nwd("ofRun"), run, None)
        },
        key=str,
    )
    seen = set(waiting)
    while waiting:
        finding = waiting.pop()
        for quad in store.store.quads_for_pattern(finding, None, None, None):
            yield quad, None
        # A finding says again what that says from which it is derived.
        for quad in store.store.quads_for_pattern(None, _DERIVED_FROM, finding, None):
            if quad.subject not in seen:
                seen.add(quad.subject)
                waiting.append(quad.subject)


def _with_text(quad: Quad, text: str) -> Quad:
    old = quad.object
    language = old.language if isinstance(old, Literal) else None
    return Quad(quad.subject, quad.predicate, Literal(text, language=language), quad.graph_name)
