"""Records of six real directory dialects (ServiceNet's test fixtures) and which of them are one.

The fixtures are read straight into records to match, so that what is measured is the matching and
not the reading. Which records are of one thing is labelled by hand in `servicenet-same.csv`, with
the reason; any two others of one kind are of two things. Of `sheltertech/bad_matches.json` no two
services are one.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from loaders.matching import Address, MatchRecord, MatchRecords

SAME = Path(__file__).parents[1] / "data" / "matching" / "servicenet-same.csv"
Row = Mapping[str, Any]


def read_servicenet(folder: Path) -> MatchRecords:
    """Every labelled record and those that resemble them."""
    found = [
        *_icarol("eden-1", folder / "eden" / "conflictingData1.json"),
        *_icarol("eden-2", folder / "eden" / "conflictingData2.json"),
        *_tables("healthleads", folder / "healthleads"),
        *_tables("conflicting", folder / "healthleads" / "conflicting" / "1"),
        *_tables("complete", folder / "healthleads" / "complete"),
        *_tables("smc", folder / "smcconnect" / "complete"),
        *_icarol("icarol", folder / "icarol" / "agencies.json", "programs.json"),
        *_icarol("icarol-complete", folder / "icarol" / "complete.json"),
        *_icarol("icarol-minimal", folder / "icarol" / "minimal.json"),
        *_icarol(
            "icarol-missing", folder / "icarol" / "agencies-missing.json", "programs-missing.json"
        ),
        *_sheltertech("bad", folder / "sheltertech" / "bad_matches.json"),
        *_laac("laac", folder / "laac" / "orgs.json"),
    ]
    ordered = sorted(found, key=lambda record: record.iri)
    return MatchRecords(
        partners=tuple(one for one in ordered if one.kind == "partner"),
        services=tuple(one for one in ordered if one.kind == "service"),
    )


def labelled_pairs() -> frozenset[tuple[str, str]]:
    """Pairs (left < right) of records that are of one thing."""
    groups: dict[str, list[str]] = defaultdict(list)
    with SAME.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups[row["same"]].append(f"urn:{row['record']}")
    pairs = (pair for group in groups.values() for pair in combinations(sorted(group), 2))
    return frozenset(pairs)


def _icarol(source: str, *paths: Path | str) -> Iterator[MatchRecord]:
    """iCarol and Eden: agencies and programs with typed contact details."""
    first = Path(paths[0])
    rows = [row for path in paths for row in json.loads((first.parent / path).read_text("utf-8"))]
    for row in rows:
        kind = {"Agency": "p", "Program": "s"}.get(row["type"])
        if kind is None:
            continue
        details = [each["contact"] for each in row.get("contactDetails") or ()]
        of_type = {
            name: [each for each in details if each.get("type") == name]
            for name in ("PhoneNumber", "EmailAddress", "Website", "PhysicalLocation")
        }
        agencies = [each["id"] for each in row.get("related") or () if each["type"] == "Agency"]
        yield MatchRecord(
            iri=f"urn:{source}/{kind}/{row['id']}",
            kind="partner" if kind == "p" else "service",
            source=source,
            names=_texts(name["value"] for name in row["names"]),
            phones=_texts(each.get("number") for each in of_type["PhoneNumber"]),
            urls=_texts(each.get("url") for each in of_type["Website"]),
            emails=_texts(each.get("address") for each in of_type["EmailAddress"]),
            addresses=tuple(
                Address(each.get("line1") or "", each.get("city") or "")
                for each in of_type["PhysicalLocation"]
                if each.get("line1") or each.get("city")
            ),
            provider=f"urn:{source}/p/{agencies[0]}" if agencies and kind == "s" else "",
        )


def _tables(source: str, folder: Path) -> Iterator[MatchRecord]:
    """HSDS 1.x and Ohana tables as JSON lists."""
    tables = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    programs = {row["id"]: row.get("organization_id") for row in tables.get("programs", ())}
    owners = {row["id"]: row.get("organization_id") for row in tables["locations"]}
    for kind, table in (("p", "organizations"), ("s", "services")):
        key = "organization_id" if kind == "p" else "service_id"
        for row in tables[table]:
            owner = row.get("organization_id") or programs.get(row.get("program_id"))
            places = {
                p for p, whose in owners.items() if whose == (row["id"] if kind == "p" else owner)
            }
            rows = tables.get("physical_addresses") or tables.get("addresses") or ()
            yield MatchRecord(
                iri=f"urn:{source}/{kind}/{row['id']}",
                kind="partner" if kind == "p" else "service",
                source=source,
                names=_texts((row["name"], row.get("alternate_name"))),
                phones=_texts(p["number"] for p in tables["phones"] if p.get(key) == row["id"]),
                urls=_texts((row.get("url"), row.get("website"))),
                emails=_texts((row.get("email"),)),
                identifiers=(("tax", row["tax_id"]),) if row.get("tax_id") else (),
                addresses=tuple(
                    Address(each.get("address_1") or "", each.get("city") or "")
                    for each in rows
                    if each.get("location_id") in places
                ),
                provider=f"urn:{source}/p/{owner}" if kind == "s" and owner else "",
            )


def _sheltertech(source: str, path: Path) -> Iterator[MatchRecord]:
    for row in json.loads(path.read_text("utf-8"))["resources"]:
        partner = f"urn:{source}/p/{row['id']}"
        yield MatchRecord(
            iri=partner,
            kind="partner",
            source=source,
            names=_texts((row["name"],)),
            urls=_texts((row["website"],)),
            emails=_texts((row["email"],)),
        )
        for each in row["services"]:
            yield MatchRecord(
                iri=f"urn:{source}/s/{each['id']}",
                kind="service",
                source=source,
                names=_texts((each["name"],)),
                urls=_texts((each["url"],)),
                provider=partner,
                terms=frozenset(category["name"] for category in each["categories"]),
            )


def _laac(source: str, path: Path) -> Iterator[MatchRecord]:
    for row in json.loads(path.read_text("utf-8")):
        yield MatchRecord(
            iri=f"urn:{source}/p/{row['ID']}",
            kind="partner",
            source=source,
            names=_texts((row["Organization Name"],)),
            phones=_texts((row["Phone"],)),
            urls=_texts((row["Website"],)),
        )


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in values if v and v.strip()))
