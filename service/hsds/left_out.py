"""What a selection has that HSDS cannot hold, counted in the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.store import ReadableStore
from ontology.terms import GRAPH_ONTOLOGY, GRAPH_SOURCES, NWD, RDF, RDFS, nwd
from service.facts import in_batches, iris_in, own_id, solutions
from service.hsds.held import CLASSES, NOT_HELD, PROPERTIES

_TYPE = RDF + "type"
_MANY = 2_000
_AS_TERM = nwd("Need").value
"""Needs are told as terms of a taxonomy."""


@dataclass(frozen=True)
class LeftOut:
    """One kind of thing that is not in an export."""

    what: str
    """In words."""
    term: str
    """The class or property."""
    records: int
    """How many records are left out, or are told without the property."""
    why: str


def list_left_out(store: ReadableStore, chosen: Iterable[str] | None) -> list[LeftOut]:
    """What is left out of an export of these records, or of all where None; by kind, in order.

    Kinds of records: those that have to do with a chosen record. Properties: of chosen records.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for values in _batches(chosen):
        for subject, kind in _pairs(store, _records(values)):
            if kind not in CLASSES and kind.startswith(NWD) and kind != _AS_TERM:
                kinds[kind].add(subject)
        for subject, kind, predicate in _triples(store, values):
            if kind in PROPERTIES and predicate not in PROPERTIES[kind] and predicate != _TYPE:
                told[kind, predicate].add(subject)
    labels = _labels(store)
    found = [
        LeftOut(_words(labels, kind), kind, len(some), "HSDS has no such object")
        for kind, some in kinds.items()
    ]
    found += [
        LeftOut(
            f"{_words(labels, predicate)} of {CLASSES[kind]}",
            predicate,
            len(some),
            NOT_HELD.get(predicate, "no field"),
        )
        for (kind, predicate), some in told.items()
    ]
    found += _conditional(store, chosen)
    return sorted(found, key=lambda one: (one.what, one.term))


def _conditional(store: ReadableStore, chosen: Iterable[str] | None) -> Iterator[LeftOut]:
    """What is left out of fields that HSDS has, since it would be read as something else."""
    among = None if chosen is None else set(chosen)
    for what, term, why, pattern in (
        (
            "places of services in all",
            nwd("slotsTotal").value,
            "HSDS requires how many are free, which is not known",
            f"?s {nwd('slotsTotal')} ?n FILTER NOT EXISTS {{ ?s {nwd('slotsAvailable')} ?f }}",
        ),
        (
            "hours of being closed",
            nwd("isClosed").value,
            "HSDS would read them as hours of being open",
            f"?s {nwd('hasSchedule')} ?n . ?n {nwd('isClosed')} true",
        ),
    ):
        query = f"SELECT DISTINCT ?s WHERE {{ {pattern} }}"
        subjects = {t.value for (t,) in solutions(store, query) if isinstance(t, NamedNode)}
        if count := len(subjects if among is None else subjects & among):
            yield LeftOut(what, term, count, why)


def _batches(chosen: Iterable[str] | None) -> Iterator[str]:
    if chosen is None:
        yield ""
        return
    for some in in_batches(sorted(chosen), _MANY):
        yield f"VALUES ?s {{ {iris_in(some)} }}"


def _apart() -> str:
    return f"FILTER(?g != {GRAPH_ONTOLOGY} && ?g != {GRAPH_SOURCES})"


def _records(values: str) -> str:
    if not values:
        return f"SELECT DISTINCT ?x ?k WHERE {{ GRAPH ?g {{ ?x a ?k }} {_apart()} }}"
    return (
        f"SELECT DISTINCT ?x ?k WHERE {{ {values} {{ ?x ?q ?s }} UNION {{ ?s ?q ?x }} "
        f"GRAPH ?g {{ ?x a ?k }} {_apart()} }}"
    )


def _pairs(store: ReadableStore, query: str) -> Iterator[tuple[str, str]]:
    for subject, kind in solutions(store, query):
        if isinstance(kind, NamedNode):
            yield str(subject), kind.value


def _triples(store: ReadableStore, values: str) -> Iterator[tuple[str, str, str]]:
    kinds: Sequence[str] = list(CLASSES)
    query = (
        f"SELECT DISTINCT ?s ?k ?p WHERE {{ {values} VALUES ?k {{ {iris_in(kinds)} }} "
        f"GRAPH ?g {{ ?s a ?k }} {_apart()} ?s ?p ?o }}"
    )
    for subject, kind, predicate in solutions(store, query):
        if isinstance(kind, NamedNode) and isinstance(predicate, NamedNode):
            yield str(subject), kind.value, predicate.value


def _labels(store: ReadableStore) -> dict[str, str]:
    query = f"SELECT ?t ?l WHERE {{ GRAPH {GRAPH_ONTOLOGY} {{ ?t <{RDFS}label> ?l }} }}"
    return {
        term.value: label.value
        for term, label in solutions(store, query)
        if isinstance(term, NamedNode) and isinstance(label, Literal)
    }


def _words(labels: dict[str, str], iri: str) -> str:
    return labels.get(iri) or own_id(iri)
