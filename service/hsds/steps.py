"""Making objects valid, and saying what was changed for it in their `metadata`.

HSDS requires values that a directory may lack, and takes some values only in one form. Each value
that is filled, rewritten or left out for that is told in a row of `metadata`: what stood there,
what stands there instead, by whom. The loader undoes exactly these rows
(`loaders.hsds.own_export`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loaders.hsds.fields import EXPORTER, NOT_FOUND
from loaders.hsds.own_export import NOTHING
from loaders.hsds.parts.web import uri_of
from service.hsds.ids import made_id
from service.hsds.tables import TABLES, HsdsField

Json = dict[str, Any]

BEFORE = "_before"
"""Key of an object under which values that were changed stand as they were; None for none."""
NESTED: dict[str, dict[str, str]] = {
    "organization": {
        "funding": "funding",
        "phones": "phone",
        "locations": "location",
        "programs": "program",
        "organization_identifiers": "organization_identifier",
        "additional_websites": "url",
        "attributes": "attribute",
        "services": "service",
    },
    "service": {
        "organization": "organization",
        "program": "program",
        "service_at_locations": "service_at_location",
        "service_areas": "service_area",
        "schedules": "schedule",
        "languages": "language",
        "phones": "phone",
        "funding": "funding",
        "cost_options": "cost_option",
        "required_documents": "required_document",
        "capacities": "service_capacity",
        "additional_urls": "url",
        "attributes": "attribute",
    },
    "service_at_location": {
        "location": "location",
        "service": "service",
        "phones": "phone",
        "schedules": "schedule",
        "service_areas": "service_area",
    },
    "location": {
        "addresses": "address",
        "accessibility": "accessibility",
        "languages": "language",
        "phones": "phone",
        "schedules": "schedule",
        "attributes": "attribute",
    },
    "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy_detail": "taxonomy"},
    "service_capacity": {"unit": "unit"},
}
"""Table -> key of an object or list within it -> table of that."""
STEPS = "metadata"
MADE = "(made for the export)"
"""Stands for a record that is there only because HSDS requires one; see NOT_FOUND."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,15})(?:\.\d{1,10})?")
_DAY = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_MOMENT = re.compile(_DAY.pattern + r"T[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:\d\d)?")
_FORMS = {"uuid": _UUID, "email": _EMAIL, "date": _DAY, "datetime": _MOMENT, "time": _TIME}


class Steps:
    """Makes objects valid; `day` is the date of what is told of it, `told` whether it is."""

    def __init__(self, day: str) -> None:
        self._day = day

    def finish(self, table: str, made: Json, *, told: bool) -> Json:
        """The object, and all within it, valid; with `metadata` where something was changed."""
        before: Json = made.pop(BEFORE, {})
        for field in TABLES[table].fields:
            value = made.get(field.name)
            if value is None:
                continue
            fitting = fit(field, value)
            if fitting != value:
                before.setdefault(field.name, str(value))
                made[field.name] = fitting
            if fitting is None:
                del made[field.name]
        for key, inner in NESTED.get(table, {}).items():
            within = made.get(key)
            for one in within if isinstance(within, list) else [within] if within else []:
                self.finish(inner, one, told=told)
        if told and (rows := list(self.rows(made, before))):
            made[STEPS] = rows
        return made

    def rows(self, made: Json, before: Json) -> Iterator[Json]:
        """The metadata of one object."""
        for field, was in before.items():
            now = made.get(field) if field != NOT_FOUND else MADE
            if str(was) == str(now):
                continue
            action = "create" if was is None else "delete" if now is None else "update"
            yield {
                "id": made_id(str(made["id"]), STEPS, field),
                "last_action_date": self._day,
                "last_action_type": action,
                "field_name": field,
                "previous_value": NOTHING if was is None else str(was),
                "replacement_value": NOTHING if now is None else str(now),
                "updated_by": EXPORTER,
            }


def fit(field: HsdsField, value: Any) -> Any:
    """The value as HSDS takes it in that field; None where it does not."""
    if field.words:
        return value if value in field.words else None
    if field.kind == "number":
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        return _number(str(value))
    if field.kind == "uri":
        return uri_of(str(value))
    form = _FORMS.get(field.kind)
    return value if form is None or form.fullmatch(str(value)) else None


def _number(said: str) -> float | int | None:
    if not _NUMBER.fullmatch(said):
        return None
    found = float(said)
    return int(found) if found.is_integer() else found
