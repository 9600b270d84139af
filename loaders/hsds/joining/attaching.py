"""Rows that hang on a service or a location: schedules, areas, languages, telephones, costs."""

from __future__ import annotations

from loaders.hsds.cells import key, line
from loaders.hsds.fields import DETAIL
from loaders.hsds.joining.details import attach
from loaders.hsds.joining.draft import Draft
from loaders.source import Record

OF_SERVICE = (
    "schedule",
    "holiday_schedule",
    "service_area",
    "language",
    "eligibility",
    "funding",
    "cost_option",
    "service_capacity",
)
_ALSO_OF_LOCATION = frozenset({"schedule", "holiday_schedule", "service_area", "language"})
_ALSO_OF_A_SERVICE_THERE = frozenset({"schedule", "holiday_schedule", "service_area"})


def attach_part(draft: Draft, record: Record) -> None:
    """Attach a row of a table of `OF_SERVICE` to its service, its location or its organization."""
    values, table = record.values, record.table
    service, location = key(values.get("service_id")), key(values.get("location_id"))
    joined = draft.at.get(key(values.get("service_at_location_id")) or "")
    if service is None and joined:
        service = joined[0]
    if service in draft.found.services:
        there = location or (joined[1] if joined else None)
        if table in _ALSO_OF_A_SERVICE_THERE and there in draft.found.sites[service or ""]:
            values = {**values, "at_location": there}
        draft.found.of_service[table, service or ""].append(values)
    elif table in _ALSO_OF_LOCATION and service is None and location in draft.found.locations:
        draft.found.of_location[table, location or ""].append(values)
    elif table == "funding" and service is None and key(values.get("organization_id")):
        _funding_of_organization(draft, record)
    elif _of_organization_only(record, service) or (
        table == "language" and service is None and key(values.get("phone_id"))
    ):
        draft.remarks.outcomes.end_kept(record, "left-out")
    else:
        draft.tell_unjoined(record, "service_id", "service")


def attach_details(draft: Draft, table: str) -> None:
    """Attach the rows of a table of `DETAILS`, each to every record that it names."""
    rows, detail = draft.rows[table], DETAIL[table]
    for hangs_on, record in attach(detail, rows, draft.at, draft.is_there, draft.remarks):
        if hangs_on is None:
            draft.keep_apart(record, f"{detail.of[0]}_id")
            continue
        owner, identifier = hangs_on
        draft.found.details[table, owner, identifier].append(record)
        if owner == "service_at_location":
            service, location = identifier.split("\n")
            draft.tell_at(service, location, Record(owner, {}, record.file, record.row))


def _funding_of_organization(draft: Draft, record: Record) -> None:
    organization, source = (
        key(record.values.get("organization_id")) or "",
        line(record.values.get("source")),
    )
    if organization not in draft.found.organizations:
        draft.tell_unjoined(record, "organization_id", "organization")
    elif source and source not in draft.found.organization_funding[organization]:
        draft.found.organization_funding[organization].append(source)


def _of_organization_only(record: Record, service: str | None) -> bool:
    return service is None and bool(key(record.values.get("organization_id")))
