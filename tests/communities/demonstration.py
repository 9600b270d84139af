"""Records of the demonstration community's workbook, to match, straight from its tables."""

from __future__ import annotations

import csv
from collections import defaultdict

from loaders.matching import Address, MatchRecord, MatchRecords
from service.demo import demo_sources

Row = dict[str, str]


def demonstration_records() -> MatchRecords:
    """Partners and services of the workbook; confidential sites give no address."""
    sites: dict[str, Address] = {}
    of_partner: dict[str, set[str]] = defaultdict(set)
    for row in _rows("sites"):
        if row["confidential"] != "yes":
            sites[row["id"]] = Address(
                street=row["address"], city=row["city"], postal_code=row["postal_code"]
            )
            of_partner[row["partner"]].add(row["id"])
    services = _rows("services")
    for row in services:
        of_partner[row["partner"]].update(_listed(row["sites"]))
    needs = {row["id"]: row["name"] for row in _rows("needs")}
    return MatchRecords(
        partners=tuple(
            MatchRecord(
                iri=f"urn:community/partner/{row['id']}",
                kind="partner",
                source="community",
                names=(row["name"],),
                phones=_some(row["phone"]),
                urls=_some(row["website"]),
                emails=_some(row["email"]),
                addresses=tuple(sites[s] for s in sorted(of_partner[row["id"]]) if s in sites),
                within=frozenset(f"urn:community/partner/{p}" for p in _some(row["parent"])),
            )
            for row in sorted(_rows("partners"), key=lambda row: row["id"])
        ),
        services=tuple(
            MatchRecord(
                iri=f"urn:community/service/{row['id']}",
                kind="service",
                source="community",
                names=(row["name"],),
                addresses=tuple(sites[s] for s in _listed(row["sites"]) if s in sites),
                provider=f"urn:community/partner/{row['partner']}",
                needs=frozenset(needs.get(need, need) for need in _listed(row["needs"])),
            )
            for row in sorted(services, key=lambda row: row["id"])
        ),
        places=frozenset(row["name"] for row in _rows("places")),
    )


def _rows(table: str) -> list[Row]:
    folder = demo_sources()[0][1]
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _some(cell: str) -> tuple[str, ...]:
    return (cell,) if cell else ()
