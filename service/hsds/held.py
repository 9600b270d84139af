"""What HSDS can hold of a graph, and what it cannot: the one list of it.

Loading an export gives the same of all that is held. What is not held is counted beside every
export, by kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Quad

from loaders.hsds.fields import ADDRESS, DETAILS, NO_FIELD, TEXTS
from ontology.terms import DCTERMS, ORG, RDF, SDO, SKOS, nwd

_TYPE = NamedNode(RDF + "type")
CLASSES: Mapping[str, str] = {
    nwd("Partner").value: "organization",
    ORG + "Site": "location",
    nwd("Service").value: "service",
    nwd("Program").value: "program",
    nwd("ServiceAtSite").value: "service_at_location",
    nwd("DirectoryTerm").value: "taxonomy_term",
    nwd("Schedule").value: "schedule",
    **{detail.kind.value: detail.table for detail in DETAILS},
}
"""Class -> the HSDS object that holds its records."""

_MAIN: Mapping[str, tuple[str, ...]] = {
    nwd("Partner").value: (
        *(DCTERMS + name for name in ("identifier", "description")),
        *(SDO + name for name in ("url", "email", "telephone")),
        *(ORG + name for name in ("subOrganizationOf", "classification")),
        SKOS + "prefLabel",
        *(nwd(name).value for name in ("isPlaceholder", "fundingText")),
    ),
    ORG + "Site": (
        DCTERMS + "identifier",
        SKOS + "prefLabel",
        ORG + "siteOf",
        *(term.value for term in ADDRESS.values()),
        *(SDO + name for name in ("latitude", "longitude", "telephone")),
        *(nwd(n).value for n in ("inPlace", "isConfidential", "hasSchedule", "hoursText")),
        *(nwd(n).value for n in ("isPlaceholder", "languageCode")),
        DCTERMS + "language",
    ),
    nwd("Service").value: (
        *(DCTERMS + name for name in ("identifier", "description", "language")),
        SKOS + "prefLabel",
        SDO + "telephone",
        *(
            nwd(name).value
            for name in (
                *("providedBy", "atSite", "programName", "partOfProgram", "cost", "waitDays"),
                *("serviceStatus", "eligibilityText", "rawMinimumAge", "rawMaximumAge"),
                *("fromDay", "toDay", "verifiedOn", "serviceAreaText", "servesArea"),
                *("hasSchedule", "hoursText", "languageCode", "fundingText", "slotsAvailable"),
                *("rawStatus", "slotsTotal", "addressesNeed", "deliveryMode", "classifiedAs"),
            )
        ),
    ),
    nwd("Program").value: (DCTERMS + "identifier", SKOS + "prefLabel", nwd("programOf").value),
    nwd("ServiceAtSite").value: (nwd("offersService").value, nwd("offeredAt").value),
    nwd("DirectoryTerm").value: (
        DCTERMS + "identifier",
        SKOS + "prefLabel",
        SKOS + "notation",
        SKOS + "broader",
        nwd("vocabulary").value,
        nwd("isPlaceholder").value,
    ),
    nwd("Schedule").value: (
        *(nwd(name).value for name in ("recurrenceRule", "attendingType", "onlyAtSite")),
        *(SDO + name for name in ("scheduleTimezone", "url", "opens", "closes", "validFrom")),
        *(SDO + name for name in ("validThrough", "startDate")),
        DCTERMS + "description",
        SKOS + "note",
    ),
}
PROPERTIES: Mapping[str, frozenset[str]] = {
    kind: frozenset(
        {
            *_MAIN.get(kind, ()),
            *(
                predicate.value
                for column, (predicate, _) in TEXTS.get(table, {}).items()
                if (table, column) not in NO_FIELD
            ),
            *(d.link.value for d in DETAILS if table in d.of),
            *(
                predicate.value
                for d in DETAILS
                if d.kind.value == kind
                for predicate in d.fields.values()
            ),
            *((nwd("classifiedAs").value,) if table == "attribute" else ()),
        }
    )
    for kind, table in CLASSES.items()
}
"""Class -> the properties of its records that HSDS has a field for."""

NOT_HELD: Mapping[str, str] = {
    nwd("isVoluntary").value: "no field",
    nwd("isNavigation").value: "no field",
    nwd("isChildWelfare").value: "no field",
    nwd("forSegment").value: "told in words in eligibility_description",
    nwd("rawHours").value: "the words of hours that were rewritten as schedules",
    nwd("partnerKind").value: "no field",
    nwd("statesArea").value: "told as service_areas; what is found in them is found anew",
    nwd("isAreaIncomplete").value: "found anew in the areas",
    nwd("isClosed").value: "hours of being closed would be read as hours of being open",
    nwd("accreditation").value: "of organizations: no field",
    nwd("licence").value: "of organizations: no field",
    nwd("incomeLimitPercent").value: "found anew in the eligibility text",
    nwd("incomeLimitBasis").value: "found anew in the eligibility text",
    SDO + "email": "of locations: no field",
    nwd("verifiedOn").value: "of organizations: no field",
}
"""Property of a held record -> why HSDS does not hold it; any other is not held for no field."""


def held_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Those of the quads of one source that HSDS can hold.

    Not held, beside what has no field: places of a service in all where the free ones are not
    known, hours of being closed, and programs of no organization that no service belongs to.
    """
    every = list(quads)
    kinds: dict[str, set[str]] = {}
    for quad in every:
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            kinds.setdefault(str(quad.subject), set()).add(quad.object.value)
    closed = {str(q.subject) for q in every if q.predicate == nwd("isClosed")}
    free = {str(q.subject) for q in every if q.predicate == nwd("slotsAvailable")}
    programs = {str(s) for s, found in kinds.items() if nwd("Program").value in found}
    programs -= {str(q.subject) for q in every if q.predicate == nwd("programOf")}
    programs -= {str(q.object) for q in every if q.predicate == nwd("partOfProgram")}
    closed |= programs
    for quad in every:
        subject, predicate = str(quad.subject), quad.predicate.value
        own = kinds.get(subject, set()) & CLASSES.keys()
        fits = quad.predicate == _TYPE or any(predicate in PROPERTIES[kind] for kind in own)
        if not own or not fits or subject in closed or str(quad.object) in closed:
            continue
        if predicate == nwd("slotsTotal").value and subject not in free:
            continue
        if quad.predicate == _TYPE and str(quad.object)[1:-1] not in CLASSES:
            continue
        yield quad
