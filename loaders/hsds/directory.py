"""The one inner model: records joined by their keys, with everything dangling found and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.crosswalk.labels import label_key
from loaders.hsds.cells import key, line, listed
from loaders.hsds.remarks import Remarks
from loaders.source import Record

Row = Mapping[str, Any]

OF_SERVICE = (
    "schedule",
    "service_area",
    "language",
    "eligibility",
    "funding",
    "cost_option",
    "service_capacity",
)
_ALSO_OF_LOCATION = frozenset({"schedule", "service_area", "language"})


@dataclass
class Directory:
    """A directory with its keys resolved; ids are the source's own."""

    organizations: dict[str, Record] = field(default_factory=dict)
    services: dict[str, Record] = field(default_factory=dict)
    locations: dict[str, Record] = field(default_factory=dict)
    programs: dict[str, Record] = field(default_factory=dict)
    terms: dict[str, Record] = field(default_factory=dict)
    vocabularies: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str | None] = field(default_factory=dict)
    """Organization ids referred to but not there -> their name, if a row gave it."""
    parents: dict[str, str] = field(default_factory=dict)
    provider: dict[str, str] = field(default_factory=dict)
    """Service -> organization."""
    owner: dict[str, str] = field(default_factory=dict)
    """Location -> organization."""
    sites: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Service -> locations."""
    of_service: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    """(table, service) -> rows."""
    of_location: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    """Location -> addresses, in the order given."""
    phones: dict[str, str] = field(default_factory=dict)
    """Organization -> first telephone number."""
    links: list[Record] = field(default_factory=list)
    """Rows that classify something by a term."""


def join(records: Sequence[Record], remarks: Remarks) -> Directory:
    """The records as a directory; dangling keys become placeholders or dropped, told links."""
    return _Joiner(records, remarks).join()


class _Joiner:
    def __init__(self, records: Sequence[Record], remarks: Remarks) -> None:
        self.remarks = remarks
        self.found = Directory()
        self.rows: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.rows[record.table].append(record)
        self.at: dict[str, tuple[str | None, str | None]] = {}
        self.named: dict[str, list[str]] = defaultdict(list)
        self.owned: dict[str, list[str]] = defaultdict(list)
        self.placed: set[int] = set()

    def join(self) -> Directory:
        """Everything, in the order the steps need each other."""
        self._keyed()
        self._owners()
        self._organization_addresses()
        self._sites()
        self._providers()
        self._other_addresses()
        self._parents()
        for table in OF_SERVICE:
            for record in self.rows[table]:
                self._attach(record)
        self._phones()
        self.found.links = self.rows["attribute"]
        return self.found

    def _keyed(self) -> None:
        found = self.found
        for table, into in (
            ("organization", found.organizations),
            ("service", found.services),
            ("location", found.locations),
            ("program", found.programs),
            ("taxonomy_term", found.terms),
        ):
            for record in self.rows[table]:
                into[str(record.values["id"])] = record
        for identifier, record in found.organizations.items():
            self.named[label_key(line(record.values.get("name")) or "")].append(identifier)
        for table, names in (("taxonomy", found.vocabularies), ("unit", found.units)):
            for record in self.rows[table]:
                one, name = key(record.values.get("id")), line(record.values.get("name"))
                if one and name:
                    names.setdefault(one, name)

    def _organization(self, record: Record) -> str | None:
        """The organization a record names; a placeholder is made for one that is not there."""
        identifier = key(record.values.get("organization_id"))
        name = line(record.values.get("organization_name"))
        if identifier is None and name:
            same = self.named[label_key(name)]
            return same[0] if len(same) == 1 else None
        if identifier is None or identifier in self.found.organizations:
            return identifier
        self._placeholder(identifier, name, record, "organization_id")
        return identifier

    def _placeholder(self, identifier: str, name: str | None, record: Record, column: str) -> None:
        if self.found.placeholders.get(identifier) is None:
            self.found.placeholders[identifier] = name
        self.remarks.tell(
            record,
            "dangling-reference",
            f"no organization has this id; the {record.table} is kept and its partner is a "
            "placeholder",
            column=column,
            value=identifier,
        )

    def _owners(self) -> None:
        for identifier, record in self.found.locations.items():
            if organization := self._organization(record):
                self.found.owner[identifier] = organization

    def _sites(self) -> None:
        for record in self.rows["service_at_location"]:
            service, location = (
                key(record.values.get("service_id")),
                key(record.values.get("location_id")),
            )
            if identifier := key(record.values.get("id")):
                self.at[identifier] = (service, location)
            self._site(record, service, location)
        for identifier, record in self.found.services.items():
            for location in listed(record.values.get("location_id")):
                self._site(record, identifier, location)
        for identifier, record in self.found.locations.items():
            for service in listed(record.values.get("service_ids")):
                if service in self.found.services:
                    self._site(record, service, identifier)

    def _site(self, record: Record, service: str | None, location: str | None) -> None:
        if service is None or location is None:
            column = "service_id" if service is None else "location_id"
            self.remarks.tally(
                record,
                "blank-reference",
                "a row that joins a service to a location lacks one of the two; dropped",
                column=column,
            )
        elif service not in self.found.services:
            self._dangling(record, "service_id", service, "service")
        elif location not in self.found.locations:
            self._dangling(record, "location_id", location, "location")
        elif location not in self.found.sites[service]:
            self.found.sites[service].append(location)

    def _dangling(self, record: Record, column: str, value: str, what: str) -> None:
        self.remarks.tell(
            record,
            "dangling-reference",
            f"no {what} has this id; the link is dropped",
            column=column,
            value=value,
        )

    def _providers(self) -> None:
        found = self.found
        for identifier, record in found.services.items():
            organization = self._organization(record)
            if organization is None:
                owners = {found.owner.get(place) for place in found.sites[identifier]} - {None}
                organization = owners.pop() if len(owners) == 1 else None
            if organization is None:
                organization = f"provider-of-{identifier}"
                found.placeholders[organization] = line(record.values.get("organization_name"))
                self.remarks.tell(
                    record,
                    "no-organization",
                    "the service names no organization and none follows from its locations; "
                    "its partner is a placeholder",
                    column="organization_id",
                )
            found.provider[identifier] = organization
        self._owners_by_service()

    def _owners_by_service(self) -> None:
        """A location that names no organization belongs to the only one that serves there."""
        found = self.found
        there: dict[str, set[str]] = defaultdict(set)
        for service, places in found.sites.items():
            for place in places:
                there[place].add(found.provider[service])
        for identifier, record in found.locations.items():
            if identifier in found.owner:
                continue
            if len(there[identifier]) == 1:
                found.owner[identifier] = next(iter(there[identifier]))
                continue
            found.owner[identifier] = f"owner-of-{identifier}"
            found.placeholders[found.owner[identifier]] = line(
                record.values.get("organization_name")
            )
            self.remarks.tally(
                record,
                "no-organization",
                "the location names no organization and none, or several, serve there; its "
                "partner is a placeholder",
                column="organization_id",
            )

    def _organization_addresses(self) -> None:
        """An organization's own address makes a location of it, which services may refer to."""
        for location, owner in self.found.owner.items():
            self.owned[owner].append(location)
        for record in self.rows["address"]:
            organization = key(record.values.get("organization_id"))
            if (
                organization in self.found.organizations
                and self._location_of(record) is None
                and key(record.values.get("service_id")) is None
                and not is_postal(record)
            ):
                self._make_location(record, organization or "")
                self.placed.add(id(record))

    def _other_addresses(self) -> None:
        """Addresses go to their location; one of a service makes a location, linked to it."""
        for record in (*self.rows["address"], *self.rows["postal_address"]):
            location, service = self._location_of(record), key(record.values.get("service_id"))
            if id(record) in self.placed:
                continue
            if location in self.found.locations:
                self.found.addresses[location or ""].append(record)
            elif service in self.found.services and location is None and not is_postal(record):
                made = self._make_location(record, self.found.provider[service or ""])
                if made not in self.found.sites[service or ""]:
                    self.found.sites[service or ""].append(made)
            else:
                self._tell_unjoined(record, "location_id", "location")

    def _location_of(self, record: Record) -> str | None:
        if location := key(record.values.get("location_id")):
            return location
        return self.at.get(key(record.values.get("service_at_location_id")) or "", (None, None))[1]

    def _make_location(self, record: Record, organization: str) -> str:
        """The location of an address that names none: one known to be there, else a new one."""
        found = self.found
        identifier = self._same_place(record, organization)
        if identifier is None:
            identifier = key(record.values.get("id"))
            if identifier is None or identifier in found.locations:
                identifier = f"address-of-{organization}-{len(found.locations)}"
            owner = found.organizations.get(organization)
            name = owner.values.get("name") if owner else None
            place = Record("location", {"id": identifier, "name": name}, record.file, record.row)
            found.locations[identifier] = place
            found.owner[identifier] = organization
            self.owned[organization].append(identifier)
        found.addresses[identifier].append(record)
        return identifier

    def _same_place(self, record: Record, organization: str) -> str | None:
        """A location of the organization with the same street and city, or the same id."""
        identifier, sought = key(record.values.get("id")), street_and_city(record.values)
        for place in self.owned[organization]:
            known = [self.found.locations[place], *self.found.addresses.get(place, ())]
            if place == identifier or (
                sought and any(street_and_city(one.values) == sought for one in known)
            ):
                return place
        return None

    def _tell_unjoined(self, record: Record, column: str, what: str) -> None:
        self.remarks.tally(
            record,
            "unjoined-rows",
            f"names no {what} that is there; dropped",
            column=column,
        )

    def _parents(self) -> None:
        for identifier, record in self.found.organizations.items():
            parent = key(record.values.get("parent_organization_id"))
            if parent is None or parent == identifier:
                continue
            if parent not in self.found.organizations:
                self._placeholder(parent, None, record, "parent_organization_id")
            self.found.parents[identifier] = parent

    def _attach(self, record: Record) -> None:
        values, table = record.values, record.table
        service, location = key(values.get("service_id")), key(values.get("location_id"))
        joined = self.at.get(key(values.get("service_at_location_id")) or "")
        if service is None and joined:
            service = joined[0]
        if service in self.found.services:
            self.found.of_service[table, service or ""].append(values)
        elif table in _ALSO_OF_LOCATION and service is None and location in self.found.locations:
            self.found.of_location[table, location or ""].append(values)
        elif table == "funding" and service is None and key(values.get("organization_id")):
            self.remarks.tally(
                record,
                "funding-of-organization",
                "funding of an organization, not of a service; not loaded",
            )
        elif table == "language" and service is None and key(values.get("phone_id")):
            return
        elif not self._of_organization_only(record, service):
            self._tell_unjoined(record, "service_id", "service")

    def _of_organization_only(self, record: Record, service: str | None) -> bool:
        return service is None and bool(key(record.values.get("organization_id")))

    def _phones(self) -> None:
        for record in self.rows["phone"]:
            organization, number = (
                key(record.values.get("organization_id")),
                line(record.values.get("number")),
            )
            if organization in self.found.organizations and number and _is_voice(record):
                self.found.phones.setdefault(organization or "", _with_extension(number, record))


def street_and_city(values: Row) -> tuple[str, str] | None:
    """Street and city for comparison; None where there is no street."""
    street, city = line(values.get("address_1")), line(values.get("city"))
    return (label_key(street), label_key(city or "")) if street else None


def is_postal(record: Record) -> bool:
    """Whether an address is for letters only."""
    kind = (line(record.values.get("address_type")) or "").lower()
    return record.table == "postal_address" or "post" in kind or "mail" in kind


def _is_voice(record: Record) -> bool:
    return (line(record.values.get("type")) or "voice").lower() not in ("fax", "pager")


def _with_extension(number: str, record: Record) -> str:
    number = number.strip('"')
    extension = line(record.values.get("extension"))
    return f"{number} ext. {extension}" if extension else number
