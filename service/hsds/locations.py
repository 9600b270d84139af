"""Sites as HSDS locations with their addresses.

Where a confidential site is, is not in the data that is read; its location says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loaders.hsds.fields import ADDRESS, NOT_FOUND, PHYSICAL, POSTAL
from loaders.hsds.own_export import WITHHELD
from ontology.terms import SDO, nwd
from service.facts import LABEL, Facts, own_id
from service.hsds.details import attribute_terms, rows_of, texts_of
from service.hsds.directory import Directory, Entry
from service.hsds.ids import made_id
from service.hsds.opening import schedules_told, words_of_hours
from service.hsds.phones import phones_of
from service.hsds.spoken import languages_of
from service.hsds.steps import BEFORE

Json = dict[str, Any]

CONFIDENTIAL = "The address of this location is confidential."
TYPES = ("physical", "postal", "virtual")
REQUIRED = ("address_1", "city", "state_province", "postal_code")
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


def location_object(facts: Facts, directory: Directory, location: Entry, *, full: bool) -> Json:
    """The HSDS location; `full` adds all that is nested in it."""
    iri = location.iri
    kind = facts.text(iri, nwd("locationType").value)
    was: Json = {} if own_id(iri) == location.id else {"id": own_id(iri)}
    found: Json = {
        "id": location.id,
        "location_type": kind if kind in TYPES else PHYSICAL,
        **({} if kind in (None, *TYPES) else {BEFORE: {"location_type": kind}}),
    }
    if name := facts.text(iri, LABEL):
        found["name"] = name
    if facts.holds(iri, nwd("isConfidential").value):
        found["description"] = CONFIDENTIAL
        was |= {"description": None, "addresses": WITHHELD}
    found |= texts_of(facts, iri, "location", "alternate_name", "description")
    found |= texts_of(facts, iri, "location", "transportation", "url")
    identifiers = rows_of(facts, iri, "organization_identifier")
    if identifiers:
        found["external_identifier"] = identifiers[0]["identifier"]
        if kind_of := identifiers[0].get("identifier_type"):
            found["external_identifier_type"] = kind_of
    latitude = facts.number(iri, f"{SDO}latitude")
    longitude = facts.number(iri, f"{SDO}longitude")
    if latitude is not None and longitude is not None:
        found |= {"latitude": latitude, "longitude": longitude}
    if facts.holds(iri, nwd("isPlaceholder").value):
        was[NOT_FOUND] = None
    found[BEFORE] = {**found.get(BEFORE, {}), **was}
    if not full:
        return found
    found[BEFORE]["hours"] = words_of_hours(facts, iri)
    parts = {
        "addresses": list(_addresses(facts, iri)),
        "accessibility": rows_of(facts, iri, "accessibility"),
        "languages": languages_of(facts, iri),
        "phones": phones_of(facts, iri),
        "schedules": schedules_told(facts, iri),
        "attributes": directory.vocabularies.attributes(
            iri, "location", (), rows=attribute_terms(facts, iri)
        ),
    }
    return {**found, **{key: value for key, value in parts.items() if value}}


def _addresses(facts: Facts, iri: str) -> Iterator[Json]:
    """The address of the site, and others; one that is for letters only is told once."""
    others = rows_of(facts, iri, "address")
    main = _parts(facts, iri)
    letters = [_plain(row) for row in others if row.get("address_type") == POSTAL]
    if any(main.values()) and main not in letters:
        box = _BOX.match(main["address_1"])
        yield _address({"id": made_id(iri, "address"), **main}, POSTAL if box else PHYSICAL)
    for row in others:
        yield _address(row, row.get("address_type", POSTAL))


def _parts(facts: Facts, iri: str) -> dict[str, str]:
    return {name: facts.text(iri, term.value) or "" for name, term in ADDRESS.items()}


def _plain(row: Json) -> dict[str, str]:
    return {name: row.get(name, "") for name in ADDRESS}


def _address(row: Json, kind: str) -> Json:
    """An address; a part that HSDS requires may be empty."""
    state, code = row.get("state_province", ""), row.get("postal_code", "")
    country = row.get("country") or country_of(state, code)
    was = {} if row.get("country") or not country else {BEFORE: {"country": None}}
    filled = {name: row.get(name) or "" for name in REQUIRED}
    region = {"region": row["region"]} if row.get("region") else {}
    return {"id": row["id"], **filled, **region, "country": country, "address_type": kind, **was}


def country_of(state: str, postal_code: str) -> str:
    """Code of the country that a state and postal code show; empty where they show none.

    >>> country_of("OR", "97991"), country_of("", "K1A 0B1"), country_of("Bavaria", "80331")
    ('US', 'CA', '')
    """
    if state.strip().upper() in _STATES.split():
        return "US"
    code = postal_code.strip().upper()
    return next((country for country, form in _POSTAL_CODES.items() if form.fullmatch(code)), "")
