"""Which record each row of a detail table hangs on: telephones, identifiers, costs and the like.

A row may name several records, as versions 1 and 2 let a telephone name an organization and a
service. One that names a service and a location is about that service at that location only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from loaders.hsds.cells import key, line
from loaders.hsds.fields import DETAILS, Detail
from loaders.hsds.remarks import Remarks
from loaders.source import Record

Owner = tuple[str, str]
"""(table, id); the id of a service at a location is that of the service, a line end, and that of
the location."""
At = Mapping[str, tuple[str | None, str | None]]
"""Service at location -> (service, location)."""
_OF_PERSONS = frozenset({"phone"})
ATTACHED = tuple(detail.table for detail in DETAILS if detail.table not in ("address", "attribute"))
"""Tables whose rows are attached here; addresses and terms are joined with sites and terms."""


def pair_key(service: str, location: str) -> str:
    """Key of a service at a location."""
    return f"{service}\n{location}"


def attach(
    detail: Detail,
    records: Sequence[Record],
    at: At,
    is_there: Callable[[str, str], bool],
    remarks: Remarks,
) -> Iterator[tuple[Owner | None, Record]]:
    """(record it hangs on, row) for each row; None and the row for one that hangs on nothing.

    Telephones of contact persons alone are left out, and counted.
    """
    for record in records:
        of_person = detail.table in _OF_PERSONS and key(record.values.get("contact_id"))
        if of_person and not list(_owners(record, at)):
            remarks.tally(
                record,
                "contact-telephones",
                "the telephone of a contact person; left out",
                column="contact_id",
            )
            remarks.outcomes.end_kept(record, "left-out")
            continue
        if detail.needed and line(record.values.get(detail.needed)) is None:
            remarks.tally(
                record,
                "blank-reference",
                f"a row without {detail.needed} says nothing; kept apart",
                column=detail.needed,
            )
            yield None, record
            continue
        owners = [owner for owner in _owners(record, at) if owner[0] in detail.of]
        owners = [owner for owner in owners if is_there(*owner)]
        if not owners:
            remarks.tally(
                record,
                "unjoined-rows",
                f"names no {' or '.join(_words(detail.of))} that is there; kept apart",
                column=f"{detail.of[0]}_id",
            )
            yield None, record
        for owner in owners:
            yield owner, _impersonal(record) if of_person else record


def _impersonal(record: Record) -> Record:
    """A telephone of a contact that is one of a record, too, without words on whose it is."""
    values = {**record.values, "description": None}
    return Record(record.table, values, record.file, record.row)


def _owners(record: Record, at: At) -> Iterator[Owner]:
    values = record.values
    service, location = key(values.get("service_id")), key(values.get("location_id"))
    pair = at.get(key(values.get("service_at_location_id")) or "")
    if pair and None not in pair:
        service, location = pair
    if service and location:
        yield "service_at_location", pair_key(service, location)
    elif service:
        yield "service", service
    elif location:
        yield "location", location
    if organization := key(values.get("organization_id")):
        yield "organization", organization


def _words(tables: Sequence[str]) -> list[str]:
    return [table.replace("_", " ") for table in tables]
