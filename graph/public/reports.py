"""Which statements of observations may not be told, and what is told in their place."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from graph.disclosure import Kind
from graph.planning.indicators.quoted import list_telling_quotes
from graph.planning.indicators.records import read_indicators, read_observations
from graph.planning.indicators.telling import hide_observations, read_within
from graph.register import Register
from graph.store import MemoryStore, Snapshot
from ontology.terms import GRAPH_ONTOLOGY, XSD, nwd

BOUNDS = {
    "numerator": "numeratorSuppressedBelow",
    "denominator": "denominatorSuppressedBelow",
    # A value that is small is a count: of an indicator in counts it is the numerator.
    "measuredValue": "numeratorSuppressedBelow",
}


def hide_indicator_values(
    store: Snapshot | MemoryStore, *, floor: int
) -> Iterator[tuple[Quad, Quad | None]]:
    """Numerators, denominators and values that are not told, each with what is told instead.

    A small count becomes its bound; a count or value with which one could be worked out becomes
    `nwd:isWithheld` of the observation, and so does a value that a test of change or an objective
    quotes of it. In a stable order.
    """
    register = Register(store)
    observations, indicators = read_observations(register), read_indicators(register)
    hidden = hide_observations(observations, indicators, read_within(register), floor=floor)
    for each, hide in zip(observations, hidden, strict=True):
        kinds: dict[str, Kind | None] = {
            "numerator": hide.numerator,
            "denominator": hide.denominator,
            "measuredValue": hide.value,
        }
        for name, kind in kinds.items():
            if kind is not None:
                yield from _replace(store, each.iri, name, kind, floor)
    for iri, name in list_telling_quotes(register, observations, indicators, hidden, floor=floor):
        yield from _replace(store, iri, name, "complementary", floor)


def _replace(
    store: Snapshot | MemoryStore, subject: str, name: str, kind: Kind, floor: int
) -> Iterator[tuple[Quad, Quad]]:
    node = NamedNode(subject)
    for quad in sorted(store.store.quads_for_pattern(node, nwd(name), None, None), key=str):
        if quad.graph_name == GRAPH_ONTOLOGY:
            continue
        if kind == "primary":
            bound = Literal(str(floor), datatype=NamedNode(f"{XSD}integer"))
            yield quad, Quad(node, nwd(BOUNDS[name]), bound, quad.graph_name)
        else:
            true = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
            yield quad, Quad(node, nwd("isWithheld"), true, quad.graph_name)
