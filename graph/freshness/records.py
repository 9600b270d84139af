"""Records that may bear a day of verification, with their source and partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from pyoxigraph import Literal, NamedNode

from graph.identity import read_identity
from graph.projection import Projection
from graph.projection.arrays import Ints
from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import DCTERMS, GRAPH_SOURCES, SDO, nwd

KINDS: Mapping[str, NamedNode] = {
    "service": nwd("Service"),
    "pathway": nwd("ReferralPathway"),
    "door": nwd("Door"),
    "partner": nwd("Partner"),
}
"""Kinds of record that have `nwd:verifiedOn`. Of services and pathways alone coverage asks it."""


@dataclass(frozen=True)
class Dated:
    """One record as one source has it."""

    iri: str
    stands_for: str
    """The record that stands for it and for those matched with it; itself where there are none."""
    kind: str
    source: str
    """Name of the source."""
    verified: date | None
    """The last day on which it is said to have been verified."""
    partner: int
    """Position of the partner who answers for it, -1 where none is on record."""


def read_records(store: ReadableStore, net: Projection) -> list[Dated]:
    """Every record of every source, in the order of source, kind and IRI."""
    days = _read_days(store)
    partners = _Partners(store, net)
    found = [
        Dated(
            iri,
            partners.identity.canonical(iri),
            kind,
            source,
            days.get(iri),
            partners.of(kind, iri),
        )
        for kind, iri_of_class in KINDS.items()
        for iri, source in _members(store, iri_of_class)
    ]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda record: (record.source, order[record.kind], record.iri))


def read_contacts(store: ReadableStore) -> dict[str, dict[str, str]]:
    """IRI of a partner -> its `phone` and `website`, where a source tells them.

    Of several, the first in the order of the alphabet.
    """
    found: dict[str, dict[str, str]] = {}
    ways = {
        "phone": f"<{SDO}telephone>|<{SDO}contactPoint>/<{SDO}telephone>",
        "website": f"<{SDO}url>",
    }
    for name, path in ways.items():
        query = f"SELECT ?p ?v WHERE {{ ?p a {nwd('Partner')} ; {path} ?v }}"
        for partner, value in select(store, query):
            if isinstance(partner, NamedNode) and isinstance(value, NamedNode | Literal):
                known = found.setdefault(partner.value, {})
                known[name] = min(known.get(name, value.value), value.value)
    return found


class _Partners:
    """The partner who answers for a record."""

    def __init__(self, store: ReadableStore, net: Projection) -> None:
        self.net, self.identity = net, read_identity(store)
        query = f"SELECT ?d ?n WHERE {{ ?d a {nwd('Door')} ; {nwd('doorAt')} ?n }}"
        self.at = {
            door.value: node.value
            for door, node in select(store, query)
            if isinstance(door, NamedNode) and isinstance(node, NamedNode)
        }
        self.told_by: list[int] = _partner_of_pathways(net).tolist()
        """[pathway]: the partner of its sender, or of its receiver if a touchpoint sends."""

    def of(self, kind: str, iri: str) -> int:
        net = self.net
        if kind == "pathway":
            pathway = net.pathways.index.get(self.identity.canonical(iri), -1)
            return self.told_by[pathway] if pathway >= 0 else -1
        here = self.identity.canonical(self.at.get(iri, iri) if kind == "door" else iri)
        if here in net.services.index:
            return int(net.service.partner[net.services.index[here]])
        return net.partners.index.get(here, -1)


def _partner_of_pathways(net: Projection) -> Ints:
    sender, receiver = net.pathway.sender, net.pathway.receiver
    has_sender = (sender >= 0) & (sender < net.first_touchpoint)
    end = np.where(has_sender, sender, receiver)
    services, partners = len(net.services), len(net.partners)
    behind = np.concatenate([net.service.partner, np.arange(partners, dtype=np.int64), [-1]])
    told = (end >= 0) & (end < services + partners)
    found: Ints = behind[np.where(told, end, -1)]
    return found


def _members(store: ReadableStore, kind: NamedNode) -> set[tuple[str, str]]:
    """(IRI, name of a source) of the records of a class."""
    query = f"""
        SELECT DISTINCT ?s ?name WHERE {{
          GRAPH ?g {{ ?s a {kind} }}
          GRAPH {GRAPH_SOURCES} {{ ?g <{DCTERMS}identifier> ?name }}
        }}"""
    return {
        (record.value, name.value)
        for record, name in select(store, query)
        if isinstance(record, NamedNode) and isinstance(name, Literal)
    }


def _read_days(store: ReadableStore) -> dict[str, date]:
    days: dict[str, date] = {}
    for record, day in select(store, f"SELECT ?s ?d WHERE {{ ?s {nwd('verifiedOn')} ?d }}"):
        if isinstance(record, NamedNode) and isinstance(day, Literal):
            told = date.fromisoformat(day.value)
            days[record.value] = max(told, days.get(record.value, told))
    return days
