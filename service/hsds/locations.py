"""Sites as HSDS locations with their addresses.

Where a confidential site is, is not in the data that is read; its location says so.
"""

from __future__ import annotations

import re
from typing import Any

from ontology.terms import SDO, nwd
from service.facts import LABEL, Facts
from service.hsds.directory import Entry
from service.hsds.ids import made_id

Json = dict[str, Any]

CONFIDENTIAL = "The address of this location is confidential."
_PARTS = {
    "address_1": f"{SDO}streetAddress",
    "city": f"{SDO}addressLocality",
    "state_province": f"{SDO}addressRegion",
    "postal_code": f"{SDO}postalCode",
}
_STATES = """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC
ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI
"""
_BOX = re.compile(r"p\.? ?o\.? ?box\b", re.IGNORECASE)
_POSTAL_CODES = {
    "US": re.compile(r"\d{5}-\d{4}"),
    "CA": re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d"),
    "GB": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
}
"""Forms of postal codes that only one country has; five digits are one in many."""


def location_object(facts: Facts, location: Entry, *, full: bool) -> Json:
    """The HSDS location; `full` adds its addresses."""
    iri = location.iri
    found: Json = {"id": location.id, "location_type": "physical"}
    if name := facts.text(iri, LABEL):
        found["name"] = name
    if facts.holds(iri, nwd("isConfidential").value):
        found["description"] = CONFIDENTIAL
    latitude = facts.number(iri, f"{SDO}latitude")
    longitude = facts.number(iri, f"{SDO}longitude")
    if latitude is not None and longitude is not None:
        found |= {"latitude": latitude, "longitude": longitude}
    if full and (address := _address(facts, iri)):
        found["addresses"] = [address]
    return found


def _address(facts: Facts, iri: str) -> Json | None:
    """The address, None where no part is known; a part that HSDS requires may be empty."""
    parts = {name: facts.text(iri, predicate) or "" for name, predicate in _PARTS.items()}
    if not any(parts.values()):
        return None
    country = country_of(parts["state_province"], parts["postal_code"])
    return {
        "id": made_id(iri, "address"),
        **parts,
        "country": country,
        "address_type": "postal" if _BOX.match(parts["address_1"]) else "physical",
    }


def country_of(state: str, postal_code: str) -> str:
    """Code of the country that a state and postal code show; empty where they show none.

    >>> country_of("OR", "97991"), country_of("", "K1A 0B1"), country_of("Bavaria", "80331")
    ('US', 'CA', '')
    """
    if state.strip().upper() in _STATES.split():
        return "US"
    code = postal_code.strip().upper()
    return next((country for country, form in _POSTAL_CODES.items() if form.fullmatch(code)), "")
