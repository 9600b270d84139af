"""Made-up communities with enough partners and referrals that their network has a shape."""

from __future__ import annotations

import random
from collections.abc import Mapping

from communities.community import seeded_community
from communities.draws import Tables

SECTORS = ("health", "housing", "food-nutrition", "")
CLAIMS = ("", "sender", "receiver", "both")


def network_community(seed: int) -> Mapping[str, Tables]:
    """A seeded community, larger, with sectors and with referrals between partners added."""
    rng = random.Random(seed)
    sources = seeded_community(seed, scale=rng.choice((1.0, 2.0, 3.0)))
    for tables in sources.values():
        for row in tables.get("partners", ()):
            row["sector"] = rng.choice(SECTORS)
    tables = sources["a"]
    nodes = [row["id"] for table in ("partners", "services") for row in tables.get(table, ())]
    for number in range(rng.choice((0, len(nodes), 3 * len(nodes)))):
        tables.setdefault("referrals", []).append(
            {
                "id": f"added{number}",
                "from": rng.choice(nodes),
                "to": rng.choice(nodes),
                "mode": rng.choice(("warm", "cold", "")),
                "status": rng.choice(("", "active", "active", "unknown", "lapsed")),
                "claimed_by": rng.choice(CLAIMS),
            }
        )
    return sources
