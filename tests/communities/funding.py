"""Funding streams and allocations, added to a made-up community, with slots and several sites.

An amount that is not known stands in the tables as `UNKNOWN_AMOUNT`, since the tables ask for one;
`forget_amounts` makes it unknown in a projection.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from communities.community import AS_OF, seeded_community
from communities.draws import Tables

from graph.projection import Projection

UNKNOWN_AMOUNT = "987654321"
PHASES = ("requested", "awarded", "planned", "spent")
ENDS = (-200, 0, 60, 90, 91, 300, 700, 2500, None, None)
AMOUNTS = ("10", "20", "25", "30", "50", "75", "100", "0.5", "0", "33.3")
YEARS = ("2024", "2025", "2026", "2026", "2026", "2027", "FY2028", "next")

Sources = Mapping[str, Tables]


def funded_community(seed: int, *, scale: float = 1.0) -> Sources:
    """A seeded community with money; how much is unknown or in other currencies is drawn too."""
    return fund(seeded_community(seed, scale=scale), seed)


def fund(sources: Sources, seed: int) -> Sources:
    """The sources, each with streams of its own and allocations to its own records."""
    rng = random.Random(seed)
    unknown, foreign = rng.choice((0.0, 0.0, 0.2)), rng.choice((0.0, 0.0, 0.15))
    return {
        name: {
            **tables,
            "services": [_with_slots(rng, row) for row in tables.get("services", [])],
            "funding_streams": (streams := _streams(rng, name, tables)),
            "allocations": _allocations(rng, tables, streams, unknown, foreign),
        }
        for name, tables in sources.items()
    }


def forget_amounts(net: Projection) -> Projection:
    """The projection with the amounts that stand for an unknown one unknown."""
    amount = np.where(net.funding.amount == float(UNKNOWN_AMOUNT), np.nan, net.funding.amount)
    return replace(net, funding=replace(net.funding, amount=amount))


def _with_slots(rng: random.Random, row: dict[str, str]) -> dict[str, str]:
    return {**row, "capacity": rng.choice(("", "0", "3", "12"))}


def _streams(rng: random.Random, source: str, tables: Tables) -> list[dict[str, str]]:
    """Up to five streams; their funders are names of the source's own, or partners."""
    partners = [row["id"] for row in tables.get("partners", ())]
    funders = ("", *(f"{source}-{name}" for name in ("fund", "fund", "levy", "trust")), *partners)
    rows: list[dict[str, str]] = []
    for number in range(rng.randint(0, 5)):
        ends = rng.choice(ENDS)
        earlier = [row["id"] for row in rows]
        rows.append(
            {
                "id": f"{source}-stream{number}",
                "name": f"Stream {source}{number}",
                "funder": rng.choice(funders),
                "blend": rng.choice(("", "single", "braided", "blended")),
                "ends_on": "" if ends is None else (AS_OF + timedelta(ends)).isoformat(),
                "matched_by": rng.choice(("", *earlier)),
            }
        )
    return rows


def _allocations(
    rng: random.Random,
    tables: Tables,
    streams: Sequence[Mapping[str, str]],
    unknown: float,
    foreign: float,
) -> list[dict[str, str]]:
    recipients = [row["id"] for table in ("services", "partners") for row in tables.get(table, ())]
    if not streams or not recipients:
        return []
    rows = []
    for _ in range(rng.randint(0, 4 * len(recipients))):
        amount = UNKNOWN_AMOUNT if rng.random() < unknown else rng.choice(AMOUNTS)
        rows.append(
            {
                "stream": rng.choice(streams)["id"],
                "to": rng.choice(recipients),
                "fiscal_year": rng.choice(YEARS),
                "phase": rng.choice(PHASES),
                "amount": amount,
                "currency": "MXN" if rng.random() < foreign else rng.choice(("", "USD")),
            }
        )
    return rows
