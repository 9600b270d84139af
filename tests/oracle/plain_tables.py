"""Reads workbook tables of several sources into one `Community` for the coverage oracle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from oracle.plain_records import (
    ALL,
    EVERYWHERE,
    Community,
    DoorRecord,
    Key,
    Pathway,
    Question,
    Row,
    Service,
    ShippedNeeds,
    Sources,
    Statement,
    Touchpoint,
    parse_age,
    parse_date,
    split,
)

NODES = ("partners", "services", "touchpoints")
RESERVED = {"segments": ALL, "places": EVERYWHERE}


@dataclass(frozen=True)
class TableReader:
    """Rows and references of the sources."""

    sources: Sources
    shipped: ShippedNeeds

    def rows(self, table: str) -> Iterator[tuple[str, Row]]:
        """(source, row) of every source; an absent column reads as blank."""
        for source, tables in self.sources.items():
            for row in tables.get(table, ()):
                yield source, _Blank(row)

    def refer(self, source: str, cell: str, *tables: str) -> Key:
        """What a cell refers to: an id of the same source, then `source:id`, then the reserved
        ids and the shipped needs.
        """
        other, _, rest = cell.partition(":")
        for key in ((source, cell), (other, rest), ("", cell)):
            if any(self.declares(key, table) for table in tables):
                return key
        raise KeyError(f"{source}: {cell!r} is in none of {', '.join(tables)}")

    def declares(self, key: Key, table: str) -> bool:
        source, identifier = key
        if source == "":
            return key == RESERVED.get(table) or (table == "needs" and identifier in self.shipped)
        rows = self.sources.get(source, {}).get(table, ())
        return any(row["id"] == identifier for row in rows)

    def references(self, source: str, cell: str, table: str) -> frozenset[Key]:
        return frozenset(self.refer(source, part, table) for part in split(cell))


class _Blank(dict[str, str]):
    def __missing__(self, column: str) -> str:
        return ""


def read_community(sources: Sources, shipped: ShippedNeeds) -> Community:
    """One community of all rows of all sources."""
    reader = TableReader(sources, shipped)
    needs = {("", need): frozenset(("", up) for up in ups) for need, (ups, _) in shipped.items()}
    stages = {("", need): frozenset(found) for need, (_, found) in shipped.items()}
    for source, row in reader.rows("needs"):
        needs[source, row["id"]] = reader.references(source, row["broader"], "needs")
        stages[source, row["id"]] = frozenset(split(row["life_stages"]))
    return Community(
        partners=tuple((source, row["id"]) for source, row in reader.rows("partners")),
        services={found.key: found for found in _services(reader)},
        touchpoints={found.key: found for found in _touchpoints(reader)},
        doors=tuple(_doors(reader)),
        pathways=tuple(_pathways(reader)),
        statements=tuple(_statements(reader)),
        segments=tuple((source, row["id"]) for source, row in reader.rows("segments")),
        places={
            (source, row["id"]): reader.references(source, row["part_of"], "places")
            for source, row in reader.rows("places")
        },
        needs=needs,
        need_stages=stages,
        site_places={
            (source, row["id"]): reader.refer(source, row["place"], "places")
            if row["place"]
            else None
            for source, row in reader.rows("sites")
        },
        requirements=tuple(_requirements(reader)),
    )


def _services(reader: TableReader) -> Iterator[Service]:
    for source, row in reader.rows("services"):
        yield Service(
            key=(source, row["id"]),
            partner=reader.refer(source, row["partner"], "partners"),
            needs=reader.references(source, row["needs"], "needs"),
            segments=reader.references(source, row["segments"], "segments"),
            from_day=parse_age(row["from_age"], end=False),
            to_day=parse_age(row["to_age"], end=True),
            places=reader.references(source, row["places"], "places"),
            sites=reader.references(source, row["sites"], "sites"),
            status=row["status"],
            verified_on=parse_date(row["verified_on"]),
        )


def _touchpoints(reader: TableReader) -> Iterator[Touchpoint]:
    for source, row in reader.rows("touchpoints"):
        yield Touchpoint(
            key=(source, row["id"]),
            stage=None if row["life_stage"] == "unknown" else row["life_stage"],
            required_needs=tuple(
                reader.refer(source, part, "needs") for part in split(row["required_needs"])
            ),
        )


def _doors(reader: TableReader) -> Iterator[DoorRecord]:
    for source, row in reader.rows("doors"):
        yield DoorRecord(
            touchpoint=reader.refer(source, row["touchpoint"], "touchpoints"),
            at=reader.refer(source, row["at"], "partners", "services"),
            places=reader.references(source, row["places"], "places"),
            status=row["status"],
        )


def _pathways(reader: TableReader) -> Iterator[Pathway]:
    for number, (source, row) in enumerate(reader.rows("referrals")):
        yield Pathway(
            number=number,
            name=row["id"] or f"{row['from']}>{row['to']}",
            sender=reader.refer(source, row["from"], *NODES),
            receiver=reader.refer(source, row["to"], "partners", "services"),
            mode=row["mode"],
            needs=reader.references(source, row["needs"], "needs"),
            segments=reader.references(source, row["segments"], "segments"),
            status=row["status"],
            claimed_by=row["claimed_by"],
            verified_on=parse_date(row["verified_on"]),
        )


def _statements(reader: TableReader) -> Iterator[Statement]:
    for source, row in reader.rows("completeness"):
        subject = reader.refer(source, row["subject"], *NODES)
        yield Statement(subject, row["topic"], row["value"], parse_date(row["as_of"]))


def _requirements(reader: TableReader) -> Iterator[Question]:
    for source, row in reader.rows("requirements"):
        yield Question(
            touchpoint=reader.refer(source, row["touchpoint"], "touchpoints"),
            need=reader.refer(source, row["need"], "needs"),
            segment=reader.refer(source, row["segment"] or "all", "segments"),
            place=reader.refer(source, row["place"] or "everywhere", "places"),
            weight=Fraction(row["weight"] or "1"),
        )
