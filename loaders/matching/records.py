"""Partners and services with all that can tell whether two records are of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import unquote

from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import ADMS, GRAPH, NWD, ORG, RDF, SDO, SKOS

Kind: TypeAlias = Literal["partner", "service"]
SOURCES = GRAPH + "source/"
"""Prefix of the graphs of the sources."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record is met, as its source says it."""

    street: str = ""
    city: str = ""
    postal_code: str = ""
    site: str = ""
    """The IRI of the site, where there is one: the same site is the same address."""


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """One record of one source and its keys, each as the source wrote it; what is absent is empty.

    A service has no names, telephones and so on of its provider: those count through the match of
    the providers. Sites that are confidential give no address.
    """

    iri: str
    kind: Kind
    source: str
    """The name of the source; joined by a comma where several describe the record."""
    names: tuple[str, ...] = ()
    """The preferred name first, then the others."""
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    """(scheme, value), such as ("US-EIN", "93-0012345")."""
    addresses: tuple[Address, ...] = ()
    within: frozenset[str] = frozenset()
    """IRIs of the partners that this partner is stated to be a part of."""
    provider: str = ""
    """IRI of the partner that makes the offer; of services only."""
    needs: frozenset[str] = frozenset()
    """Names of the needs that a service meets."""
    terms: frozenset[str] = frozenset()
    """Names of the terms of the source's own taxonomy that a service is listed under."""


@dataclass(frozen=True)
class MatchRecords:
    """All records to compare, each kind in the order of the IRIs."""

    partners: tuple[MatchRecord, ...] = ()
    services: tuple[MatchRecord, ...] = ()
    places: frozenset[str] = field(default=frozenset())
    """Names of places, which tell little in the name of an organization or service."""

    def of_kind(self, kind: Kind) -> tuple[MatchRecord, ...]:
        """The partners, or the services."""
        return self.partners if kind == "partner" else self.services

    def by_iri(self) -> dict[str, MatchRecord]:
        """Every record by its IRI."""
        return {record.iri: record for record in (*self.partners, *self.services)}


def read_records(store: ReadableStore) -> MatchRecords:
    """The partners and services of every source.

    One pass over the store for each property, so that memory grows with the number of values only.
    """
    return _RecordReader(store).read()


Values: TypeAlias = Mapping[str, Sequence[str]]


class _RecordReader:
    """Joins the columns of the store to records."""

    def __init__(self, store: ReadableStore) -> None:
        self._store = store
        self._names = self._several(f"{SKOS}prefLabel")
        self._other_names = self._several(f"{SKOS}altLabel")
        self._contacts = self._several(f"{SDO}contactPoint")
        self._phones = self._with_contacts(f"{SDO}telephone")
        self._emails = self._with_contacts(f"{SDO}email")
        self._urls = self._with_contacts(f"{SDO}url")
        self._add_pages()
        self._identifiers = self._read_identifiers()
        self._site_address = self._read_addresses()

    def read(self) -> MatchRecords:
        """The records, joined."""
        at_site = self._several(f"{NWD}atSite")
        provider = self._several(f"{NWD}providedBy")
        sites_of_partner: dict[str, set[str]] = defaultdict(set)
        for site, owners in self._several(f"{ORG}siteOf").items():
            for owner in owners:
                sites_of_partner[owner].add(site)
        for service, sites in at_site.items():
            for owner in provider.get(service, ()):
                sites_of_partner[owner].update(sites)
        within = self._several(f"{ORG}subOrganizationOf")
        topics = self._named("addressesNeed"), self._named("classifiedAs")
        partners = (
            self._record("partner", iri, sources, sites_of_partner.get(iri, ()), within=within)
            for iri, sources in self._members("Partner")
        )
        services = (
            self._record("service", iri, sources, at_site.get(iri, ()), provider, topics)
            for iri, sources in self._members("Service")
        )
        return MatchRecords(tuple(partners), tuple(services), self._places())

    def _record(
        self,
        kind: Kind,
        iri: str,
        source: str,
        sites: Iterable[str],
        provider: Values | None = None,
        topics: tuple[Values, Values] = ({}, {}),
        *,
        within: Values | None = None,
    ) -> MatchRecord:
        return MatchRecord(
            iri=iri,
            kind=kind,
            source=source,
            names=_once(self._names.get(iri, ()), self._other_names.get(iri, ())),
            phones=_once(self._phones.get(iri, ())),
            urls=_once(self._urls.get(iri, ())),
            emails=_once(self._emails.get(iri, ())),
            identifiers=tuple(sorted(self._identifiers.get(iri, ()))),
            addresses=tuple(
                self._site_address[site] for site in sorted(sites) if site in self._site_address
            ),
            within=frozenset((within or {}).get(iri, ())),
            provider=min((provider or {}).get(iri, ()), default=""),
            needs=frozenset(topics[0].get(iri, ())),
            terms=frozenset(topics[1].get(iri, ())),
        )

    def _members(self, name: str) -> list[tuple[str, str]]:
        """(IRI, names of the sources that describe it), in order."""
        sources: dict[str, set[str]] = defaultdict(set)
        query = f"SELECT ?g ?s WHERE {{ GRAPH ?g {{ ?s <{RDF}type> <{NWD}{name}> }} }}"
        for graph, subject in select(self._store, query):
            if graph.value.startswith(SOURCES):
                sources[subject.value].add(unquote(graph.value.removeprefix(SOURCES)))
        return [(iri, ", ".join(sorted(sources[iri]))) for iri in sorted(sources)]

    def _read_identifiers(self) -> dict[str, set[tuple[str, str]]]:
        notation = self._several(f"{SKOS}notation")
        scheme = self._several(f"{NWD}identifierScheme")
        kind = self._several(f"{NWD}identifierType")
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for record, nodes in self._several(f"{ADMS}identifier").items():
            for node in nodes:
                named = min([*scheme.get(node, ()), *kind.get(node, ())], default="")
                for value in notation.get(node, ()):
                    found[record].add((min(scheme.get(node, ()), default=named), value))
        return found

    def _read_addresses(self) -> dict[str, Address]:
        """Site -> its address, of sites that are not confidential."""
        query = f"SELECT DISTINCT ?s WHERE {{ ?s <{NWD}isConfidential> ?c FILTER(?c) }}"
        confidential = {site.value for (site,) in select(self._store, query)}
        street, city, code = (
            self._several(SDO + name) for name in ("streetAddress", "addressLocality", "postalCode")
        )
        place = self._several(f"{NWD}inPlace")
        found = {}
        for site in self._subjects(f"{ORG}Site"):
            if site in confidential:
                continue
            towns = city.get(site) or [n for p in place.get(site, ()) for n in self._names[p]]
            found[site] = Address(
                street=min(street.get(site, ()), default=""),
                city=min(towns, default=""),
                postal_code=min(code.get(site, ()), default=""),
                site=site,
            )
        return found

    def _named(self, name: str) -> dict[str, list[str]]:
        """Record -> names of the things that a property leads to."""
        return {
            record: [self._names.get(thing, [_last_part(thing)])[0] for thing in things]
            for record, things in self._several(NWD + name).items()
        }

    def _places(self) -> frozenset[str]:
        named = (n for p in self._subjects(f"{NWD}Place") for n in self._names.get(p, ()))
        towns = (address.city for address in self._site_address.values() if address.city)
        return frozenset((*named, *towns))

    def _with_contacts(self, predicate: str) -> dict[str, list[str]]:
        """Values of records, and those of the contact points that a record has."""
        found = self._several(predicate)
        for record, nodes in self._contacts.items():
            further = [value for node in nodes for value in found.get(node, ())]
            if further:
                found[record] = [*found.get(record, ()), *further]
        return found

    def _add_pages(self) -> None:
        """Web addresses that a record gives beside its own."""
        pages = self._several(f"{NWD}additionalPage")
        for record, nodes in pages.items():
            further = [value for node in nodes for value in self._urls.get(node, ())]
            self._urls[record] = [*self._urls.get(record, ()), *further]
        for record, same in self._several(f"{SDO}sameAs").items():
            self._urls[record] = [*self._urls.get(record, ()), *same]

    def _subjects(self, kind: str) -> list[str]:
        query = f"SELECT DISTINCT ?s WHERE {{ ?s <{RDF}type> <{kind}> }}"
        return sorted(subject.value for (subject,) in select(self._store, query))

    def _several(self, predicate: str) -> dict[str, list[str]]:
        """Subject -> values in order, of every graph."""
        found: dict[str, set[str]] = defaultdict(set)
        query = f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o }}"
        for subject, value in select(self._store, query):
            found[subject.value].add(value.value)
        return {subject: sorted(values) for subject, values in found.items()}


def _last_part(iri: str) -> str:
    return unquote(iri.replace("#", "/").rstrip("/").rpartition("/")[2])


def _once(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(text for group in groups for value in group if (text := value.strip()))
    )
