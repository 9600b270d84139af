"""Directories in levels (agency, site, program, program at site) as rows of the inner shape.

The levels are those of the AIRS (Inform USA) style and of iCarol: an agency is an organization, a
site a location, a program a service, and a program at site ties the last two. An agency that
carries terms of its own, beyond those of its programs, gives a service of its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.hsds.cells import status
from loaders.hsds.dialects import Row
from loaders.hsds.remarks import Remarks
from loaders.source import Record

VOCABULARY = "AIRS"
_PEOPLE = re.compile(r"Y[A-Z]?(?:-|$)")
"""Codes of the taxonomy's section of target populations."""
TABLES = {
    "agency": "organization",
    "site": "location",
    "program": "service",
    "link": "service_at_location",
}
"""Level -> table of the inner shape."""


@dataclass
class Listing:
    """One row of any level."""

    level: str
    id: str | None
    row: int
    parent: str | None = None
    parent_name: str | None = None
    program: str | None = None
    sites: Sequence[str] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    """Columns of the organization, location or service, by their HSDS names."""
    addresses: list[dict[str, Any]] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    schedules: list[dict[str, Any]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    accessibility: str | None = None
    terms: list[tuple[str, str | None]] = field(default_factory=list)
    """(code or codes joined by ` * `, name)"""
    capacity: dict[str, Any] | None = None
    contacts: int = 0
    confidential: bool = False


class Levels:
    """Folds listings in any order; a program waits until it is known whose it is."""

    def __init__(self, remarks: Remarks, file: str) -> None:
        self._remarks, self._file = remarks, file
        self._agencies: set[str] = set()
        self._owner: dict[str, str | None] = {}
        self._waiting: list[Listing] = []
        self._late: set[str | None] = set()
        self._offering: list[Listing] = []
        self._held: dict[str, set[str]] = {}
        self._told: dict[str, bool] = {}
        """Term -> whether its name was met."""

    def add(self, one: Listing) -> Iterator[Row]:
        """The rows of a listing, unless it has to wait."""
        if one.level == "agency":
            self._agencies.add(one.id or "")
            yield from self._agency(one)
        elif one.level == "site":
            if one.id:
                self._owner[one.id] = one.parent
            yield from self._site(one)
        elif one.level == "link" and one.program:
            yield from self._link(one)
        elif one.id not in self._late and (one.parent is None or one.parent in self._agencies):
            yield from self._program(one)
        else:
            self._late.add(one.id)
            self._waiting.append(one)

    def finish(self) -> Iterator[Row]:
        """Programs under a site or under an agency that is not there, and agencies' own services.

        A program whose parent is a site belongs to the site's agency and is given there.
        """
        for one in self._waiting:
            if one.parent in self._owner and one.parent not in self._agencies:
                one.sites = list(dict.fromkeys([*one.sites, one.parent or ""]))
                one.parent, one.parent_name = self._owner[one.parent or ""], None
            yield from self._program(one)
        for one in self._offering:
            codes = {code for code, _ in one.terms} - self._held.get(one.id or "", set())
            if codes:
                yield from self._own_service(one)

    def _agency(self, one: Listing) -> Iterator[Row]:
        values = {
            **one.fields,
            "id": one.id,
            "parent_organization_id": one.parent,
            "confidential": one.confidential,
        }
        for column in ("status", "assured_date", "eligibility_description", "hours"):
            values.pop(column, None)
        yield Row("organization", values, one.row, own=True)
        yield from self._parts(one, "organization_id", one.id)
        if one.terms:
            self._offering.append(one)

    def _own_service(self, one: Listing) -> Iterator[Row]:
        self._tally(
            one,
            "agency-as-service",
            "the agency has terms that none of its programs has; it is also read as a service",
        )
        values = {**one.fields, "id": one.id, "organization_id": one.id}
        yield Row("service", values, one.row)
        yield from self._of_service(one, {"service_id": one.id})

    def _site(self, one: Listing) -> Iterator[Row]:
        physical = [part for part in one.addresses if part.get("address_type") != "postal"]
        values = {
            **(physical[0] if physical else {}),
            **one.fields,
            "id": one.id,
            "organization_id": one.parent,
            "organization_name": one.parent_name,
        }
        values.pop("status", None)
        values.pop("address_type", None)
        values["confidential"] = one.confidential or bool(values.get("confidential"))
        yield Row("location", values, one.row, own=True)
        yield from self._parts(one, "location_id", one.id)
        for part in one.schedules:
            yield Row("schedule", {**part, "location_id": one.id}, one.row)

    def _program(self, one: Listing) -> Iterator[Row]:
        values = {
            **one.fields,
            "id": one.id,
            "organization_id": one.parent,
            "organization_name": one.parent_name,
            "location_id": list(one.sites),
        }
        yield Row("service", values, one.row, own=True)
        yield from self._parts(one, "service_id", one.id)
        yield from self._of_service(one, {"service_id": one.id})

    def _link(self, one: Listing) -> Iterator[Row]:
        if status(one.fields.get("status"))[0] in ("inactive", "defunct"):
            self._tally(
                one,
                "inactive-link",
                "a program is no longer given at this site; the two are not joined",
            )
            yield Row(TABLES["link"], {"id": one.id}, one.row, own=True, outcome="left-out")
            return
        for place, site in enumerate(one.sites or [""]):
            values = {"id": one.id, "service_id": one.program, "location_id": site or None}
            yield Row("service_at_location", values, one.row, own=place == 0)
        yield from self._parts(one, "service_at_location_id", one.id)
        yield from self._of_service(
            one, {"service_at_location_id": one.id, "service_id": one.program}
        )

    def _of_service(self, one: Listing, keys: dict[str, Any]) -> Iterator[Row]:
        for table, parts in (("schedule", one.schedules), ("service_area", one.areas)):
            for part in parts:
                yield Row(table, {**part, **keys}, one.row)
        for document in one.documents:
            yield Row("required_document", {**keys, "document": document}, one.row)
        if one.capacity:
            yield Row("service_capacity", {**one.capacity, **keys}, one.row)
        if one.level == "program" and one.parent:
            self._held.setdefault(one.parent, set()).update(code for code, _ in one.terms)
        for code, name in one.terms:
            yield from self._term(one, keys, code, name)

    def _term(
        self, one: Listing, keys: dict[str, Any], code: str, name: str | None
    ) -> Iterator[Row]:
        """One code, or several joined by `*`: what is offered, then how or to whom."""
        codes, names = _starred(code), _starred(name or "")
        for place, part in enumerate(codes):
            label = names[place] if len(names) == len(codes) else None
            known = {"id": part, "code": part, "name": label, "vocabulary": VOCABULARY}
            if part not in self._told or (label and not self._told[part]):
                self._told[part] = label is not None
                yield Row("taxonomy_term", known, one.row)
            about = {"link_type": "target population"} if place and _PEOPLE.match(part) else {}
            yield Row("attribute", {**keys, **about, "taxonomy_term_id": part}, one.row)

    def _parts(self, one: Listing, column: str, identifier: str | None) -> Iterator[Row]:
        for place, address in enumerate(one.addresses, start=1):
            values = {
                "id": f"{identifier}-address" + (f"-{place}" if place > 1 else ""),
                **address,
                column: identifier,
            }
            values["confidential"] = bool(address.get("confidential")) or one.confidential
            yield Row("address", values, one.row)
        for phone in one.phones:
            if phone.pop("private", False):
                self._tally(one, "private-phone", "a telephone number marked private; left out")
            else:
                yield Row("phone", {**phone, column: identifier}, one.row)
        if one.accessibility and column == "location_id":
            values = {"location_id": identifier, "description": one.accessibility}
            yield Row("accessibility", values, one.row)
        for _ in range(one.contacts):
            yield Row("contact", {}, one.row)

    def _tally(self, one: Listing, code: str, message: str) -> None:
        record = Record(TABLES[one.level], {"id": one.id}, self._file, one.row)
        self._remarks.tally(record, code, message)


def _starred(said: str) -> list[str]:
    return [part for part in re.split(r"\s*\*\s*", said) if part]
