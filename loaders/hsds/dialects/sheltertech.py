"""ShelterTech (AskDarcel): `resources`, each an organization with its services, times as 2200.

Described by the public test fixtures of ServiceNet (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from loaders.hsds.cells import count, key, line, text, words
from loaders.hsds.columns import names_of
from loaders.hsds.dialects import Folder, Row, items_of
from loaders.hsds.reading.collect import content_id
from loaders.hsds.remarks import Remarks
from loaders.source import Record

NAME = "ShelterTech JSON"

_KNOWN = names_of(
    "alternatename certified certifiedat email id legalstatus longdescription name "
    "shortdescription status verifiedat website services schedule phones addresses notes "
    "categories ratings featured sourceattribution contacts program keywords updatedat"
)
_COPIED = (
    "name",
    "alternate_name",
    "email",
    "url",
    "application_process",
    "interpretation_services",
    "wait_time",
)


def takes(names: Set[str]) -> bool:
    """Whether these are the keys of a resource."""
    return {"longdescription", "services", "verifiedat"} <= names


def knows(name: str) -> bool:
    """Whether it is a key of a resource."""
    return name in _KNOWN


def folder(remarks: Remarks, file: str) -> Folder:
    """Folds the resources of one file."""
    return _Folder(remarks, file)


class _Folder:
    def __init__(self, remarks: Remarks, file: str) -> None:
        self._remarks, self._file = remarks, file

    def fold(self, given: Mapping[str, Any], row: int) -> Iterator[Row]:
        """The organization, its addresses and telephones, and each service."""
        organization = self._id("organization", given, row)
        values = {
            "id": organization,
            "name": given.get("name"),
            "alternate_name": given.get("alternate_name"),
            "description": _description(given),
            "email": given.get("email"),
            "website": given.get("website"),
            "legal_status": given.get("legal_status"),
        }
        yield Row("organization", values, row, own=True)
        keys = {"organization_id": organization}
        addresses = items_of(given.get("addresses"))
        for address in addresses:
            yield Row("address", {**address, **keys}, row)
        for phone in items_of(given.get("phones")):
            found = {"number": phone.get("number"), "extension": phone.get("extension")}
            found["description"] = phone.get("service_type")
            yield Row("phone", {**found, **keys}, row)
        places = [place for one in addresses if (place := key(one.get("id")))]
        for service in items_of(given.get("services")):
            # Of several addresses none is told to be the service's own.
            place = places[0] if len(places) == 1 else None
            yield from self._service(service, {**keys, "location_id": place}, row)

    def _id(self, table: str, given: Mapping[str, Any], row: int) -> str:
        """The id; one made of the content, which is told, where there is none."""
        if found := key(given.get("id")):
            return found
        made = content_id(table, given)
        self._remarks.tell(
            Record(table, {"id": made}, self._file, row),
            "blank-id",
            f"this {table} has no id; it was given {made}, made of its content",
            column="id",
        )
        return made

    def finish(self) -> Iterable[Row]:
        """Nothing waits."""
        return ()

    def _service(
        self, given: Mapping[str, Any], keys: Mapping[str, Any], row: int
    ) -> Iterator[Row]:
        identifier = self._id("service", given, row)
        eligible = [line(given.get("eligibility")), *words(given.get("eligibilities"))]
        values = {
            **{column: given.get(column) for column in _COPIED},
            "id": identifier,
            **keys,
            "description": _description(given),
            "eligibility_description": "; ".join(filter(None, eligible)) or None,
            "fees_description": given.get("fee"),
            "assured_date": given.get("verified_at"),
            "categories": [
                name for one in items_of(given.get("categories")) if (name := line(one.get("name")))
            ],
        }
        yield Row("service", values, row)
        service = {"service_id": identifier}
        if document := line(given.get("required_documents")):
            yield Row("required_document", {**service, "document": document}, row)
        schedule = given.get("schedule")
        days = schedule.get("schedule_days") if isinstance(schedule, Mapping) else None
        for one in items_of(days):
            opens, closes = _time(one.get("opens_at")), _time(one.get("closes_at"))
            if opens and closes:
                times = {"weekday": one.get("day"), "opens_at": opens, "closes_at": closes}
                yield Row("schedule", {**service, **times}, row)


def _description(given: Mapping[str, Any]) -> str | None:
    return text(given.get("long_description")) or text(given.get("short_description"))


def _time(value: Any) -> str | None:
    """910 is 9:10; None for what is no time of day.

    >>> _time(910), _time(2200), _time(975), _time(None)
    ('09:10', '22:00', None, None)
    """
    found = count(value)
    if found is None or found >= 2400 or found % 100 >= 60:
        return None
    return f"{found // 100:02}:{found % 100:02}"
