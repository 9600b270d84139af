"""Flat directories with titles in words: one row or object for each service or organization.

Two are known from the public test fixtures of ServiceNet (Apache-2.0): a legal-aid list of
organizations (`Who We Are`, `Areas Served`) and a list of services at sites (`Resource Site ID`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from loaders.hsds.cells import key, line, listed, number, text, truth
from loaders.hsds.columns import names_of
from loaders.hsds.dialects import Folder, Row, squash
from loaders.hsds.remarks import Remarks

NAME = "flat list"

_LEGAL = frozenset({"organizationname", "whoweare", "areasserved"})
_SITES = frozenset({"organizationname", "servicename", "resourcesiteid"})
_KNOWN = names_of(
    "areasserved eligibility address whoweare descriptionofservicetypes contactname website "
    "authoredon offerslegalrepresentation spokenlanguages legalhelpcategory authoredby legalissues "
    "phone legalcliniccalendarurl organizationtype id intakemethod servicetypes organizationname "
    "resourceverifieddate resourcecreateddate resourcesitephone programcategorylist serviceid "
    "line1 line2 iscapacitysensitive resourcesiteemail eligibilitylist iswheelchairaccessible "
    "programlist resourcesitephoneextension servicedescription weeklyopenhoursraw languagelist "
    "serviceadditionalinfo organizationid city geolocation servicename resourcesiteid "
    "ishiddenyesno costofserviceminimum state requireditemlist costofservicemaximum appurl "
    "servicenextsteps zip zipcode postalcode"
)


def takes(names: Set[str]) -> bool:
    """Whether these are the titles of one of the two."""
    return names >= _LEGAL or names >= _SITES


def knows(name: str) -> bool:
    """Whether it is a title of one of the two."""
    return not name or name in _KNOWN


def folder(remarks: Remarks, file: str) -> Folder:
    """Folds the rows of one list."""
    return _Folder()


class _Folder:
    def __init__(self) -> None:
        self._met: set[tuple[str, str]] = set()

    def fold(self, given: Mapping[str, Any], row: int) -> Iterable[Row]:
        """An organization with one service, or a service with its site and organization."""
        cells = {squash(str(name)): value for name, value in given.items()}
        return self._site_row(cells, row) if "resourcesiteid" in cells else _legal_row(cells, row)

    def finish(self) -> Iterable[Row]:
        """Nothing waits."""
        return ()

    def _site_row(self, cells: Mapping[str, Any], row: int) -> Iterator[Row]:
        name = line(cells.get("organizationname"))
        organization = key(cells.get("organizationid")) or _made("organization", name)
        site, service = key(cells.get("resourcesiteid")), key(cells.get("serviceid"))
        values = {
            "id": service,
            "name": cells.get("servicename"),
            "description": text(cells.get("servicedescription")),
            "organization_id": organization,
            "location_id": [site] if site else [],
            "url": cells.get("appurl"),
            "email": cells.get("resourcesiteemail"),
            "eligibility_description": "; ".join(listed(cells.get("eligibilitylist"))) or None,
            "languages": cells.get("languagelist"),
            "categories": _both(cells, "programcategorylist", "programlist"),
            "assured_date": cells.get("resourceverifieddate"),
            "application_process": cells.get("servicenextsteps"),
            "hours": cells.get("weeklyopenhoursraw"),
            "fees_description": _cost(cells),
        }
        yield Row("service", values, row, own=True)
        if organization and self._first("organization", organization):
            about = {"id": organization, "name": name, "website": cells.get("website")}
            yield Row("organization", about, row)
        if site and self._first("location", site):
            keys = {"id": site, "organization_id": organization}
            yield Row("location", {**_place(cells), **keys}, row)
        if phone := line(cells.get("resourcesitephone")):
            extension = cells.get("resourcesitephoneextension")
            found = {"service_id": service, "number": phone, "extension": extension}
            yield Row("phone", found, row)
        for document in listed(cells.get("requireditemlist")):
            yield Row("required_document", {"service_id": service, "document": document}, row)

    def _first(self, table: str, identifier: str) -> bool:
        new = (table, identifier) not in self._met
        self._met.add((table, identifier))
        return new


def _legal_row(cells: Mapping[str, Any], row: int) -> Iterator[Row]:
    name = line(cells.get("organizationname"))
    identifier = key(cells.get("id")) or _made("organization", name)
    values = {
        "id": identifier,
        "name": name,
        "description": text(cells.get("whoweare")),
        "website": cells.get("website"),
    }
    yield Row("organization", values, row, own=True)
    if phone := line(cells.get("phone")):
        yield Row("phone", {"organization_id": identifier, "number": phone}, row)
    if address := line(cells.get("address")):
        place = {"id": f"{identifier}-address", "address": address}
        yield Row("address", {**place, "organization_id": identifier}, row)
    if line(cells.get("contactname")):
        yield Row("contact", {}, row)
    service = {
        "id": identifier,
        "name": name,
        "organization_id": identifier,
        "location_id": [f"{identifier}-address"] if line(cells.get("address")) else [],
        "description": text(cells.get("descriptionofservicetypes")),
        "eligibility_description": text(cells.get("eligibility")),
        "languages": cells.get("spokenlanguages"),
        "service_areas": cells.get("areasserved"),
        "categories": _both(cells, "servicetypes", "legalissues"),
        "application_process": cells.get("intakemethod"),
    }
    yield Row("service", service, row)


def _place(cells: Mapping[str, Any]) -> dict[str, Any]:
    point = [number(part) for part in str(cells.get("geolocation") or "").split(",")]
    found = {
        "address_1": cells.get("line1"),
        "address_2": cells.get("line2"),
        "city": cells.get("city"),
        "state_province": cells.get("state"),
        "postal_code": cells.get("zip") or cells.get("zipcode") or cells.get("postalcode"),
        "confidential": truth(cells.get("ishiddenyesno")) is True,
    }
    if len(point) == 2:
        found["latitude"], found["longitude"] = point
    return found


def _cost(cells: Mapping[str, Any]) -> str | None:
    least, most = line(cells.get("costofserviceminimum")), line(cells.get("costofservicemaximum"))
    return " to ".join(part for part in (least, most) if part) or None


def _both(cells: Mapping[str, Any], *columns: str) -> list[str]:
    return list(dict.fromkeys(word for column in columns for word in listed(cells.get(column))))


def _made(kind: str, name: str | None) -> str | None:
    """An id of an organization that is only named: alike names are one."""
    if name is None:
        return None
    said = f"{kind} {name.casefold()}".encode("utf-8", "replace")
    return "made-" + hashlib.sha256(said).hexdigest()[:16]
