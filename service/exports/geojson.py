"""Sites and places with coordinates as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ontology.terms import NWD, ORG, SDO, nwd
from service.exports.content.fields import shown_id
from service.exports.content.read_me import (
    FILE_TITLE,
    describe_completeness,
    describe_run,
    describe_withheld,
)
from service.exports.content.records import Record, parse_number
from service.exports.contract import ExportData, write_atomically

NAME = "geojson"
TITLE = "Map layer of sites and places, for QGIS and web maps"
MEDIA_TYPE = "application/geo+json"
SUFFIX = ".geojson"

DECIMALS = 6
"""Degrees to about 10 cm."""
EVERYWHERE = nwd("everywhere").value
ADDRESS = {
    "address": f"{SDO}streetAddress",
    "city": f"{SDO}addressLocality",
    "state": f"{SDO}addressRegion",
    "postal_code": f"{SDO}postalCode",
}


def write(data: ExportData, path: Path) -> None:
    """Write a feature a site and a place. Confidential sites are not in the file at all."""
    skipped: list[str] = []
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{"type": "FeatureCollection", "name": ' + json.dumps(FILE_TITLE))
        out.write(',\n"features": [')
        separator = "\n"
        for feature in _features(data, skipped):
            out.write(separator + json.dumps(feature, ensure_ascii=False))
            separator = ",\n"
        about = {
            "run": describe_run(data),
            "parameters": data.parameters.as_dict(),
            "completeness": describe_completeness(data),
            "withheld": describe_withheld(data),
            "without_coordinates": len(skipped),
        }
        out.write('\n],\n"nowrongdoor": ' + json.dumps(about, ensure_ascii=False) + "}\n")


def _features(data: ExportData, skipped: list[str]) -> Iterator[dict[str, Any]]:
    offered, served = _services_by(data, f"{NWD}atSite"), _services_by(data, f"{NWD}servesArea")
    for record in data.records.of(f"{ORG}Site"):
        if f"<{record.iri}>" not in data.withheld.sites:
            yield from _feature(data, record, "site", offered[record.iri], skipped)
    for record in data.records.of("Place"):
        if record.iri == EVERYWHERE:
            continue
        yield from _feature(data, record, "place", served[record.iri], skipped)


def _services_by(data: ExportData, predicate: str) -> Mapping[str, list[str]]:
    """Names of services by what the property points to."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for iri, where in data.records.pairs(predicate):
        if data.kinds.get(iri) == "service":
            found[where].append(data.records.name(iri))
    return found


def _feature(
    data: ExportData, record: Record, kind: str, services: list[str], skipped: list[str]
) -> Iterator[dict[str, Any]]:
    point = _point(record)
    if point is None:
        skipped.append(record.iri)
        return
    records = data.records
    properties: dict[str, Any] = {
        "kind": kind,
        "id": shown_id(data, record.iri),
        "name": records.name(record.iri),
    }
    if kind == "site":
        properties["partner"] = records.names(record.terms(f"{ORG}siteOf"))
        for name, predicate in ADDRESS.items():
            properties[name] = records.name(record.first(predicate))
        properties["place"] = records.names(record.terms(f"{NWD}inPlace"))
    else:
        properties["place_kind"] = records.name(record.first(f"{NWD}placeKind"))
        properties["geoid"] = records.name(record.first(f"{NWD}geoid"))
    properties["services"] = sorted(services, key=str.casefold)
    properties["service_count"] = len(services)
    yield {
        "type": "Feature",
        "id": record.iri,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": properties,
    }


def _point(record: Record) -> list[float] | None:
    """[longitude, latitude] on WGS 84, or None where either is missing or out of range."""
    latitude = parse_number(record.first(f"{SDO}latitude"))
    longitude = parse_number(record.first(f"{SDO}longitude"))
    if not isinstance(latitude, Decimal) or not isinstance(longitude, Decimal):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return [round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)]
