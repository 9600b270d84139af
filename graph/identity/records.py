"""What decisions need to know of the records that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import unquote

from pyoxigraph import NamedNode

from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import DCTERMS, GRAPH, GRAPH_SOURCES, RDF, SKOS, nwd

KINDS = {"partner": nwd("Partner"), "service": nwd("Service")}
"""The kinds of records that may be matched."""

_SOURCE = f"{GRAPH}source/"
_OWN = "workbook"
"""The kind of source that a community keeps itself."""
_BATCH = 500


@dataclass(frozen=True)
class Record:
    """A loaded partner or service."""

    iri: str
    kind: str
    """`partner` or `service`."""
    source: str
    identifier: str
    name: str
    verified: date | None
    is_own: bool
    """Whether it comes from a workbook, which the community keeps itself."""

    @property
    def reference(self) -> str:
        """`source:id`."""
        return f"{self.source}:{self.identifier}"

    @property
    def standing(self) -> tuple[int, int, str, str, str]:
        """Smallest for the record whose word counts where several differ.

        The one verified last, undated ones at the end; then workbooks before other sources; then
        by source, id and IRI.
        """
        day = 0 if self.verified is None else self.verified.toordinal()
        return -day, not self.is_own, self.source, self.identifier, self.iri


def read_records(store: ReadableStore, iris: Iterable[str]) -> dict[str, Record]:
    """The loaded partners and services among these IRIs; others are left out.

    Of a record that several sources state, the first source in order is told.
    """
    wanted = iter(sorted(set(iris)))
    own = _own_sources(store)
    found: dict[str, Record] = {}
    while some := list(islice(wanted, _BATCH)):
        for record in _read(store, some, own):
            known = found.get(record.iri)
            if known is None or record.standing < known.standing:
                found[record.iri] = record
    return found


def _read(store: ReadableStore, iris: list[str], own: set[str]) -> Iterator[Record]:
    classes = {node.value: kind for kind, node in KINDS.items()}
    records = " ".join(str(NamedNode(iri)) for iri in iris)
    # A query a property: joined in one, engines look at far more than these records.
    kinds, identifiers, names, days = (
        _by_place(store, predicate, records)
        for predicate in (
            f"<{RDF}type>",
            f"<{DCTERMS}identifier>",
            f"<{SKOS}prefLabel>",
            str(nwd("verifiedOn")),
        )
    )
    for place, types in kinds.items():
        graph, iri = place
        kind = next((classes[type_] for type_ in types if type_ in classes), None)
        if kind is None or not graph.startswith(_SOURCE):
            continue
        identifier = min(identifiers.get(place, ()), default=iri)
        yield Record(
            iri=iri,
            kind=kind,
            source=unquote(graph.removeprefix(_SOURCE)),
            identifier=identifier,
            name=min(names.get(place, ()), default=identifier),
            verified=max(filter(None, map(_read_day, days.get(place, ()))), default=None),
            is_own=graph in own,
        )


def _by_place(
    store: ReadableStore, predicate: str, records: str
) -> dict[tuple[str, str], list[str]]:
    """(graph, record) -> what it says there."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for graph, node, value in select(
        store,
        f"SELECT ?g ?s ?o WHERE {{ VALUES ?s {{ {records} }} GRAPH ?g {{ ?s {predicate} ?o }} }}",
    ):
        found[graph.value, node.value].append(value.value)
    return {place: sorted(values) for place, values in found.items()}


def _own_sources(store: ReadableStore) -> set[str]:
    rows = select(
        store,
        f'SELECT ?g WHERE {{ GRAPH {GRAPH_SOURCES} {{ ?g {nwd("sourceKind")} "{_OWN}" }} }}',
    )
    return {graph.value for (graph,) in rows}


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
