"""An HSDS 3 directory of a stated size, as tables and as JSON."""

from __future__ import annotations

import csv
import json
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.generated import Size

TERMS = ("Food Pantry", "Prenatal Care", "Childcare", "Parenting Education", "Baby Supplies")


def write_directory(size: Size, folder: Path, seed: int = 1) -> None:
    """Organizations, services, locations, addresses, links, areas, languages and terms."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(seed)

    def key() -> str:
        return str(uuid.UUID(int=draw.getrandbits(128), version=4))

    def write(name: str, header: str, rows: Iterable[Iterable[object]]) -> None:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header.split())
            writer.writerows(rows)

    organizations = [key() for _ in range(size.partners)]
    services = [key() for _ in range(size.services)]
    locations = [key() for _ in range(size.partners * 2)]
    terms = [key() for _ in TERMS]
    write(
        "organizations",
        "id name description website",
        (
            (o, f"Organization {i}", "Helps families.", f"https://o{i}.example")
            for i, o in enumerate(organizations)
        ),
    )
    write(
        "services",
        "id organization_id name description status minimum_age maximum_age assured_date",
        (
            (
                s,
                draw.choice(organizations),
                f"Service {i}",
                "For young families.",
                "active",
                draw.choice(("", 0)),
                draw.choice(("", 5)),
                "2026-03-01",
            )
            for i, s in enumerate(services)
        ),
    )
    write(
        "locations",
        "id organization_id name location_type latitude longitude",
        (
            (at, organizations[i // 2], f"Site {i}", "physical", 44 + i / 1e5, -120 - i / 1e5)
            for i, at in enumerate(locations)
        ),
    )
    write(
        "addresses",
        "id location_id address_1 city state_province postal_code country address_type",
        (
            (key(), at, f"{i} Main Street", f"Town {i % 90}", "OR", "97000", "US", "physical")
            for i, at in enumerate(locations)
        ),
    )
    write(
        "service_at_location",
        "id service_id location_id",
        ((key(), s, draw.choice(locations)) for s in services),
    )
    write(
        "service_areas",
        "id service_id name",
        ((key(), s, f"County {draw.randrange(size.places)}") for s in services),
    )
    write(
        "languages",
        "id service_id name code",
        ((key(), s, "Spanish", "es") for s in services if draw.random() < 0.4),
    )
    write(
        "schedules",
        "id service_id freq byday opens_at closes_at",
        (
            (key(), s, "WEEKLY", draw.choice(("MO,TU,WE,TH,FR", "MO,WE", "SA")), "09:00", "17:00")
            for s in services
        ),
    )
    write(
        "phones",
        "id service_id number type",
        ((key(), s, f"541-555-{i % 10_000:04}", "voice") for i, s in enumerate(services)),
    )
    write("taxonomies", "id name description", [(key(), "Open Eligibility", "Human services")])
    write(
        "taxonomy_terms",
        "id name description code taxonomy",
        ((t, name, name, "", "Open Eligibility") for t, name in zip(terms, TERMS, strict=True)),
    )
    write(
        "attributes",
        "id link_id link_entity taxonomy_term_id",
        ((key(), s, "service", draw.choice(terms)) for s in services),
    )


def write_nested(folder: Path, target: Path) -> None:
    """The same directory as one JSON array of services with everything nested in them."""

    def read(name: str) -> list[dict[str, Any]]:
        with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def by(name: str, column: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in read(name):
            found[row.pop(column)].append(row)
        return found

    organizations = {row["id"]: row for row in read("organizations")}
    addresses, terms = by("addresses", "location_id"), {r["id"]: r for r in read("taxonomy_terms")}
    locations = {row["id"]: {**row, "addresses": addresses[row["id"]]} for row in read("locations")}
    parts = {
        part: by(part, "service_id")
        for part in ("service_areas", "languages", "schedules", "phones")
    }
    at, attributes = by("service_at_location", "service_id"), by("attributes", "link_id")
    with target.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(read("services")):
            service = row["id"]
            nested = {
                **{name: value or None for name, value in row.items() if name != "organization_id"},
                "organization": organizations[row["organization_id"]],
                **{part: found[service] for part, found in parts.items()},
                "service_at_locations": [
                    {"id": one["id"], "location": locations[one["location_id"]]}
                    for one in at[service]
                ],
                "attributes": [
                    {"id": one["id"], "taxonomy_term": terms[one["taxonomy_term_id"]]}
                    for one in attributes[service]
                ],
            }
            file.write(("," if number else "") + json.dumps(nested) + "\n")
        file.write("]")
