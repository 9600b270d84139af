"""Services of the graph as HSDS services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from loaders.hsds.fields import MODIFIED
from loaders.hsds.parts.web import uri_of
from ontology.terms import CODE, nwd
from service.facts import DESCRIPTION, LABEL, Facts
from service.hsds.ages import as_said, maximum_age, minimum_age
from service.hsds.areas import AREA as AREA
from service.hsds.areas import areas_of
from service.hsds.details import attribute_terms, rows_of, texts_of
from service.hsds.directory import Directory, Entry
from service.hsds.ids import made_id
from service.hsds.locations import location_object
from service.hsds.opening import schedules_told, words_of_hours
from service.hsds.organizations import PROGRAM, before, funding_of, program_object, program_of
from service.hsds.phones import phones_of
from service.hsds.spoken import languages_of
from service.hsds.steps import BEFORE

Json = dict[str, Any]

PROVIDER = nwd("providedBy").value
SITE = nwd("atSite").value
SEGMENT = nwd("forSegment").value
CLASSIFIED = tuple(nwd(name).value for name in ("addressesNeed", "classifiedAs", "deliveryMode"))

_STATUS = f"{CODE}service-status/"
STATUSES = {
    f"{_STATUS}active": "active",
    f"{_STATUS}inactive": "inactive",
    f"{_STATUS}defunct": "defunct",
    f"{_STATUS}temporarily-closed": "temporarily closed",
}
UNKNOWN = f"{_STATUS}unknown"
ALERT = "It is not known whether this service is active. Ask before you refer anyone to it."
"""Said of a service whose status is unknown; HSDS has no status for that."""
KEPT = (
    "alternate_name",
    "url",
    "email",
    "interpretation_services",
    "application_process",
    "wait_time",
    "accreditations",
    "licenses",
)
"""Fields of a service that are kept as they are."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNIT: Json = {"id": made_id(nwd("slotsTotal").value, "unit"), "name": "Place"}
"""What capacities count."""


def service_object(facts: Facts, directory: Directory, entry: Entry) -> Json:
    """The direct properties of an HSDS service.

    A service without a status is taken to be active, as everywhere here.
    """
    iri = entry.iri
    status = facts.link(iri, nwd("serviceStatus").value)
    alert = facts.text(iri, nwd("alert").value)
    kept = texts_of(facts, iri, "service", *KEPT)
    wait = _wait(facts.whole(iri, nwd("waitDays").value))
    found = {
        "id": entry.id,
        "name": facts.name(iri),
        "description": facts.text(iri, DESCRIPTION),
        **{"wait_time": wait, **kept},
        "status": STATUSES.get(status or "", "active"),
        "fees_description": _joined(facts.texts(iri, nwd("cost").value)),
        "eligibility_description": _eligibility(facts, iri),
        **_ages(facts, iri),
        "assured_date": _verified(facts, iri),
        "alert": _joined([*([alert] if alert else []), *([ALERT] if status == UNKNOWN else [])]),
        "last_modified": moment(entry.changed),
        BEFORE: {
            **before(facts, iri, own=entry.id, named=True),
            **_status_said(facts, iri, status),
            **({"alert": alert} if status == UNKNOWN else {}),
            **({"wait_time": None} if wait and "wait_time" not in kept else {}),
            **_ages_said(facts, iri),
            "last_modified": facts.text(iri, MODIFIED.value),
            "hours": words_of_hours(facts, iri),
        },
    }
    return {key: value for key, value in found.items() if value is not None}


def service_parts(facts: Facts, directory: Directory, entry: Entry) -> Json:
    """What is nested in a full service, but for its organization and its locations."""
    iri = entry.iri
    terms = [term for predicate in CLASSIFIED for term in facts.links(iri, predicate)]
    parts = {
        "phones": phones_of(facts, iri),
        "cost_options": rows_of(facts, iri, "cost_option"),
        "required_documents": rows_of(facts, iri, "required_document"),
        "additional_urls": [*_urls(iri), *rows_of(facts, iri, "url")],
        "service_areas": areas_of(facts, iri),
        "schedules": schedules_told(facts, iri),
        "languages": languages_of(facts, iri),
        "funding": funding_of(directory, iri, facts.texts(iri, nwd("fundingText").value)),
        "capacities": _capacities(facts, entry),
        "attributes": directory.vocabularies.attributes(
            iri, "service", terms, rows=attribute_terms(facts, iri)
        ),
    }
    return {key: value for key, value in parts.items() if value}


def service_at_locations(
    facts: Facts, directory: Directory, entry: Entry, told_at: Mapping[str, str], *, full: bool
) -> list[Json]:
    """The locations of a service, each with the id of the pair.

    `told_at` has what is said of the service at a site only, by the site's IRI.
    """
    return [
        {
            "id": directory.pair_id(entry.iri, location.iri),
            "location": location_object(facts, directory, location, full=full),
            **at_location(facts, entry.iri, location.iri, told_at.get(location.iri)),
        }
        for location in directory.locations.among(facts.links(entry.iri, SITE))
    ]


def at_location(facts: Facts, service: str, site: str, node: str | None) -> Json:
    """What is said of a service at one site only."""
    parts = {
        "schedules": schedules_told(facts, service, site=site),
        "service_areas": areas_of(facts, service, site=site),
    }
    if node:
        parts["phones"] = phones_of(facts, node)
    told = texts_of(facts, node, "service_at_location", "description") if node else {}
    return {**told, **{key: value for key, value in parts.items() if value}}


def program_of_service(facts: Facts, directory: Directory, entry: Entry) -> Json | None:
    """The program of a service; it is that of its organization."""
    own = directory.programs.of(facts.link(entry.iri, nwd("partOfProgram").value))
    organization = facts.link(entry.iri, PROVIDER)
    if own:
        made = program_object(facts, own)
        if facts.link(own.iri, nwd("programOf").value) is None:
            provider = directory.organizations.of(organization)
            made["organization_id"] = provider and provider.id
            made[BEFORE]["organization_id"] = None
        return made
    name = facts.text(entry.iri, PROGRAM)
    return program_of(organization, name) if organization and name else None


def moment(time: datetime) -> str:
    """A time as HSDS wants it, to the millisecond, in UTC."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


def _status_said(facts: Facts, iri: str, status: str | None) -> Json:
    """The status as the source wrote it, where HSDS has no such word."""
    said = facts.text(iri, nwd("rawStatus").value)
    if said is None and status in STATUSES:
        return {}
    return {"status": said or ("unknown" if status else None)}


def _ages_said(facts: Facts, iri: str) -> Json:
    """Ages as the source wrote them."""
    said = {
        "minimum_age": facts.text(iri, nwd("rawMinimumAge").value),
        "maximum_age": facts.text(iri, nwd("rawMaximumAge").value),
    }
    told = _ages(facts, iri)
    return {column: text for column, text in said.items() if text or told[column] is not None}


def _ages(facts: Facts, iri: str) -> Json:
    """Ages as the source said them in years, else from days."""
    least = as_said(facts.text(iri, nwd("rawMinimumAge").value))
    most = as_said(facts.text(iri, nwd("rawMaximumAge").value))
    first, past = (facts.whole(iri, nwd(name).value) for name in ("fromDay", "toDay"))
    if least is None and first is not None:
        least = minimum_age(first)
    if most is None and past is not None:
        most = maximum_age(past)
    return {"minimum_age": least, "maximum_age": most}


def _eligibility(facts: Facts, iri: str) -> str | None:
    said = facts.texts(iri, nwd("eligibilityText").value)
    segments = sorted(
        label for one in facts.links(iri, SEGMENT) if (label := facts.text(one, LABEL))
    )
    return _joined([*said, *([f"For: {', '.join(segments)}"] if segments else [])])


def _capacities(facts: Facts, entry: Entry) -> list[Json]:
    """The places of a service; HSDS wants to know how many are free and since when."""
    free = facts.whole(entry.iri, nwd("slotsAvailable").value)
    most = facts.whole(entry.iri, nwd("slotsTotal").value)
    if free is None:
        return []
    verified = _verified(facts, entry.iri)
    updated = f"{verified}T00:00:00.000Z" if verified else moment(entry.changed)
    found: Json = {"id": made_id(entry.iri, "capacity"), "unit": UNIT, "available": free}
    return [{**found, **({} if most is None else {"maximum": most}), "updated": updated}]


def _urls(iri: str) -> list[Json]:
    """The address of the record itself, by which it can be told to be the same elsewhere."""
    uri = uri_of(iri)
    return [{"id": made_id(iri, "url"), "label": "Linked data", "url": uri}] if uri else []


def _verified(facts: Facts, iri: str) -> str | None:
    """The newest day on which someone made sure of the record."""
    days = [text for text in facts.texts(iri, nwd("verifiedOn").value) if _DAY.match(text)]
    return max(days)[:10] if days else None


def _wait(days: int | None) -> str | None:
    return None if days is None else f"{days} {'day' if days == 1 else 'days'}"


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None
