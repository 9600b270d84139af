"""The schedules of services and sites as HSDS schedules.

HSDS knows weekly and monthly recurrences, and no hours of being closed: any other rule is told as
it is in `metadata`, and hours of being closed are left out, since they would be read as open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.hsds.fields import NOT_FOUND
from ontology.terms import SDO, SKOS, nwd
from service.facts import DESCRIPTION, Facts
from service.hsds.details import SCHEDULE
from service.hsds.ids import made_id
from service.hsds.schedules import schedules_of
from service.hsds.steps import BEFORE

Json = dict[str, Any]

HOURS = nwd("hoursText").value
ONLY_AT = nwd("onlyAtSite").value
_FIELDS = {
    "valid_from": f"{SDO}validFrom",
    "valid_to": f"{SDO}validThrough",
    "dtstart": f"{SDO}startDate",
    "timezone": f"{SDO}scheduleTimezone",
    "description": DESCRIPTION,
    "schedule_link": f"{SDO}url",
    "attending_type": nwd("attendingType").value,
    "notes": f"{SKOS}note",
}
_RULE = nwd("recurrenceRule").value
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYWEEKNO", "BYMONTHDAY", "BYYEARDAY")
_KNOWN = frozenset({*_PARTS, "WKST"})


def schedules_told(facts: Facts, iri: str, *, site: str | None = None) -> list[Json]:
    """The schedules of a record; those for one `site` only, where one is given.

    Hours that are only text are a schedule with a description.
    """
    nodes = [n for n in facts.links(iri, SCHEDULE) if facts.link(n, ONLY_AT) == site]
    found = [one for node in nodes if (one := _schedule(facts, iri, node))]
    read_as = facts.text(iri, HOURS) or ""
    # The order of notes is that of the line that people read.
    found.sort(key=lambda one: read_as.find(" ".join(str(one.get("description", "")).split())))
    if site is None and not facts.links(iri, SCHEDULE):
        found += _of_text(facts, iri)
    return found


def _of_text(facts: Facts, iri: str) -> Iterator[Json]:
    """Hours of a record without schedules, unless they are those of its sites."""
    sites = facts.links(iri, nwd("atSite").value)
    there = {text for site in sites for text in facts.texts(site, HOURS)}
    for text in facts.texts(iri, HOURS):
        if text in there:
            continue
        for one in schedules_of(iri, text):
            yield {**one, BEFORE: {NOT_FOUND: None}}


def words_of_hours(facts: Facts, iri: str) -> str | None:
    """The words that are all there is of a record's hours; None where there is more."""
    if facts.links(iri, SCHEDULE):
        return None
    sites = facts.links(iri, nwd("atSite").value)
    there = {text for site in sites for text in facts.texts(site, HOURS)}
    own = [text for text in facts.texts(iri, HOURS) if text not in there]
    return own[0] if own else None


def _schedule(facts: Facts, iri: str, node: str) -> Json | None:
    if facts.holds(node, nwd("isClosed").value):
        return None
    found: Json = {"id": made_id(iri, "schedule", node)}
    for column, predicate in _FIELDS.items():
        if said := facts.text(node, predicate):
            found[column] = said
    for column, predicate in (("opens_at", f"{SDO}opens"), ("closes_at", f"{SDO}closes")):
        if said := facts.text(node, predicate):
            found[column] = said.removesuffix(":00") if said.count(":") == 2 else said
    return found | _recurrence(facts.text(node, _RULE))


def _recurrence(rule: str | None) -> Json:
    if rule is None:
        return {}
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if parts.get("FREQ") not in ("WEEKLY", "MONTHLY") or parts.keys() - _KNOWN:
        return {BEFORE: {"rrule": rule}}
    found: Json = {}
    for name in (*_PARTS, "WKST"):
        if said := parts.get(name):
            whole = name in ("INTERVAL", "COUNT")
            found[name.lower()] = int(said) if whole else said
    if until := parts.get("UNTIL"):
        found["until"] = f"{until[:4]}-{until[4:6]}-{until[6:8]}"
    return found
