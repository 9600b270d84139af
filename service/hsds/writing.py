"""Records of the graph as HSDS objects, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, TypeVar

from pyoxigraph import NamedNode

from ontology.terms import ORG, nwd
from service.facts import BATCH, Facts, in_batches, iris_in, solutions
from service.hsds.details import forget_details, read_details
from service.hsds.directory import Directory, Entry, Pair
from service.hsds.locations import location_object
from service.hsds.organizations import PROGRAM, organization_object, organization_parts
from service.hsds.services import (
    AREA,
    PROVIDER,
    SEGMENT,
    SITE,
    at_location,
    moment,
    program_of_service,
    service_at_locations,
    service_object,
    service_parts,
)
from service.hsds.steps import Steps

Json = dict[str, Any]
Form = Literal["minimal", "direct", "full"]
"""Id and time only; the direct properties; everything nested."""

SITE_OF = f"{ORG}siteOf"
IN_PROGRAM = nwd("partOfProgram").value
OFFERS, OFFERED_AT = nwd("offersService").value, nwd("offeredAt").value

Item = TypeVar("Item", Entry, Pair)


class Writer:
    """Makes HSDS objects; what is said of organizations and places is kept for the next ones."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._facts = Facts(directory.store)
        self._sites: dict[str, list[str]] = {}
        self._told_at: dict[str, dict[str, str]] = {}
        self._steps = Steps(directory.day)

    def services(
        self, entries: Iterable[Entry], *, form: Form = "full", whole: bool = True
    ) -> Iterator[Json]:
        """HSDS services; the organization of a full one is full, too, if `whole`."""
        for some in _some(entries):
            if form == "minimal":
                yield from ({"id": e.id, "last_modified": moment(e.changed)} for e in some)
                continue
            self._read_services(some, full=form == "full")
            for entry in some:
                made = self._service(entry, full=form == "full", whole=whole)
                yield self._steps.finish("service", made, told=form == "full")
            self._forget(some)

    def organizations(
        self,
        entries: Iterable[Entry],
        *,
        form: Form = "full",
        full_service: bool = False,
        services: bool = True,
    ) -> Iterator[Json]:
        """HSDS organizations; in a full one its `services`, complete ones if `full_service`."""
        for some in _some(entries):
            self._facts.read(entry.iri for entry in some)
            if form != "full":
                for entry in some:
                    made = organization_object(self._facts, self.directory, entry)
                    yield self._steps.finish("organization", made, told=False)
                continue
            self._read_organizations(entry.iri for entry in some)
            offered = {
                iri: self.directory.services.among(services)
                for iri, services in self._incoming([e.iri for e in some], PROVIDER).items()
            }
            every = [service for services in offered.values() for service in services]
            self._read_services(every, full=full_service)
            for entry in some:
                own = offered[entry.iri]
                made = self._organization(entry, own)
                within = [self._service_within(o, full=full_service) for o in own if services]
                made = {**made, "services": within} if within else made
                yield self._steps.finish("organization", made, told=True)
            self._forget(every)

    def service_at_locations(self, pairs: Iterable[Pair], *, form: Form = "full") -> Iterator[Json]:
        """HSDS services at locations, each with its service and its location."""
        full = form == "full"
        for some in _some(pairs):
            self._read_sites(pair.location.iri for pair in some)
            self._read_services([pair.service for pair in some], full=full)
            for pair in some:
                place, service = pair.location, pair.service
                told = self._told_at.get(service.iri, {}).get(place.iri)
                made = {
                    "id": pair.id,
                    "location": location_object(self._facts, self.directory, place, full=full),
                    **(at_location(self._facts, service.iri, place.iri, told) if full else {}),
                    "service": self._service(service, full=full, locations=False),
                }
                yield self._steps.finish("service_at_location", made, told=full)
            self._forget([pair.service for pair in some])

    def _service(
        self, entry: Entry, *, full: bool, locations: bool = True, whole: bool = True
    ) -> Json:
        found = service_object(self._facts, self.directory, entry)
        organization = self.directory.organizations.of(self._facts.link(entry.iri, PROVIDER))
        if organization:
            found["organization"] = (
                self._organization(organization, ())
                if full and whole
                else organization_object(self._facts, self.directory, organization)
            )
        if program := program_of_service(self._facts, self.directory, entry):
            found["program"] = program
        return {**found, **self._nested(entry, locations=locations)} if full else found

    def _service_within(self, entry: Entry, *, full: bool) -> Json:
        """A service as it is nested in its organization."""
        found = service_object(self._facts, self.directory, entry)
        if program := program_of_service(self._facts, self.directory, entry):
            found["program"] = program
        return {**found, **self._nested(entry, locations=True)} if full else found

    def _nested(self, entry: Entry, *, locations: bool) -> Json:
        parts = service_parts(self._facts, self.directory, entry)
        if locations:
            told = self._told_at.get(entry.iri, {})
            there = service_at_locations(self._facts, self.directory, entry, told, full=True)
            return {**({"service_at_locations": there} if there else {}), **parts}
        return parts

    def _organization(self, entry: Entry, services: Sequence[Entry]) -> Json:
        """A full organization; its programs are those of its services."""
        sites = self.directory.locations.among(self._sites.get(entry.iri, ()))
        programs = [
            name
            for one in services
            if not self._facts.links(one.iri, IN_PROGRAM)
            for name in self._facts.texts(one.iri, PROGRAM)
        ]
        return {
            **organization_object(self._facts, self.directory, entry),
            **organization_parts(
                self._facts, self.directory, entry, locations=sites, programs=programs
            ),
        }

    def _read_services(self, entries: Sequence[Entry], *, full: bool) -> None:
        facts = self._facts
        facts.read(entry.iri for entry in entries)
        organizations = {o for e in entries for o in facts.links(e.iri, PROVIDER)}
        linked = [SEGMENT, IN_PROGRAM, *((AREA,) if full else ())]
        facts.read(one for e in entries for p in linked for one in facts.links(e.iri, p))
        facts.read(organizations)
        # Whether hours of a service are those of its sites is asked of the sites.
        self._read_sites(site for e in entries for site in facts.links(e.iri, SITE))
        if full:
            read_details(facts, (entry.iri for entry in entries))
            self._read_told_at(entries)
            self._read_organizations(organizations)

    def _read_organizations(self, iris: Iterable[str]) -> None:
        """What a full organization needs: its locations."""
        new = [iri for iri in dict.fromkeys(iris) if iri not in self._sites]
        found = self._incoming(new, SITE_OF)
        self._sites.update(found)
        self._read_sites(site for sites in found.values() for site in sites)
        read_details(self._facts, new)
        of_these = [p for iri in new for p in self.directory.programs_of(iri)]
        self._facts.read(program.iri for program in of_these)

    def _read_sites(self, iris: Iterable[str]) -> None:
        sites = list(iris)
        self._facts.read(sites)
        read_details(self._facts, sites)

    def _read_told_at(self, entries: Sequence[Entry]) -> None:
        """What is said of services at one of their sites only."""
        found = self._incoming([entry.iri for entry in entries], OFFERS)
        nodes = [node for told in found.values() for node in told]
        self._facts.read(nodes)
        read_details(self._facts, nodes)
        self._told_at = {
            service: {site: node for node in told if (site := self._facts.link(node, OFFERED_AT))}
            for service, told in found.items()
        }

    def _forget(self, entries: Sequence[Entry]) -> None:
        forget_details(self._facts, [entry.iri for entry in entries])
        self._facts.forget(entry.iri for entry in entries)

    def _incoming(self, iris: Sequence[str], predicate: str) -> Mapping[str, list[str]]:
        """Which records link to each of these with a property, in order."""
        found: dict[str, list[str]] = {iri: [] for iri in iris}
        for some in in_batches(iris):
            query = (
                f"SELECT DISTINCT ?to ?s WHERE {{ VALUES ?to {{ {iris_in(some)} }} "
                f"?s <{predicate}> ?to }} ORDER BY ?s"
            )
            for to, subject in solutions(self.directory.store, query):
                if isinstance(to, NamedNode) and isinstance(subject, NamedNode):
                    found[to.value].append(subject.value)
        return found


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while some := list(islice(left, BATCH)):
        yield some
