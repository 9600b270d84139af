"""What to call the dialect that was read: told to the user, decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.hsds.columns import snake
from loaders.hsds.members import Member
from loaders.source import Record


def name_dialect(members: Sequence[Member], records: Sequence[Record]) -> str:
    """The dialect, told from the files and columns met."""
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
    if stems & {"services_taxonomy", "regular_schedules", "physical_addresses", "eligibility"}:
        return f"HSDS 1 {form}"
    if stems & {"service_attribute", "service_attributes", "other_attribute", "other_attributes"}:
        return f"HSDS 2 {form}"
    return f"HSDS 3 {form}"
