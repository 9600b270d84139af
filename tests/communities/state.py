"""A made-up state of many counties, each with a collaborative of its own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

Tables = Mapping[str, list[dict[str, Any]]]
SECTORS = ("health", "housing", "education", "child-welfare", "food-nutrition", "transportation")
NEEDS = ("food", "child-care", "rent-assistance", "transportation", "prenatal-care", "diapers")
TOUCHPOINTS = (("birth", "newborn"), ("well-child", "infant"), ("pantry-line", "toddler"))
TOPICS = ("bylaws", "membership", "funding", "referral-pathways", "equity")


def state_tables(counties: int, *, seed: int = 1) -> Tables:
    """One source: counties of three towns, with partners, services, doors, referrals and seats."""
    rng = random.Random(seed)
    tables: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "places", "partners", "segments", "services", "touchpoints", "doors", "referrals",
            "requirements", "collaboratives", "members", "strategic_outcomes", "indicators",
            "observations", "assistance",
        )
    }  # fmt: skip
    tables["collaboratives"].append({"id": "state", "name": "The state's table", "kind": "state"})
    for segment in ("general", "spanish", "teen"):
        reference = "yes" if segment == "general" else "no"
        tables["segments"].append({"id": segment, "name": segment, "reference": reference})
    for id_, stage in TOUCHPOINTS:
        tables["touchpoints"].append(
            {"id": id_, "name": id_, "life_stage": stage, "required_needs": "; ".join(NEEDS)}
        )
    for number in range(counties):
        _write_county(tables, rng, f"c{number:02d}")
        _write_collaborative(tables, rng, f"c{number:02d}", counties)
    return tables


def _write_county(tables: Tables, rng: random.Random, county: str) -> None:
    tables["places"].append({"id": county, "name": county.upper()})
    towns = [f"{county}t{town}" for town in range(3)]
    tables["places"].extend({"id": town, "name": town, "part_of": county} for town in towns)
    for number, sector in enumerate(rng.sample(SECTORS, 4)):
        partner = f"{county}p{number}"
        tables["partners"].append({"id": partner, "name": partner, "sector": sector})
        for need in rng.sample(NEEDS, 2):
            service = f"{partner}-{need}"
            tables["services"].append(
                {
                    "id": service, "name": service, "partner": partner, "needs": need,
                    "segments": rng.choice(("all", "all", "spanish")),
                    "places": rng.choice((county, towns[0], "; ".join(towns[:2]))),
                }
            )  # fmt: skip
        for touchpoint, _ in TOUCHPOINTS:
            if rng.random() < 0.3:
                tables["doors"].append({"touchpoint": touchpoint, "at": partner, "places": county})
        for other in range(4):
            if other != number and rng.random() < 0.5:
                tables["referrals"].append(
                    {
                        "from": partner, "to": f"{county}p{other}",
                        "mode": rng.choice(("warm", "warm", "cold", "")),
                        "agreement": rng.choice(("", "memorandum")),
                    }
                )  # fmt: skip
    for touchpoint, _ in TOUCHPOINTS:
        for need in NEEDS:
            for segment in ("general", "spanish", "teen"):
                for town in towns:
                    tables["requirements"].append(
                        {
                            "touchpoint": touchpoint, "need": need, "segment": segment,
                            "place": town, "weight": rng.randint(1, 60),
                        }
                    )  # fmt: skip


def _write_collaborative(tables: Tables, rng: random.Random, county: str, counties: int) -> None:
    own = f"{county}-together"
    tables["collaboratives"].append(
        {
            "id": own, "name": f"{county.upper()} Together", "places": county, "part_of": "state",
            "staff": rng.choice(("", "0", "0.5", "1")), "bylaws": rng.choice(("", "yes", "no")),
            "members_listed": rng.choice(("", "yes", "yes")), "offers": rng.choice(TOPICS),
        }
    )  # fmt: skip
    for number in range(8):
        tables["members"].append(
            {
                "id": f"{own}-{number}", "collaborative": own, "role": "member",
                "partner": f"{county}p{number}" if number < 3 else "",
                "represents": rng.choice(("", "parents-caregivers", "youth", "community")),
                "segments": rng.choice(("", "general", "spanish")),
                "ends_on": rng.choice(("", "", "2026-01-31")),
            }
        )  # fmt: skip
    indicator = f"{own}-reached"
    tables["indicators"].append(
        {
            "id": indicator, "name": "Reached", "unit": "percent", "better": "higher",
            "collaborative": own, "place": county,
        }
    )  # fmt: skip
    for month in range(1, 7):
        for segment in ("", "general", "spanish"):
            among = rng.randint(20, 90) if segment else rng.randint(200, 300)
            tables["observations"].append(
                {
                    "indicator": indicator, "period_start": f"2026-{month:02d}-01",
                    "period_end": f"2026-{month:02d}-28", "segment": segment,
                    "numerator": rng.randint(1, among), "denominator": among,
                }
            )  # fmt: skip
    tables["strategic_outcomes"].append(
        {
            "id": f"{own}-outcome", "collaborative": own, "name": "Reached early",
            "indicator": indicator, "target": "80", "target_date": "2027-06-30",
        }
    )  # fmt: skip
    helper = f"c{rng.randrange(counties):02d}-together"
    given = rng.random() < 0.5 and helper != own
    tables["assistance"].append(
        {
            "id": f"{own}-asks", "asked_by": own, "topic": rng.choice(TOPICS),
            "asked_on": "2026-02-01", "needs": rng.choice(NEEDS),
            "given_by": helper if given else "", "given_on": "2026-03-01" if given else "",
        }
    )  # fmt: skip
