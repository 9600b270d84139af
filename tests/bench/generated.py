"""Communities of a stated size, as the folder of a planner's workbook; the same for a seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]

STAGES = ("prenatal", "newborn", "infant", "toddler", "preschool")
SECTORS = ("health", "early-learning", "housing", "food-nutrition", "income-support", "education")


@dataclass(frozen=True)
class Size:
    """How many records of each kind."""

    name: str
    partners: int
    services: int
    touchpoints: int
    doors: int
    pathways: int
    needs: int
    segments: int
    places: int
    required_needs: int


COUNTY = Size("county", 200, 1_500, 40, 160, 1_000, 60, 6, 8, 6)
STATE = Size("state", 6_000, 50_000, 40, 5_000, 32_000, 60, 12, 36, 8)
NATION = Size("nation", 125_000, 1_000_000, 40, 100_000, 650_000, 60, 12, 100, 4)
SIZES = {size.name: size for size in (COUNTY, STATE, NATION)}


def generate_tables(size: Size, seed: int = 1) -> Tables:
    """Tables with blanks, stale dates, scopes and unknown statuses in the shares real data has."""
    maker = _Maker(size, random.Random(seed))
    return {
        "places": maker.places(),
        "partners": maker.partners(),
        "needs": maker.needs(),
        "segments": [{"id": f"p{i}", "name": f"Families {i}"} for i in range(size.segments)],
        "services": list(maker.services()),
        "touchpoints": list(maker.touchpoints()),
        "doors": list(maker.doors()),
        "referrals": list(maker.referrals()),
    }


def write_tables(tables: Tables, folder: Path) -> None:
    """One CSV a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)


class _Maker:
    def __init__(self, size: Size, random_: random.Random) -> None:
        self.size, self.random = size, random_
        self.home = [self.random.randrange(size.places) for _ in range(size.partners)]

    def places(self) -> list[Row]:
        leaves = [
            {"id": f"a{i}", "name": f"County {i}", "part_of": "state"}
            for i in range(self.size.places)
        ]
        return [{"id": "state", "name": "State", "part_of": ""}, *leaves]

    def partners(self) -> list[Row]:
        return [
            {"id": f"o{i}", "name": f"Partner {i}", "sector": self.random.choice(SECTORS)}
            for i in range(self.size.partners)
        ]

    def needs(self) -> list[Row]:
        broad = max(1, self.size.needs // 6)
        return [
            {
                "id": f"n{i}",
                "name": f"Need {i}",
                "broader": "" if i < broad else f"n{self.random.randrange(broad)}",
            }
            for i in range(self.size.needs)
        ]

    def services(self) -> Iterator[Row]:
        for i in range(self.size.services):
            partner = self.random.randrange(self.size.partners)
            start = self.random.choice((-280, 0, 28, 365, None))
            yield {
                "id": f"s{i}",
                "name": f"Service {i}",
                "partner": f"o{partner}",
                "needs": self._some("n", self.size.needs, (0, 1, 1, 2, 2, 3), blank=0.05),
                "segments": self._some("p", self.size.segments, (1, 2, 3), blank=0.4),
                "places": self._area(self.home[partner]),
                "from_age": "" if start is None else str(start),
                "to_age": "" if start is None else str(start + self.random.choice((400, 1_000))),
                "status": self._weighted(("", "active", "inactive", "unknown"), (50, 44, 4, 2)),
                "capacity": self._weighted(("", "20", "60"), (60, 30, 10)),
                "verified_on": self._date(),
            }

    def touchpoints(self) -> Iterator[Row]:
        for i in range(self.size.touchpoints):
            needs = self.random.sample(range(self.size.needs), self.size.required_needs)
            yield {
                "id": f"t{i}",
                "name": f"Touchpoint {i}",
                "life_stage": STAGES[i % len(STAGES)],
                "required_needs": ";".join(f"n{n}" for n in needs),
            }

    def doors(self) -> Iterator[Row]:
        seen: set[tuple[int, int]] = set()
        while len(seen) < self.size.doors:
            pair = self.random.randrange(self.size.touchpoints), self._partner()
            if pair in seen:
                continue
            seen.add(pair)
            yield {
                "touchpoint": f"t{pair[0]}",
                "at": f"o{pair[1]}",
                "places": f"a{self.home[pair[1]]}" if self.random.random() < 0.9 else "",
                "status": self._weighted(("", "unknown", "closed"), (90, 6, 4)),
            }

    def referrals(self) -> Iterator[Row]:
        for i in range(self.size.pathways):
            sender = self._partner()
            receiver = self._partner()
            yield {
                "id": f"e{i}",
                "from": f"o{sender}",
                "to": f"o{receiver}",
                "mode": self._weighted(("warm", "cold", ""), (45, 40, 15)),
                "needs": self._some("n", self.size.needs, (2, 4), blank=0.7),
                "segments": self._some("p", self.size.segments, (1, 2), blank=0.85),
                "status": self._weighted(("", "active", "planned", "unknown"), (50, 40, 6, 4)),
                "verified_on": self._date(),
            }

    def _partner(self) -> int:
        """Few partners have many doors and pathways, as in real networks."""
        return int(self.size.partners * self.random.random() ** 2)

    def _some(self, prefix: str, count: int, sizes: tuple[int, ...], *, blank: float) -> str:
        if self.random.random() < blank:
            return ""
        chosen = self.random.sample(range(count), min(count, self.random.choice(sizes)))
        return ";".join(f"{prefix}{i}" for i in chosen)

    def _area(self, home: int) -> str:
        draw = self.random.random()
        if draw < 0.1:
            return ""
        return "state" if draw < 0.2 else f"a{home}"

    def _date(self) -> str:
        year = self._weighted(("", "2023", "2026"), (15, 15, 70))
        return year and f"{year}-0{self.random.randrange(1, 10)}-15"

    def _weighted(self, values: tuple[str, ...], weights: tuple[int, ...]) -> str:
        return self.random.choices(values, weights)[0]
