"""Addresses of locations; those of organizations and services make locations of their own."""

from __future__ import annotations

from collections import defaultdict

from loaders.crosswalk.labels import label_key
from loaders.hsds.cells import key, line
from loaders.hsds.joining.directory import Row
from loaders.hsds.joining.draft import Draft
from loaders.source import Record


class Addresses:
    """Joins addresses; the owners of locations are known by then."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.found, self.rows = draft, draft.found, draft.rows
        self.owned: dict[str, list[str]] = defaultdict(list)
        """Organization -> its locations."""
        self.placed: set[int] = set()
        """Which rows are joined, each by `id()`."""

    def join_of_organizations(self) -> None:
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

    def join_others(self) -> None:
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
                self.draft.tell_unjoined(record, "location_id", "location")

    def _location_of(self, record: Record) -> str | None:
        if location := key(record.values.get("location_id")):
            return location
        return self.draft.at.get(
            key(record.values.get("service_at_location_id")) or "", (None, None)
        )[1]

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
        identifier, sought = key(record.values.get("id")), _street_and_city(record.values)
        for place in self.owned[organization]:
            known = [self.found.locations[place], *self.found.addresses.get(place, ())]
            if place == identifier or (
                sought and any(_street_and_city(one.values) == sought for one in known)
            ):
                return place
        return None


def _street_and_city(values: Row) -> tuple[str, str] | None:
    """Street and city for comparison; None where there is no street."""
    street, city = line(values.get("address_1")), line(values.get("city"))
    return (label_key(street), label_key(city or "")) if street else None


def is_postal(record: Record) -> bool:
    """Whether an address is for letters only."""
    kind = (line(record.values.get("address_type")) or "").lower()
    return record.table == "postal_address" or "post" in kind or "mail" in kind
