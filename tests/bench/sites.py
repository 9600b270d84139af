"""A generated community with what its maps and flows show: sites, people, counts of referrals.

Apart from what is measured: the rows of `generate_tables` stay as they are, with columns added.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.generated import SIZES, Row, Size, Tables, generate_tables, write_tables
from bench.registry import step

SITES_A_PARTNER = 1.5
CORNER = (42.0, -123.0)
"""South west corner of the state, as latitude and longitude."""
COUNTY_SIZE = (0.7, 0.9)
TOWNS = 4
"""Most sites of a county stand in this many towns."""
MISPLACED = 3
"""Sites whose coordinates are 0 and 0, as an export writes a blank."""
QUARTERS = (("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30"))
OUTCOMES = ("accepted", "contacted", "service-started", "completed", "need-met")


@step
def generate_with_sites(size: str, folder: str) -> dict[str, Any]:
    """The workbook of a size with sites and the rest, in the folder `with-sites`."""
    tables = add_sites(generate_tables(SIZES[size]), SIZES[size])
    write_tables(tables, Path(folder) / "with-sites")
    return {name: len(rows) for name, rows in tables.items()}


def add_sites(tables: Tables, size: Size, seed: int = 1) -> Tables:
    """The tables with sites, where places lie, how many live there, and what referrals led to."""
    maker = _Surveyor(size, random.Random(seed))
    sites = list(maker.sites(tables["partners"], tables["services"]))
    return {
        **tables,
        "places": [maker.located(row) for row in tables["places"]],
        "segments": [
            {**row, "population": str(2_000 * (i + 1)), "reference": "no" if i else "yes"}
            for i, row in enumerate(tables["segments"])
        ],
        "sites": sites,
        "services": list(maker.housed(tables["services"], sites)),
        "referral_volumes": list(maker.volumes(tables["referrals"])),
    }


class _Surveyor:
    def __init__(self, size: Size, random_: random.Random) -> None:
        self.size, self.random = size, random_
        self.across = max(1, round(size.places**0.5))
        self.towns = [[self._spot(i) for _ in range(TOWNS)] for i in range(size.places)]

    def located(self, row: Row) -> Row:
        if row["id"] == "state":
            return {**row, "kind": "state"}
        latitude, longitude = self._middle(int(row["id"][1:]))
        people = int(3_000 * self.random.paretovariate(0.9))
        return {
            **row, "kind": "county", "population": str(min(people, 900_000)),
            "latitude": f"{latitude:.3f}", "longitude": f"{longitude:.3f}",
        }  # fmt: skip

    def sites(self, partners: list[Row], services: list[Row]) -> Iterator[Row]:
        """In the county where most services of their partner are, most of them in a town."""
        home = {row["partner"]: row["places"] for row in services if row["places"][:1] == "a"}
        for i in range(int(SITES_A_PARTNER * len(partners))):
            square = self.random.random() ** 2
            partner = i if i < len(partners) else int(len(partners) * square)
            county = int(home.get(f"o{partner}", "a0")[1:])
            latitude, longitude = self._point(county)
            row = {
                "id": f"l{i}", "partner": f"o{partner}", "name": f"Site {i}",
                "address": f"{i % 900 + 1} Main Street", "city": f"Town {county}",
                "state": "OR", "postal_code": f"97{i % 1000:03}", "place": f"a{county}",
                "latitude": f"{latitude:.5f}", "longitude": f"{longitude:.5f}",
                "confidential": "yes" if self.random.random() < 0.03 else "no",
            }  # fmt: skip
            if i < MISPLACED:
                row |= {"latitude": "0", "longitude": "0"}
            elif self.random.random() < 0.1:
                row |= {"latitude": "", "longitude": ""}
            yield row

    def housed(self, services: list[Row], sites: list[Row]) -> Iterator[Row]:
        """Three services of four at sites of their partner."""
        own: dict[str, list[str]] = {}
        for site in sites:
            own.setdefault(site["partner"], []).append(site["id"])
        for row in services:
            there = own[row["partner"]] if self.random.random() < 0.75 else []
            count = min(len(there), self.random.choice((1, 1, 1, 2, 5)))
            yield {**row, "sites": ";".join(self.random.sample(there, count))}

    def volumes(self, referrals: list[Row]) -> Iterator[Row]:
        """Counts of two quarters for one pathway of five, and not every step of them."""
        for row in referrals:
            if self.random.random() > 0.2:
                continue
            for start, end in QUARTERS:
                count = self.random.randrange(4, 140)
                yield _volume(row["id"], start, end, "sent", count)
                for outcome in OUTCOMES:
                    count = int(count * self.random.uniform(0.55, 1.0))
                    if self.random.random() < 0.7:
                        yield _volume(row["id"], start, end, outcome, count)

    def _middle(self, county: int) -> tuple[float, float]:
        return (
            CORNER[0] + COUNTY_SIZE[0] * (county // self.across + 0.5),
            CORNER[1] + COUNTY_SIZE[1] * (county % self.across + 0.5),
        )

    def _spot(self, county: int) -> tuple[float, float]:
        middle = self._middle(county)
        return (
            middle[0] + COUNTY_SIZE[0] * self.random.uniform(-0.4, 0.4),
            middle[1] + COUNTY_SIZE[1] * self.random.uniform(-0.4, 0.4),
        )

    def _point(self, county: int) -> tuple[float, float]:
        if self.random.random() < 0.3:
            return self._spot(county)
        latitude, longitude = self.random.choice(self.towns[county])
        return self.random.gauss(latitude, 0.02), self.random.gauss(longitude, 0.03)


def _volume(referral: str, start: str, end: str, outcome: str, count: int) -> Row:
    return {
        "referral": referral, "period_start": start, "period_end": end,
        "outcome": outcome, "count": str(count),
    }  # fmt: skip
