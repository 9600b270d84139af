"""Slots and referral volumes, added to a made-up community.

`with_slots` fills the slots of services, `with_volumes` adds cohorts of referrals: for a pathway
and a period how many were sent and what became of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from communities.draws import Tables

Sources = Mapping[str, Tables]
Counts = dict[str, int]

QUARTERS = (
    (date(2025, 7, 1), date(2025, 9, 30)),
    (date(2025, 10, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
)
STAGES = ("acknowledged", "accepted", "contacted", "service-started", "need-met", "completed")
SIZES = (0, 4, 15, 40, 300)


def with_slots(sources: Sources, seed: int, *, known: float = 0.7) -> Sources:
    """The sources with slots, all and free ones, at a share of the services."""
    rng = random.Random(seed)

    def filled(row: dict[str, str]) -> dict[str, str]:
        total = rng.choice((0, 1, 2, 3, 5, 40))
        free = rng.randint(0, total)
        return {
            **row,
            "capacity": str(total) if rng.random() < known else "",
            "available": str(free) if rng.random() < known else "",
        }

    return {
        name: {**tables, "services": [filled(row) for row in tables.get("services", [])]}
        for name, tables in sources.items()
    }


def with_volumes(
    sources: Sources, seed: int, *, hidden: float = 0.1, most: int | None = None
) -> Sources:
    """The sources with volumes of `most` of their own pathways; a share of small ones as `<11`."""
    rng = random.Random(seed)
    return {
        name: {**tables, "referral_volumes": list(_volumes(rng, tables, hidden, most))}
        for name, tables in sources.items()
    }


def make_cohort(rng: random.Random) -> Counts:
    """What became of some referrals: a way along the stages, and how the others ended."""
    counts = {"sent": rng.randint(0, rng.choice(SIZES))}
    left = counts["sent"]
    for outcome in ("pending", "rejected", "cancelled", "failed"):
        counts[outcome] = rng.randint(0, left // rng.choice((2, 4, 9)))
        left -= counts[outcome]
    for stage in STAGES:
        counts[stage] = left + (counts["rejected"] if stage == "acknowledged" else 0)
        if rng.random() < 0.6:
            left -= rng.randint(0, left // 3)
    return counts


def add_up(cohorts: Sequence[Counts]) -> Counts:
    """The cohort of a longer period."""
    return {outcome: sum(cohort[outcome] for cohort in cohorts) for outcome in cohorts[0]}


def _volumes(
    rng: random.Random, tables: Tables, hidden: float, most: int | None
) -> Iterator[dict[str, str]]:
    listed: set[str] = set()
    for row in tables.get("referrals", [])[:most]:
        referral = row["id"] or f"{row['from']}>{row['to']}"
        if referral in listed or rng.random() < 0.4:
            continue
        listed.add(referral)
        told = [outcome for outcome in make_cohort(rng) if rng.random() < 0.8]
        cohorts = [make_cohort(rng) for _ in QUARTERS]
        periods = list(zip(QUARTERS, cohorts, strict=True))[: rng.randint(1, 4)]
        if len(periods) == 4 and rng.random() < 0.8:
            periods.append(((QUARTERS[0][0], QUARTERS[3][1]), add_up(cohorts)))
        for (start, end), cohort in periods:
            for outcome in told:
                count = str(cohort[outcome])
                if 0 < cohort[outcome] < 11 and rng.random() < hidden:
                    count = "<11"
                yield {
                    "referral": referral,
                    "period_start": start.isoformat(),
                    "period_end": end.isoformat(),
                    "outcome": outcome,
                    "count": count,
                }
