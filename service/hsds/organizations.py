"""Partners as HSDS organizations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from ontology.terms import ORG, SDO, nwd
from service.facts import DESCRIPTION, Facts
from service.hsds.directory import Directory, Entry
from service.hsds.ids import made_id
from service.hsds.locations import location_object

Json = dict[str, Any]

CLASSIFICATION = f"{ORG}classification"
PARENT = f"{ORG}subOrganizationOf"
PROGRAM = nwd("programName").value
_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)
_URI = re.compile(r"(?:[!#$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})+")
_EXTENSION = re.compile(r"(.+?)\s*(?:ext\.?|x)\s*(\d{1,9})", re.IGNORECASE)


def organization_object(facts: Facts, directory: Directory, entry: Entry) -> Json:
    """The direct properties of an HSDS organization.

    One without a description is described by its name, since HSDS wants a description.
    """
    iri = entry.iri
    name = facts.name(iri)
    parent = directory.organizations.of(facts.link(iri, PARENT))
    found = {
        "id": entry.id,
        "name": name,
        "description": facts.text(iri, DESCRIPTION) or name,
        "email": _email(facts.text(iri, f"{SDO}email")),
        "website": uri_of(facts.text(iri, f"{SDO}url")),
        "uri": uri_of(iri),
        "parent_organization_id": parent and parent.id,
    }
    return {key: value for key, value in found.items() if value is not None}


def organization_parts(
    facts: Facts,
    directory: Directory,
    entry: Entry,
    *,
    locations: Iterable[Entry],
    programs: Iterable[str],
) -> Json:
    """What is nested in a full organization."""
    iri = entry.iri
    parts = {
        "funding": funding_of(directory, iri),
        "phones": [phone_of(iri, said) for said in facts.texts(iri, f"{SDO}telephone")],
        "locations": [location_object(facts, each, full=True) for each in locations],
        "programs": [program_of(iri, name) for name in sorted(set(programs))],
        "attributes": directory.vocabularies.attributes(
            iri, "organization", facts.links(iri, CLASSIFICATION)
        ),
    }
    return {key: value for key, value in parts.items() if value}


def funding_of(directory: Directory, iri: str, said: Iterable[str] = ()) -> list[Json]:
    """HSDS funding of a service or organization: its streams, and what its source says."""
    texts = [*directory.funding.get(iri, ()), *said]
    return [{"id": made_id(iri, "funding", text), "source": text} for text in dict.fromkeys(texts)]


def program_of(organization: str, name: str) -> Json:
    """The HSDS program of that name; nothing else is known of it."""
    return {"id": made_id(organization, "program", name), "name": name, "description": name}


def phone_of(subject: str, said: str) -> Json:
    """An HSDS phone; an extension is told apart.

    >>> phone_of("x", "541-555-0127 ext. 12")["extension"]
    12
    """
    match = _EXTENSION.fullmatch(said.strip())
    found: Json = {"id": made_id(subject, "phone", said), "number": match[1] if match else said}
    return {**found, "extension": int(match[2])} if match else found


def uri_of(said: str | None) -> str | None:
    """An address as a URI; one without `http:` gets it, and what is no address is left out.

    >>> uri_of("www.example.org/a"), uri_of("https://example.org"), uri_of("on request")
    ('http://www.example.org/a', 'https://example.org', None)
    """
    text = (said or "").strip()
    if _HOST.fullmatch(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    fits = parts.scheme.lower() in ("http", "https") and parts.hostname and _URI.fullmatch(text)
    return text if fits else None


def _email(said: str | None) -> str | None:
    text = (said or "").strip()
    return text if _EMAIL.fullmatch(text) else None
