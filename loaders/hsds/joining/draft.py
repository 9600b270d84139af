"""A directory while its rows are being joined: rows by table, and what is joined so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from loaders.hsds.joining.details import pair_key
from loaders.hsds.joining.directory import Directory, ToldAt
from loaders.hsds.remarks import Remarks
from loaders.source import Record


class Tables(defaultdict[str, list[Record]]):
    """Rows by table, with the tables that were asked for."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__(list)
        self.asked: set[str] = set()
        for record in records:
            super().__getitem__(record.table).append(record)

    def __getitem__(self, table: str) -> list[Record]:
        self.asked.add(table)
        return super().__getitem__(table)


class Draft:
    """What the steps of joining share: each reads `rows`, adds to `found`, tells what dangles."""

    def __init__(self, records: Sequence[Record], remarks: Remarks) -> None:
        self.remarks = remarks
        self.found = Directory()
        self.rows = Tables(records)
        self.at: dict[str, tuple[str | None, str | None]] = {}
        """Service at location -> (service, location)."""

    def is_there(self, table: str, identifier: str) -> bool:
        """Whether the table has a record of this id (of a service at a location: a `pair_key`)."""
        found = self.found
        if table == "service_at_location":
            service, location = identifier.split("\n")
            return location in found.sites.get(service, ())
        known: Mapping[str, Record] = {
            "organization": found.organizations,
            "service": found.services,
            "location": found.locations,
        }[table]
        return identifier in known

    def keep_apart(self, record: Record, column: str) -> None:
        """Keep a row that is joined to nothing, with the column that should name a record."""
        self.remarks.outcomes.end_kept(record, "apart")
        self.found.apart.append((record, column))

    def tell_unjoined(self, record: Record, column: str, what: str) -> None:
        """Keep a row apart and tell it: its column names no record of the kind `what`."""
        self.remarks.tally(
            record,
            "unjoined-rows",
            f"names no {what} that is there; kept apart, joined to nothing",
            column=column,
        )
        self.keep_apart(record, column)

    def tell_at(self, service: str, location: str, record: Record) -> None:
        """Note that a row says something of a service at one location only."""
        told = ToldAt(pair_key(service, location), record)
        self.found.told_at.setdefault((service, location), told)

    def leave_out_tables(self) -> None:
        """Count the rows of tables from which nothing is loaded."""
        for table in self.rows.keys() - self.rows.asked:
            for record in self.rows[table]:
                self.remarks.outcomes.end_kept(record, "left-out")
