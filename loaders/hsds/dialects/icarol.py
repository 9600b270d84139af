"""iCarol's JSON (also the Eden I&R form of it): objects of four levels with typed contact details.

Described by the public test fixtures of ServiceNet (Apache-2.0), not by a published schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from loaders.hsds.cells import key, line, listed, text, truth
from loaders.hsds.columns import names_of
from loaders.hsds.dialects import Folder, Row, items_of
from loaders.hsds.dialects.level_cells import codes_and_terms, level_of, parent_id, verified
from loaders.hsds.dialects.levels import Levels, Listing
from loaders.hsds.remarks import Remarks

NAME = "iCarol JSON"

_KNOWN = names_of(
    "id databaseid uniquepriorid taxonomy names contactdetails description descriptiontext "
    "languagesoffered isfeatured isconfidential type related status modified lastverifiedon "
    "legalstatus coverage coveragenote hours notes accessibility fees applicationprocess "
    "eligibility translations culturecode customfields searchhints verificationexpired "
    "documentsrequired fundingsource waittime"
)
_MARKED = re.compile(r"\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?", re.I)
_PADDED = re.compile(r"\d\d:\d\d(?::\d\d)?")


def takes(names: Set[str]) -> bool:
    """Whether these are the keys of an iCarol object."""
    return {"contactdetails", "type"} <= names and bool({"related", "databaseid"} & names)


def knows(name: str) -> bool:
    """Whether it is a key of iCarol."""
    return name in _KNOWN


def folder(remarks: Remarks, file: str) -> Folder:
    """Folds the objects of one file."""
    return _Folder(remarks, file)


class _Folder:
    def __init__(self, remarks: Remarks, file: str) -> None:
        self._levels, self._remarks, self._file = Levels(remarks, file), remarks, file

    def fold(self, given: Mapping[str, Any], row: int) -> Iterable[Row]:
        """Rows of one object; one of no known level is told and left out."""
        level = level_of(given.get("type"))
        if level is None:
            self._remarks.tell_file(
                self._file,
                "unlisted-word",
                f"item {row}: type {line(given.get('type'))!r} is no level; use Agency, Site, "
                "Program or ProgramAtSite; not loaded",
                severity="error",
            )
            return [Row(NAME, {}, row, own=True, outcome="refused")]
        return self._levels.add(_listing(given, level, row))

    def finish(self) -> Iterable[Row]:
        """Programs that waited for their agency."""
        return self._levels.finish()


def _listing(given: Mapping[str, Any], level: str, row: int) -> Listing:
    related = [one for one in items_of(given.get("related")) if level_of(one.get("type"))]
    agency = next((one for one in related if level_of(one["type"]) == "agency"), {})
    program = next((one for one in related if level_of(one["type"]) == "program"), {})
    sites = [key(one.get("id")) for one in related if level_of(one["type"]) == "site"]
    made = Listing(
        level=level,
        id=key(given.get("id")),
        row=row,
        parent=parent_id(agency.get("id")),
        parent_name=line(agency.get("name")),
        program=key(program.get("id")) if level == "link" else None,
        sites=[site for site in sites if site],
        confidential=truth(given.get("isConfidential")) is True,
        terms=codes_and_terms(given.get("taxonomy"), None),
        documents=listed(given.get("documentsRequired")),
    )
    made.fields = _fields(given)
    for detail in items_of(given.get("contactDetails")):
        contact = detail.get("contact")
        if isinstance(contact, Mapping):
            _add_contact(made, contact, private=truth(detail.get("isConfidential")) is True)
    access = given.get("accessibility")
    if isinstance(access, Mapping):
        made.accessibility = text(access.get("disabled"))
        made.fields["transportation"] = text(access.get("public"))
    made.areas = [_area(one) for one in items_of(given.get("coverage"))]
    hours = given.get("hours")
    if isinstance(hours, Mapping):
        made.schedules = list(_schedules(hours))
    return made


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    names = [one for one in items_of(given.get("names")) if line(one.get("value"))]
    first = next((one for one in names if line(one.get("purpose")) == "Primary"), None)
    first = first or (names[0] if names else {})
    other = [line(one.get("value")) for one in names if one is not first]
    return {
        "name": line(first.get("value")),
        "alternate_name": "; ".join(name for name in other if name) or None,
        "description": text(given.get("descriptionText")) or text(given.get("description")),
        "status": given.get("status"),
        "legal_status": given.get("legalStatus"),
        "assured_date": verified(given.get("lastVerifiedOn")),
        "last_modified": given.get("modified"),
        "languages": given.get("languagesOffered"),
        "eligibility_description": given.get("eligibility"),
        "fees_description": given.get("fees"),
        "application_process": given.get("applicationProcess"),
        "funding_sources": given.get("fundingSource"),
        "wait_time": given.get("waitTime"),
    }


def _add_contact(made: Listing, contact: Mapping[str, Any], *, private: bool) -> None:
    kind = line(contact.get("type"))
    if kind == "Person":
        made.contacts += 1
    elif kind in ("PhysicalLocation", "PostalAddress"):
        made.addresses.append(_address(contact, postal=kind == "PostalAddress", private=private))
    elif kind == "PhoneNumber":
        made.phones.append(
            {
                "number": contact.get("number"),
                "extension": contact.get("extension"),
                "type": _phone_type(contact),
                "description": line(contact.get("description")) or line(contact.get("label")),
                "private": private,
            }
        )
    elif kind == "EmailAddress" and not private:
        made.fields.setdefault("email", line(contact.get("address")))
    elif kind == "Website" and not private:
        column = "website" if made.level == "agency" else "url"
        made.fields.setdefault(column, line(contact.get("url")))


def _address(contact: Mapping[str, Any], *, postal: bool, private: bool) -> dict[str, Any]:
    return {
        "address_1": contact.get("line1"),
        "address_2": contact.get("line2"),
        "city": contact.get("city"),
        "county": contact.get("county"),
        "state_province": contact.get("stateProvince"),
        "postal_code": contact.get("zipPostalCode"),
        "country": contact.get("country"),
        "latitude": contact.get("latitude"),
        "longitude": contact.get("longitude"),
        "address_type": "postal" if postal else "physical",
        "confidential": private,
    }


def _phone_type(contact: Mapping[str, Any]) -> str:
    said = f"{line(contact.get('purpose'))} {line(contact.get('label'))}".lower()
    if "fax" in said:
        return "fax"
    return "textphone" if re.search(r"\bt(?:ty|dd)\b", said) else "voice"


def _area(one: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest place told: a town must not stand for its whole county."""
    codes, city, county = one.get("zipPostalCode"), one.get("city"), one.get("county")
    if line(codes):
        return {"postal_code": codes}
    if line(city):
        return {"city": city, "state_province": one.get("stateProvince")}
    if line(county):
        return {"county": county, "state_province": one.get("stateProvince")}
    return {"name": line(one.get("stateProvince")) or line(one.get("country"))}


def _schedules(hours: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a day; the whole week as text where a time could be morning or afternoon."""
    days = [one for one in items_of(hours.get("days")) if line(one.get("dayOfWeek"))]
    if all(_certain(one.get("opens")) and _certain(one.get("closes")) for one in days):
        for one in days:
            yield {
                "weekday": one.get("dayOfWeek"),
                "opens_at": one.get("opens"),
                "closes_at": one.get("closes"),
            }
    else:
        said = [
            f"{line(one.get('dayOfWeek'))} {line(one.get('opens')) or '?'}"
            f"-{line(one.get('closes')) or '?'}"
            for one in days
        ]
        yield {"description": "; ".join(said)}
    if note := line(hours.get("note")):
        yield {"description": note}


def _certain(value: Any) -> bool:
    said = line(value) or ""
    return bool(_MARKED.fullmatch(said) or _PADDED.fullmatch(said))
