"""The changes of `graph.changes`, made in the tables of a community instead."""

from __future__ import annotations

from collections.abc import Callable

from communities.draws import Tables
from oracle.plain_records import Sources

Row = dict[str, str]


class ChangedTables:
    """A community whose tables are changed; ids are unique over its sources."""

    def __init__(self, sources: Sources) -> None:
        self.sources: dict[str, Tables] = {
            source: {table: [dict(row) for row in rows] for table, rows in tables.items()}
            for source, tables in sources.items()
        }

    def close_services(self, ids: set[str]) -> None:
        self._set("services", lambda row: row["id"] in ids, status="inactive")
        self._lapse(ids)

    def remove_partner(self, partner: str) -> None:
        services = {row["id"] for row in self._rows("services") if own(row["partner"]) == partner}
        self._set("services", lambda row: row["id"] in services, status="inactive")
        self._lapse(services | {partner})

    def remove_site(self, site: str) -> None:
        closing = set()
        for row in self._rows("services"):
            sites = [each for each in row["sites"].split(";") if each]
            left = [each for each in sites if own(each) != site]
            if len(left) < len(sites):
                row["sites"] = ";".join(left)
                if not left:
                    closing.add(row["id"])
        self.close_services(closing)

    def close_door(self, touchpoint: str, at: str) -> None:
        def fits(row: Row) -> bool:
            return own(row["touchpoint"]) == touchpoint and own(row["at"]) == at

        self._set("doors", fits, status="inactive")

    def set_pathway(self, identifier: str, **cells: str) -> None:
        def fits(row: Row) -> bool:
            return identifier in (row["id"], f"{own(row['from'])}>{own(row['to'])}")

        self._set("referrals", fits, **cells)

    def add_to_list(self, table: str, identifier: str, column: str, value: str) -> None:
        for row in self._rows(table):
            if row["id"] == identifier:
                row[column] = ";".join(filter(None, [row[column], value]))

    def add(self, table: str, **cells: str) -> None:
        """A row of a further source, which refers to rows of the others."""
        where = {
            row["id"]: source
            for source, tables in self.sources.items()
            for rows in tables.values()
            for row in rows
            if row.get("id")
        }
        told = {
            column: f"{where[cell]}:{cell}" if cell in where and column != "id" else cell
            for column, cell in cells.items()
        }
        self.sources.setdefault("z", {}).setdefault(table, []).append(told)

    def _lapse(self, ids: set[str]) -> None:
        def touches(row: Row) -> bool:
            return own(row["from"]) in ids or own(row["to"]) in ids

        self._set("referrals", touches, status="lapsed")
        self._set("doors", lambda row: own(row["at"]) in ids, status="inactive")

    def _rows(self, table: str) -> list[Row]:
        return [row for tables in self.sources.values() for row in tables.get(table, ())]

    def _set(self, table: str, fits: Callable[[Row], bool], **cells: str) -> None:
        for row in self._rows(table):
            if fits(row):
                row.update(cells)


def own(reference: str) -> str:
    """The id without its source."""
    return reference.rpartition(":")[2]
