"""Collecting rows of all files into one list of records: ids given, copies merged, repeats told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.crosswalk.labels import label_key
from loaders.hsds.cells import key, line, text
from loaders.hsds.remarks import Remarks
from loaders.source import Issue, Record

KEYED = ("organization", "service", "location", "program", "taxonomy_term")
"""Tables whose records others refer to and that become records of the graph, or name them."""
UNKEPT = frozenset({"contact", "holiday_schedule"})

_LIKE = {
    "organization": ("name",),
    "service": ("name", "organization_id"),
    "location": ("name", "address_1", "city"),
}
"""Columns that tell whether two records of one id are the same thing."""


@dataclass
class Collector:
    """Records of one reading.

    A record met as an item of its own (a row, an entry of a list) is `own`; one met inside another
    object is a copy, as JSON repeats the organization in each of its services. Copies are merged,
    the first filled value winning; a second `own` record of an id is a repeated key.
    """

    remarks: Remarks
    records: list[Record] = field(default_factory=list)
    rows_read: int = 0
    contacts: int = 0
    _first_contact: Record | None = None
    _places: dict[tuple[str, str], int] = field(default_factory=dict)
    _own: set[tuple[str, str]] = field(default_factory=set)
    _extensions: set[tuple[str, str]] = field(default_factory=set)

    def extension(self, table: str, column: str, file: str, *, row: int | None = None) -> None:
        """Note a column that is not HSDS, once for each table and column."""
        if (table, column) in self._extensions:
            return
        self._extensions.add((table, column))
        self.remarks.issues.append(
            Issue(
                severity="warning",
                code="extension-column",
                message=f"column {column!r} is not an HSDS column of {table}; ignored",
                file=file,
                sheet=table,
                row=row,
                column=column,
            )
        )

    def holds(self, table: str, identifier: str) -> bool:
        """Whether a record of its own with this id was already met."""
        return (table, identifier) in self._own

    def contact(self, record: Record) -> None:
        """Count a contact person, who is never loaded."""
        self.contacts += 1
        self._first_contact = self._first_contact or Record("contact", {}, record.file, record.row)

    def add_row(self, record: Record, *, own: bool = True) -> None:
        """Add one record; counts it as read where it is an item of its own."""
        self.rows_read += own
        if record.table == "contact":
            self.contact(record)
        elif record.table in UNKEPT:
            return
        elif record.table in KEYED:
            if kept := self.identified(record):
                self._keep(kept, own=own)
        else:
            self.records.append(record)

    def finish(self) -> None:
        """Tell the counted issues and how many contact persons were left out."""
        if self._first_contact:
            self.remarks.tell(
                self._first_contact,
                "contacts-dropped",
                f"contact persons are left out: {self.contacts:,} records",
            )
        self.remarks.flush()

    def get(self, table: str, identifier: str) -> Record | None:
        """The record kept under this id."""
        place = self._places.get((table, identifier))
        return None if place is None else self.records[place]

    def clashes(self, record: Record) -> bool:
        """Whether another record has this id and is plainly not the same thing."""
        other = self.get(record.table, str(record.values.get("id")))
        return other is not None and any(
            _differ(record.values.get(column), other.values.get(column))
            for column in _LIKE.get(record.table, ())
        )

    def identified(self, record: Record) -> Record | None:
        """The record with its id as text; a content hash where it has none, None if it is empty."""
        values = dict(record.values)
        identifier = key(values.get("id"))
        if identifier is None and record.table == "taxonomy_term":
            identifier = key(values.pop("taxonomy_id", None))
        if identifier is None:
            if line(values.get("name")) is None and not _says_where(record):
                self.remarks.tell(
                    record,
                    "blank-record",
                    f"this {record.table} has neither an id nor a name; not loaded",
                    severity="error",
                )
                return None
            identifier = content_id(record.table, values)
            self.remarks.tell(
                record,
                "blank-id",
                f"this {record.table} has no id; it was given {identifier}, made of its content",
                column="id",
            )
        values["id"] = identifier
        return Record(record.table, values, record.file, record.row)

    def _keep(self, record: Record, *, own: bool) -> None:
        slot = (record.table, record.values["id"])
        place = self._places.get(slot)
        if place is None:
            self._places[slot] = len(self.records)
            self.records.append(record)
        elif own and slot in self._own:
            self._repeated(record, self.records[place])
            return
        else:
            self._merge(record, place)
        if own:
            self._own.add(slot)

    def _repeated(self, record: Record, first: Record) -> None:
        alike = all(
            text(value) == text(first.values.get(column)) for column, value in record.values.items()
        )
        what = "the same" if alike else "different"
        self.remarks.tell(
            record,
            "repeated-key",
            f"the id is already used, with {what} content, by {record.table} "
            f"{first.row} of {first.file}; only the first is loaded",
            column="id",
            value=record.values["id"],
            severity="warning" if alike else "error",
        )

    def _merge(self, record: Record, place: int) -> None:
        first = self.records[place]
        values = dict(first.values)
        for column, value in record.values.items():
            if text(value) is None:
                continue
            if text(values.get(column)) is None:
                values[column] = value
            elif text(values[column]) != text(value):
                self.remarks.tally(
                    record,
                    "copies-differ",
                    "a copy of the record differs here from the first; the first value is kept",
                    column=column,
                )
        self.records[place] = Record(first.table, values, first.file, first.row)


def content_id(table: str, content: Mapping[str, Any], *, within: str = "") -> str:
    """A stable id for a record that has none.

    >>> content_id("service", {"name": "A"}) == content_id("service", {"name": "A", "fees": None})
    True
    """
    filled = {name: value for name, value in content.items() if value not in (None, "", [], {})}
    said = json.dumps([table, within, filled], sort_keys=True, default=str)
    return "made-" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _says_where(record: Record) -> bool:
    return record.table == "location" and any(
        line(record.values.get(column)) for column in ("address", "address_1", "city", "latitude")
    )


def _differ(one: Any, other: Any) -> bool:
    left, right = line(one), line(other)
    return left is not None and right is not None and label_key(left) != label_key(right)
