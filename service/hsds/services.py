"""Services of the graph as HSDS services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from ontology.terms import CODE, DCTERMS, nwd
from service.facts import DESCRIPTION, LABEL, Facts
from service.hsds.ages import as_said, maximum_age, minimum_age
from service.hsds.directory import Directory, Entry
from service.hsds.ids import made_id
from service.hsds.languages import language_of
from service.hsds.locations import location_object
from service.hsds.organizations import PROGRAM, funding_of, program_of, uri_of
from service.hsds.schedules import schedules_of

Json = dict[str, Any]

PROVIDER = nwd("providedBy").value
SITE = nwd("atSite").value
AREA = nwd("servesArea").value
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
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNIT: Json = {"id": made_id(nwd("slotsTotal").value, "unit"), "name": "Place"}
"""What capacities count."""


def service_object(facts: Facts, directory: Directory, entry: Entry) -> Json:
    """The direct properties of an HSDS service.

    A service without a status is taken to be active, as everywhere here.
    """
    iri = entry.iri
    status = facts.link(iri, nwd("serviceStatus").value)
    found = {
        "id": entry.id,
        "name": facts.name(iri),
        "description": facts.text(iri, DESCRIPTION),
        "status": STATUSES.get(status or "", "active"),
        "fees_description": _joined(facts.texts(iri, nwd("cost").value)),
        "wait_time": _wait(facts.whole(iri, nwd("waitDays").value)),
        "eligibility_description": _eligibility(facts, iri),
        **_ages(facts, iri),
        "assured_date": _verified(facts, iri),
        "alert": ALERT if status == UNKNOWN else None,
        "last_modified": moment(entry.changed),
    }
    return {key: value for key, value in found.items() if value is not None}


def service_parts(facts: Facts, directory: Directory, entry: Entry) -> Json:
    """What is nested in a full service, but for its organization and its locations."""
    iri = entry.iri
    terms = [term for predicate in CLASSIFIED for term in facts.links(iri, predicate)]
    hours = facts.texts(iri, nwd("hoursText").value)
    parts = {
        "additional_urls": _urls(iri),
        "service_areas": list(_areas(facts, iri)),
        "schedules": [one for text in hours for one in schedules_of(iri, text)],
        "languages": [language_of(iri, said) for said in facts.texts(iri, f"{DCTERMS}language")],
        "funding": funding_of(directory, iri, facts.texts(iri, nwd("fundingText").value)),
        "capacities": _capacities(facts, entry),
        "attributes": directory.vocabularies.attributes(iri, "service", terms),
    }
    return {key: value for key, value in parts.items() if value}


def service_at_locations(
    facts: Facts, directory: Directory, entry: Entry, *, full: bool
) -> list[Json]:
    """The locations of a service, each with the id of the pair."""
    return [
        {
            "id": directory.pair_id(entry.iri, location.iri),
            "location": location_object(facts, location, full=full),
        }
        for location in directory.locations.among(facts.links(entry.iri, SITE))
    ]


def program_of_service(facts: Facts, directory: Directory, entry: Entry) -> Json | None:
    """The program of a service; it is that of its organization."""
    organization = facts.link(entry.iri, PROVIDER)
    name = facts.text(entry.iri, PROGRAM)
    return program_of(organization, name) if organization and name else None


def moment(time: datetime) -> str:
    """A time as HSDS wants it, to the millisecond, in UTC."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


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


def _areas(facts: Facts, iri: str) -> Iterable[Json]:
    """Areas as the source wrote them, and the known places with other names."""
    texts = facts.texts(iri, nwd("serviceAreaText").value)
    for text in texts:
        yield {"id": made_id(iri, "area", text), "name": text}
    written = {text.casefold() for text in texts}
    for place in facts.links(iri, AREA):
        name = facts.name(place)
        if name.casefold() not in written:
            area = {"id": made_id(iri, "area", place), "name": name}
            yield {**area, "uri": uri} if (uri := uri_of(place)) else area


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
