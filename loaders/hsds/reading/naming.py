"""What to call the dialect that was read: told to the user, decides nothing."""

from __future__ import annotations

from collections.abc import Sequence, Set

from loaders.hsds.columns import snake
from loaders.hsds.reading.members import Member
from loaders.source import Record

_OF_VERSION_1 = frozenset(
    {"service_taxonomy", "services_taxonomy", "regular_schedule", "regular_schedules"}
    | {"holiday_schedule", "holiday_schedules", "physical_address", "physical_addresses"}
    | {"postal_address", "postal_addresses", "eligibility", "fee", "fees"}
    | {"accessibility_for_disabilities", "interpretation_services", "payment_accepted"}
    | {"payments_accepted"}
)
"""Files that versions 2 and 3 do not have."""


def name_dialect(
    members: Sequence[Member], records: Sequence[Record], others: Set[str] = frozenset()
) -> str:
    """The dialect, told from the files and columns met; `others` are dialects known by name."""
    if others:
        return " and ".join(sorted(others))
    stems = {snake(member.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]) for member in members}
    columns = {
        column for record in records if record.table == "service" for column in record.values
    }
    form = "tables" if any(member.is_table for member in members) else "JSON"
    if any(member.suffix in (".ndjson", ".jsonl") for member in members):
        form = "ndjson"
    if {"mail_addresses"} & stems or {"taxonomy_ids", "location_id"} <= columns:
        return f"Ohana {form}"
    if "is_open" in columns or "organization_name" in columns:
        return f"other directory {form}"
    if stems & _OF_VERSION_1:
        return f"HSDS 1 {form}"
    if stems & {"service_attribute", "service_attributes", "other_attribute", "other_attributes"}:
        return f"HSDS 2 {form}"
    return f"HSDS 3 {form}"
