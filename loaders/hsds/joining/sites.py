"""Which services are at which locations, from every place where a directory may say it."""

from __future__ import annotations

from loaders.hsds.cells import key, listed, text
from loaders.hsds.joining.details import pair_key
from loaders.hsds.joining.draft import Draft
from loaders.source import Record


def join_sites(draft: Draft) -> None:
    """The locations of each service, in the order given; a location not there is a placeholder."""
    for record in draft.rows["service_at_location"]:
        service, location = (
            key(record.values.get("service_id")),
            key(record.values.get("location_id")),
        )
        if identifier := key(record.values.get("id")):
            draft.at[identifier] = (service, location)
        _site(draft, record, service, location)
        if text(record.values.get("description")) and draft.is_there(
            "service_at_location", pair_key(service or "", location or "")
        ):
            draft.tell_at(service or "", location or "", record)
    for identifier, record in draft.found.services.items():
        for location in listed(record.values.get("location_id")):
            _site(draft, record, identifier, location)
    for identifier, record in draft.found.locations.items():
        for service in listed(record.values.get("service_ids")):
            if service in draft.found.services:
                _site(draft, record, service, identifier)
            else:
                draft.remarks.tally(
                    record,
                    "dangling-reference",
                    "no service has this id; the location is kept without the link",
                    column="service_ids",
                    value=service,
                )


def _site(draft: Draft, record: Record, service: str | None, location: str | None) -> None:
    if service is None or location is None:
        column = "service_id" if service is None else "location_id"
        draft.remarks.tally(
            record,
            "blank-reference",
            "a row that joins a service to a location lacks one of the two; kept apart",
            column=column,
        )
        draft.keep_apart(record, column)
        return
    if service not in draft.found.services:
        draft.remarks.tell(
            record,
            "dangling-reference",
            "no service has this id; the row is kept apart and joined to nothing",
            column="service_id",
            value=service,
        )
        draft.keep_apart(record, "service_id")
        return
    if location not in draft.found.locations or location in draft.found.absent_locations:
        _absent_location(draft, record, location)
    if location not in draft.found.sites[service]:
        draft.found.sites[service].append(location)


def _absent_location(draft: Draft, record: Record, location: str) -> None:
    """A location that a service refers to and that is not there becomes a placeholder."""
    draft.remarks.tell(
        record,
        "dangling-reference",
        "no location has this id; the link is kept and its location is a placeholder",
        column="location_id",
        value=location,
    )
    place = Record("location", {"id": location}, record.file, record.row)
    draft.found.locations.setdefault(location, place)
    draft.found.absent_locations[location] = None
