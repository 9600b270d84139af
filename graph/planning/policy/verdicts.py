"""Verdicts and counts of recommendations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from graph.planning.policy.cells import Has, Shown
from graph.planning.policy.records import DECIDED, Criteria, Recommendation
from graph.planning.policy.support import Support

CENT = Decimal("0.01")


def judge_support(
    each: Recommendation,
    criteria: Sequence[Criteria],
    support: Sequence[Support],
    shown: Shown,
    lacking: Sequence[str],
) -> tuple[Has, str]:
    """Whether a finding that stands supports it, and the reason where none does."""
    if any(found.state == "open" for found in support):
        return "yes", ""
    if any(found.state == "unknown" for found in support):
        return "unknown", "whether what it cites still stands is not known"
    if shown.unknown.any():
        return "unknown", "whether families get what it is about is not known"
    if lacking:
        return "unknown", f"no run of {' and of '.join(lacking)} is kept"
    if support:
        return "no", "what it cites was mended or is not found any more"
    if not (criteria or each.streams or each.goals):
        return "no", "it cites no finding and names nothing that one could fit"
    if criteria and not shown.asked.any() and not (each.streams or each.goals):
        return "unknown", "no touchpoint asks for what it is about"
    return "no", "no finding fits what it names"


def count_communities(has: Mapping[str, Has]) -> dict[str, int]:
    """How many communities have a barrier: `yes`, `no` and `unknown`."""
    told = Counter(has.values())
    return {"yes": told["yes"], "no": told["no"], "unknown": told["unknown"]}


def describe_counts(has: Mapping[str, Has]) -> dict[str, Any]:
    """The same as columns, with the share that has it as [low, high]."""
    counts = count_communities(has)
    asked = len(has)
    low, high = counts["yes"], counts["yes"] + counts["unknown"]
    return {
        "communities_with": counts["yes"],
        "communities_without": counts["no"],
        "communities_unknown": counts["unknown"],
        "communities_asked": asked,
        "share": [low / asked, high / asked] if asked else None,
    }


def cost_per_family(each: Recommendation, families: Decimal | None) -> str | None:
    """The amount of one year for each family, to the cent; None of what is decided."""
    if each.per_year is None or not families or each.status in DECIDED:
        return None
    return format((each.per_year / families).quantize(CENT, ROUND_HALF_UP), "f")
