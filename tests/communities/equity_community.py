"""Communities with what equity asks for: segments, a place tree, many required cells, a reference.

They build on the seeded communities, whose services, doors and referrals they keep.
"""

from __future__ import annotations

import random

from communities.community import Sources, seeded_community
from communities.draws import Tables

WEIGHTS = ("0", "0", "1", "3", "5.5", "8", "12", "20", "45")


def equity_community(seed: int) -> Sources:
    """One or two sources; the first gets a grid of required cells over its segments and places."""
    rng = random.Random(f"equity {seed}")
    sources = {name: dict(tables) for name, tables in seeded_community(seed).items()}
    main = sources["a"]
    main["segments"] = [_segment(rng, number) for number in range(rng.randint(1, 4))]
    main["places"] = _places(rng)
    main["requirements"] = _requirements(rng, main)
    if rng.random() < 0.6:
        _add_services(rng, main)
    known = {each["id"] for name in ("segments", "places") for each in main[name]}
    for tables in sources.values():
        prefix = "" if tables is main else "a:"
        if tables is not main:
            tables.update(segments=[], places=[], requirements=[])
        kept = {"all", "everywhere", *(prefix + id_ for id_ in known)}
        for table in ("services", "doors", "referrals", "sites"):
            tables[table] = [_related(row, kept) for row in tables.get(table, ())]
    return sources


def _segment(rng: random.Random, number: int) -> dict[str, str]:
    return {
        "id": f"g{number}",
        "name": f"Group {number}",
        "reference": rng.choice(("yes", "no", "no")),
        "population": rng.choice(("", "", "7", "30", "900")),
    }


def _places(rng: random.Random) -> list[dict[str, str]]:
    """Up to two regions with places in them, one perhaps in both."""
    regions = [f"r{number}" for number in range(rng.randint(1, 2))]
    rows = [{"id": region, "name": region.upper(), "part_of": ""} for region in regions]
    for number in range(rng.randint(1, 3)):
        within = rng.sample(regions, rng.randint(1, len(regions)))
        rows.append({"id": f"c{number}", "name": f"C{number}", "part_of": "; ".join(within)})
    return rows


def _add_services(rng: random.Random, main: Tables) -> None:
    """A door everywhere, at whose partner only some segments are served, and only some places."""
    main["partners"] = [*main["partners"], {"id": "centre", "name": "Centre"}]
    main["services"] = [*main.get("services", ())]
    for number, segment in enumerate(main["segments"]):
        if rng.random() < 0.6:
            place = rng.choice(("everywhere", rng.choice(main["places"])["id"]))
            main["services"].append(
                {
                    "id": f"centre{number}",
                    "name": f"Centre {number}",
                    "partner": "centre",
                    "needs": "food; diapers",
                    "segments": segment["id"],
                    "places": place,
                }
            )
    main["doors"] = [
        {"touchpoint": touchpoint["id"], "at": "centre"} for touchpoint in main["touchpoints"]
    ]
    main["completeness"] = [{"subject": "centre", "topic": "referrals", "value": "complete"}]


def _requirements(rng: random.Random, main: Tables) -> list[dict[str, str]]:
    if rng.random() < 0.15:
        return []
    touchpoints = [row["id"] for row in main["touchpoints"]]
    asked = [(t, n) for t in touchpoints for n in rng.sample(("food", "diapers"), 1)]
    segments = ["all", *(row["id"] for row in main["segments"])]
    places = ["everywhere", *(row["id"] for row in main["places"])]
    return [
        {"touchpoint": t, "need": n, "segment": p, "place": a, "weight": rng.choice(WEIGHTS)}
        for t, n in asked
        for p in segments
        for a in places
        if rng.random() < 0.6
    ]


def _related(row: dict[str, str], kept: set[str]) -> dict[str, str]:
    """The row without the segments and places that its community no longer has."""
    changed = dict(row)
    for column in ("segments", "places", "place"):
        if column in changed:
            words = [word.strip() for word in changed[column].split(";")]
            changed[column] = "; ".join(word for word in words if word in kept)
    return changed
