"""Collecting rows of all files into one list of records: ids given, copies merged, repeats told."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.errors import SourceError
from loaders.crosswalk.labels import label_key
from loaders.hsds.cells import EDITORIAL_MARK, key, line, text
from loaders.hsds.columns import COLUMNS
from loaders.hsds.remarks import Remarks
from loaders.source import Issue, Record

KEYED = ("organization", "service", "location", "program", "taxonomy_term")
"""Tables whose records others refer to and that become records of the graph, or name them."""
MOST_EXTENSIONS = 50
"""Unknown columns of one table that are told one by one; more are counted."""
MAX_HELD = 2 * 1024**3
"""The most that the kept cells of one source may take in memory, about, in bytes."""
_PER_RECORD, _PER_CELL = 400, 90
"""What a record and a cell take beside the text, in bytes; measured with tracemalloc."""
UNKEPT = frozenset({"contact", "meta_table_description"})

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
    dialects: set[str] = field(default_factory=set)
    """Names of the dialects met that are not HSDS."""
    unread: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    """(table, column, whether HSDS knows it) -> filled cells of columns that are not read."""
    encodings: dict[str, str] = field(default_factory=dict)
    """File -> encoding it was read in."""
    _first_contact: Record | None = None
    _places: dict[tuple[str, str], int] = field(default_factory=dict)
    _own: set[tuple[str, str]] = field(default_factory=set)
    _extensions: set[tuple[str, str]] = field(default_factory=set)
    _unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    held: int = 0
    """Bytes that the kept cells take, about."""

    def extension(self, table: str, column: str, file: str, *, row: int | None = None) -> None:
        """Note a column that is not HSDS, once for each table and column."""
        if (table, column) in self._extensions:
            return
        self._extensions.add((table, column))
        self._unknown[file, table] += 1
        if self._unknown[file, table] > MOST_EXTENSIONS:
            return
        self.unread[table, column, False] += 0
        whose = "an HSDS" if table in COLUMNS else "a known"
        self.remarks.issues.append(
            Issue(
                severity="warning",
                code="extension-column",
                message=f"column {column!r} is not {whose} column of {table}; ignored",
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
        self.remarks.outcomes.end(record, "left-out")
        self._first_contact = self._first_contact or Record("contact", {}, record.file, record.row)

    def add_row(self, record: Record, *, own: bool = True) -> None:
        """Add one record; counts it as read where it is an item of its own."""
        self.rows_read += own
        for column, value in record.values.items():
            if isinstance(value, str) and "###" in value and EDITORIAL_MARK.search(value):
                self.remarks.tally(
                    record,
                    "editorial-mark",
                    "marks of editors such as ###MON### are taken out of the text",
                    column=column,
                )
        if record.table == "contact":
            self.contact(record)
        elif record.table in UNKEPT:
            self.remarks.outcomes.end(record, "left-out")
        elif record.table in KEYED:
            if kept := self.identified(record):
                self._keep(kept, own=own)
        else:
            self._hold(record)
            self.records.append(record)

    def _hold(self, record: Record) -> None:
        """Count what a record takes; SourceError where a source outgrows the memory."""
        self.held += _PER_RECORD + sum(
            _PER_CELL + len(value) for value in record.values.values() if isinstance(value, str)
        )
        if self.held > MAX_HELD:
            raise SourceError(
                f"the source holds more than {MAX_HELD:,} bytes of cells that are read (here at "
                f"row {record.row:,}); load it in parts, each as a source of its own",
                path=record.file,
            )

    def finish(self) -> None:
        """Tell the counted issues and how many contact persons were left out."""
        for (file, table), number in self._unknown.items():
            if number > MOST_EXTENSIONS:
                self.remarks.tell_file(
                    file,
                    "extension-column",
                    f"{number - MOST_EXTENSIONS:,} more columns of {table} are not known; ignored",
                )
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
                self.remarks.outcomes.end(record, "refused")
                return None
            identifier = content_id(record.table, values)
            named = {**values, "id": identifier}
            self.remarks.tell(
                Record(record.table, named, record.file, record.row),
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
            self._hold(record)
            self._places[slot] = len(self.records)
            self.records.append(record)
        elif own and slot in self._own:
            self._repeated(record, self.records[place])
            return
        else:
            self.remarks.outcomes.end(record, "merged")
            self._merge(record, place)
        if own:
            self._own.add(slot)

    def _repeated(self, record: Record, first: Record) -> None:
        alike = all(
            text(value) == text(first.values.get(column)) for column, value in record.values.items()
        )
        what = "the same" if alike else "different"
        self.remarks.outcomes.end(record, "merged" if alike else "refused")
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
