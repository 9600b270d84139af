"""Organizations: those that records name, placeholders for those that are not there, parents."""

from __future__ import annotations

from collections import defaultdict

from loaders.crosswalk.labels import label_key
from loaders.hsds.cells import key, line
from loaders.hsds.joining.circles import closing_links
from loaders.hsds.joining.draft import Draft
from loaders.source import Record


class Organizations:
    """Says whose each location and service is; the organizations of the draft are keyed by then."""

    def __init__(self, draft: Draft) -> None:
        self.found, self.remarks = draft.found, draft.remarks
        self.named: dict[str, list[str]] = defaultdict(list)
        for identifier, record in self.found.organizations.items():
            self.named[label_key(line(record.values.get("name")) or "")].append(identifier)

    def join_owners(self) -> None:
        """The organizations that locations name."""
        for identifier, record in self.found.locations.items():
            if organization := self._organization(record):
                self.found.owner[identifier] = organization

    def join_providers(self) -> None:
        """The organization of each service: the one named, else the one at all its locations."""
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
            if identifier in found.absent_locations and there[identifier]:
                found.owner[identifier] = min(there[identifier])
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

    def join_parents(self) -> None:
        """The organization above each one; a circle is opened where it closes."""
        for identifier, record in self.found.organizations.items():
            parent = key(record.values.get("parent_organization_id"))
            if parent is None:
                continue
            if parent not in self.found.organizations:
                self._placeholder(parent, None, record, "parent_organization_id")
            self.found.parents[identifier] = parent
        for identifier in closing_links(self.found.parents):
            self.remarks.tell(
                self.found.organizations[identifier],
                "circular-parent",
                "the organization is above itself; it is kept without this parent",
                column="parent_organization_id",
                value=self.found.parents.pop(identifier),
            )

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
