"""A joined directory as RDF: partners, sites, services, terms (see the model in `nwd.ttl`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode, Quad

from loaders.crosswalk.matching import Term
from loaders.hsds.cells import line, listed, number, text, truth
from loaders.hsds.fields import ADDRESS, DETAIL, PHYSICAL, POSTAL
from loaders.hsds.joining.addresses import is_postal
from loaders.hsds.joining.directory import Directory
from loaders.hsds.joining.terms import Classification
from loaders.hsds.parts.places import Places
from loaders.hsds.parts.states import state_named
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.kept import KeptQuads, address_said
from loaders.hsds.writing.services import ServiceQuads
from loaders.hsds.writing.unjoined import unjoined_rows
from loaders.hsds.writing.writer import (
    BROADER,
    DESCRIPTION,
    NOTATION,
    SITE,
    SITE_OF,
    SUB_ORGANIZATION_OF,
    Writer,
)
from loaders.literals import boolean, decimal
from loaders.source import LoadContext, Record
from ontology.terms import SDO, nwd


class DirectoryQuads:
    """Quads of one directory, in the graph of its source."""

    def __init__(
        self,
        directory: Directory,
        classification: Classification,
        context: LoadContext,
        remarks: Remarks,
    ) -> None:
        self._directory, self._classification = directory, classification
        self._writer, self._remarks = Writer(context), remarks
        self._places = Places(context)
        self._services = ServiceQuads(
            directory, classification, self._writer, self._places, remarks
        )
        self._kept = KeptQuads(directory, self._writer, remarks)

    def build(self) -> Iterator[Quad]:
        """Every quad; issues met on the way go to the remarks."""
        for identifier, record in self._directory.organizations.items():
            yield from self._partner(identifier, record)
        for identifier, name in self._directory.placeholders.items():
            yield from self._placeholder(identifier, name)
        for identifier, record in self._directory.locations.items():
            yield from self._site(identifier, record)
        for identifier, record in self._directory.programs.items():
            yield from self._program(identifier, record)
        for identifier, record in self._directory.services.items():
            yield from self._services.of_service(identifier, record)
            subject = self._writer.iri("service", identifier)
            yield from self._kept.of_record("service", identifier, record, subject)
            yield from self._kept.shared_terms(record, subject)
            program = line(record.values.get("program_id"))
            if program in self._directory.programs:
                target = self._writer.iri("program", program or "")
                yield self._writer.quad(subject, nwd("partOfProgram"), target)
        yield from self._kept.at_sites()
        for term in self._classification.terms.values():
            yield from self._term(term)
        yield from unjoined_rows(self._directory.apart, self._writer)

    def served(self, service: str) -> Sequence[NamedNode]:
        """The known places that a service's areas match."""
        return self._services.served(service)

    def _partner(self, identifier: str, record: Record) -> Iterator[Quad]:
        subject, values = self._writer.iri("partner", identifier), record.values
        name = line(values.get("name"))
        if name is None:
            self._remarks.tell(
                record, "no-name", "the organization has no name; kept without", column="name"
            )
        yield from self._writer.record(subject, nwd("Partner"), identifier, name)
        website = listed(values.get("website"))
        funding = [*listed(values.get("funding_sources"))]
        funding += self._directory.organization_funding.get(identifier, ())
        yield from self._writer.texts(
            subject,
            {
                DESCRIPTION: self._description(values),
                NamedNode(SDO + "url"): website[0] if website else None,
                NamedNode(SDO + "email"): self._kept.email(record),
                nwd("fundingText"): "; ".join(dict.fromkeys(funding)),
            },
        )
        yield from self._kept.of_record("organization", identifier, record, subject)
        yield from self._kept.shared_terms(record, subject)
        if parent := self._directory.parents.get(identifier):
            target = self._writer.iri("partner", parent)
            yield self._writer.quad(subject, SUB_ORGANIZATION_OF, target)

    def _description(self, values: Mapping[str, Any]) -> str | None:
        """The description; HSDS requires one, so that a name may stand in its place."""
        said = text(values.get("description"))
        return None if said and line(said) == line(values.get("name")) else said

    def _program(self, identifier: str, record: Record) -> Iterator[Quad]:
        subject = self._writer.iri("program", identifier)
        name = line(record.values.get("name"))
        yield from self._writer.record(subject, nwd("Program"), identifier, name)
        if owner := self._directory.program_owner.get(identifier):
            yield self._writer.quad(subject, nwd("programOf"), self._writer.iri("partner", owner))
        yield from self._kept.texts("program", record, subject)

    def _placeholder(self, identifier: str, name: str | None) -> Iterator[Quad]:
        subject = self._writer.iri("partner", identifier)
        yield from self._writer.record(subject, nwd("Partner"), identifier, name)
        yield self._writer.quad(subject, nwd("isPlaceholder"), boolean(True))

    def _site(self, identifier: str, record: Record) -> Iterator[Quad]:
        subject = self._writer.iri("site", identifier)
        yield from self._writer.record(subject, SITE, identifier, line(record.values.get("name")))
        if identifier in self._directory.absent_locations:
            yield self._writer.quad(subject, nwd("isPlaceholder"), boolean(True))
        owner = self._directory.owner[identifier]
        yield self._writer.quad(subject, SITE_OF, self._writer.iri("partner", owner))
        address = self._address(identifier, record)
        said = address_said(address)
        city, county = said["city"], said["region"]
        yield from self._writer.texts(
            subject, {predicate: said[column] for column, predicate in ADDRESS.items()}
        )
        yield from self._kept.of_record("location", identifier, record, subject)
        yield from self._services.of_site(identifier, subject)
        for other in self._other_addresses(identifier, said):
            yield from self._kept.node(DETAIL["address"], subject, other)
        yield from self._point(subject, record, address)
        place = (self._places.find_town(city) if city else None) or (
            self._places.find_county(county) if county else None
        )
        if place and self._places.may_be_in(place, state_named(said["state_province"])):
            yield self._writer.quad(subject, nwd("inPlace"), place)
        if self._is_confidential(identifier, record, said["address_1"] or ""):
            yield self._writer.quad(subject, nwd("isConfidential"), boolean(True))

    def _address(self, identifier: str, record: Record) -> Mapping[str, Any]:
        """The physical address, else the location's own columns, else the postal one, told."""
        known = self._directory.addresses.get(identifier, [])
        physical = [one for one in known if not is_postal(one)]
        if physical:
            return physical[0].values
        if any(line(record.values.get(column)) for column in ("address_1", "address", "city")):
            return record.values
        if known:
            self._remarks.tally(
                known[0],
                "postal-address",
                "the location has only a postal address; it was taken for the place",
                column="address_type",
            )
            return known[0].values
        return record.values

    def _other_addresses(
        self, identifier: str, taken: Mapping[str, str | None]
    ) -> Iterator[Mapping[str, str | None]]:
        """The addresses beside the one of the site itself, and that one where it is for letters."""
        for row in self._directory.addresses.get(identifier, ()):
            said = address_said(row.values)
            if any(said.values()) and (is_postal(row) or said != taken):
                yield {**said, "address_type": POSTAL if is_postal(row) else PHYSICAL}

    def _is_confidential(self, identifier: str, record: Record, street: str) -> bool:
        rows = [record, *self._directory.addresses.get(identifier, ())]
        if owner := self._directory.organizations.get(self._directory.owner[identifier]):
            rows.append(owner)
        marked = any(truth(row.values.get("confidential")) for row in rows)
        return marked or street.casefold().startswith("confidential")

    def _point(
        self, subject: NamedNode, record: Record, address: Mapping[str, Any]
    ) -> Iterator[Quad]:
        for row in (record.values,) if address is record.values else (record.values, address):
            said = line(row.get("latitude")), line(row.get("longitude"))
            latitude, longitude = number(row.get("latitude")), number(row.get("longitude"))
            if said == (None, None):
                continue
            if latitude is not None and longitude is not None and _on_earth(latitude, longitude):
                yield self._writer.quad(subject, NamedNode(SDO + "latitude"), decimal(latitude))
                yield self._writer.quad(subject, NamedNode(SDO + "longitude"), decimal(longitude))
                return
            self._remarks.tell(
                record,
                "wrong-type",
                "coordinates must be a latitude from -90 to 90 and a longitude from -180 to 180 "
                "in degrees; left out",
                column="latitude",
                value=f"{said[0]}, {said[1]}",
            )

    def _term(self, term: Term) -> Iterator[Quad]:
        subject = self._writer.iri("term", term.id)
        yield from self._writer.record(subject, nwd("DirectoryTerm"), term.id, term.name)
        yield from self._writer.texts(
            subject, {NOTATION: term.code, nwd("vocabulary"): term.vocabulary}
        )
        if record := self._directory.terms.get(term.id):
            yield from self._kept.texts("taxonomy_term", record, subject)
        if term.is_placeholder:
            yield self._writer.quad(subject, nwd("isPlaceholder"), boolean(True))
        if term.parent:
            yield self._writer.quad(subject, BROADER, self._writer.iri("term", term.parent))


def _on_earth(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude, longitude) != (0, 0)
