"""Partners as HSDS organizations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loaders.hsds.fields import NOT_FOUND, SAME_AS
from ontology.terms import ORG, SDO, nwd
from service.facts import DESCRIPTION, LABEL, Facts, own_id
from service.hsds.details import attribute_terms, identifiers_of, rows_of, texts_of
from service.hsds.directory import Directory, Entry
from service.hsds.ids import made_id
from service.hsds.locations import location_object
from service.hsds.phones import phones_of
from service.hsds.steps import BEFORE

Json = dict[str, Any]

CLASSIFICATION = f"{ORG}classification"
PARENT = f"{ORG}subOrganizationOf"
PROGRAM = nwd("programName").value
KEPT = (
    "alternate_name",
    "tax_status",
    "year_incorporated",
    "legal_status",
    "logo",
)
"""Fields of an organization that are kept as they are."""


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
        "email": facts.text(iri, f"{SDO}email"),
        "website": facts.text(iri, f"{SDO}url"),
        **texts_of(facts, iri, "organization", *KEPT),
        "uri": facts.text(iri, SAME_AS.value) or iri,
        "parent_organization_id": parent and parent.id,
        BEFORE: {
            **before(facts, iri, own=entry.id, named=facts.text(iri, SAME_AS.value) is None),
            **_made(facts, iri),
        },
    }
    return {key: value for key, value in found.items() if value is not None}


def before(facts: Facts, iri: str, *, own: str, named: bool = False) -> Json:
    """What a record's id and name are made of; `named` where its IRI stands in it anyway."""
    found: Json = {}
    if not named and own_id(iri) != own:
        found["id"] = own_id(iri)
    if facts.text(iri, LABEL) is None:
        found["name"] = None
    return found


def _made(facts: Facts, iri: str) -> Json:
    """That an organization is there only because another record names it."""
    return {NOT_FOUND: None} if facts.holds(iri, nwd("isPlaceholder").value) else {}


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
        "funding": funding_of(directory, iri, facts.texts(iri, nwd("fundingText").value)),
        "phones": phones_of(facts, iri),
        "locations": [location_object(facts, directory, each, full=True) for each in locations],
        "programs": [
            *(program_object(facts, each) for each in directory.programs_of(iri)),
            *(program_of(iri, name) for name in sorted(set(programs))),
        ],
        "organization_identifiers": identifiers_of(facts, iri),
        "additional_websites": rows_of(facts, iri, "url"),
        "attributes": directory.vocabularies.attributes(
            iri,
            "organization",
            facts.links(iri, CLASSIFICATION),
            rows=attribute_terms(facts, iri),
        ),
    }
    return {key: value for key, value in parts.items() if value}


def funding_of(directory: Directory, iri: str, said: Iterable[str] = ()) -> list[Json]:
    """HSDS funding of a service or organization: its streams, and what its source says."""
    texts = [*directory.funding.get(iri, ()), *said]
    return [{"id": made_id(iri, "funding", text), "source": text} for text in dict.fromkeys(texts)]


def program_of(organization: str, name: str) -> Json:
    """The HSDS program of that name; nothing else is known of it."""
    return {
        "id": made_id(organization, "program", name),
        "name": name,
        "description": name,
        BEFORE: {NOT_FOUND: None},
    }


def program_object(facts: Facts, entry: Entry) -> Json:
    """The HSDS program; one without a description is described by its name."""
    name = facts.name(entry.iri)
    return {
        "id": entry.id,
        "name": name,
        "description": name,
        **texts_of(facts, entry.iri, "program", "alternate_name", "description"),
        BEFORE: before(facts, entry.iri, own=entry.id),
    }
