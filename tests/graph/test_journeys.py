"""Journeys against every walk written out, against coverage, and what their words mean."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict
from typing import Any

import pytest
from communities.community import AS_OF, STALE_AFTER_DAYS, seeded_community
from communities.engine_result import load_tables
from communities.journeys import MadeStep, with_scenarios, with_waits
from oracle.coverage_oracle import CoverageOracle
from oracle.journeys_oracle import JourneyOracle, Waits
from oracle.kleene import World
from oracle.plain_facts import OracleParameters
from oracle.shipped_needs import read_shipped_needs

from graph.parameters import CoverageParameters
from graph.planning.journeys import compute_journeys
from graph.projection import build_projection

Result = dict[str, Any]
WORDS = {"covered": "holds", "gap": "fails", "unknown": "unknown"}
KINDS = {
    "orphan": {"no-door"},
    "supply": {"no-service"},
    "eligibility": {"not-eligible", "aged-out"},
    "access": {"out-of-area"},
    "link": {"no-pathway"},
    "warmth": {"cold-only"},
    "no-doors-listed": {"unknown"},
}
SEEDS = range(18, 38)
"""Communities of every run: the fewest in a row with every kind that is to be seen."""
ASKED = [(0, "warm"), (1, "warm"), (2, "any"), (2, "warm"), (3, "warm")]


def made(
    seed: int, parameters: OracleParameters, *, timed: bool
) -> tuple[CoverageOracle, Waits, list[MadeStep], Result]:
    sources, waits = with_waits(seeded_community(seed), seed)
    oracle = CoverageOracle(sources, read_shipped_needs())
    sources, steps = with_scenarios(sources, oracle, seed, timed=timed, most=8)
    store = load_tables(sources)
    result = compute_journeys(
        store, build_projection(store), CoverageParameters(**asdict(parameters))
    )
    return oracle, waits, steps, result


def parameters_of(seed: int) -> OracleParameters:
    handoffs, mode = ASKED[seed % len(ASKED)]
    return OracleParameters(AS_OF, handoffs, mode, STALE_AFTER_DAYS)


def check_untimed(seed: int) -> Counter[str]:
    parameters = parameters_of(seed)
    oracle, _, steps, result = made(seed, parameters, timed=False)
    rows = {(row["step"], row["need"]): row for row in result["needs"]}
    seen: Counter[str] = Counter()
    for step in steps:
        cell = oracle.cell(parameters, step.cell)
        row = rows[step.id, step.cell.need[1]]
        assert row["verdict"] == WORDS[cell["any_door"]], (step, cell, row)
        if cell["any_door"] == "gap":
            assert row["kind"] in KINDS[cell["gap_type"]], (step, cell, row)
        seen[row["kind"] or "holds"] += 1
        if cell["any_door"] == "unknown" and cell["verify"]:
            found = next(each for each in result["breaks"] if each["step"] == step.id)
            assert len(found["verify"]) == len(cell["verify"]), (cell, found)
    return seen


def check_timed(seed: int) -> Counter[str]:
    parameters = parameters_of(seed)
    oracle, waits, steps, result = made(seed, parameters, timed=True)
    rows = {(row["step"], row["need"]): row for row in result["needs"]}
    seen: Counter[str] = Counter()
    for step in steps:
        plain = JourneyOracle(
            oracle.walker(parameters, step.cell),
            waits,
            parameters.handoffs,
            parameters.mode,
            step.asked,
        )
        low, high = (plain.soonest(world) for world in (World.LOW, World.HIGH))
        row = rows[step.id, step.cell.need[1]]
        assert row["verdict"] == expected(step, plain, low, high), (step, low, high, row)
        days = step.asked.days or (0, 0)
        assert row["wait_least"] == (None if high is None else high - days[0])
        most = None if low is None or math.isinf(low) else low - days[1]
        assert row["wait_most"] == most, (step, low, row)
        seen[row["kind"] or "holds"] += 1
    return seen


def expected(step: MadeStep, plain: JourneyOracle, low: float | None, high: float | None) -> str:
    if not plain.listed:
        return "unknown"
    sure, may = low is not None, high is not None
    if step.asked.days is None:
        late = step.follower is not None and step.before_next
        sure = sure and not late and step.asked.before is None
    elif step.before_next and step.follower is not None:
        if step.follower_days is None:
            sure = False
        else:
            sure = low is not None and low <= step.follower_days[0]
            may = high is not None and high <= step.follower_days[1]
    return "holds" if sure else ("unknown" if may else "fails")


def test_a_step_without_a_day_is_judged_as_its_coverage_cell() -> None:
    seen = sum((check_untimed(seed) for seed in SEEDS), Counter())
    for kind in ("holds", "unknown", "no-door", "no-service", "no-pathway"):
        assert seen[kind], f"never seen: {kind}"


def test_the_soonest_way_is_that_of_all_walks_written_out() -> None:
    seen = sum((check_timed(seed) for seed in SEEDS), Counter())
    for kind in ("holds", "unknown", "no-door", "aged-out", "no-pathway", "past-next"):
        assert seen[kind], f"never seen: {kind}"


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_many_communities(block: int) -> None:
    seen: Counter[str] = Counter()
    for seed in sorted(set(range(block * 65, (block + 1) * 65)) - set(SEEDS)):
        seen += check_untimed(seed)
        seen += check_timed(seed)
    assert len(seen) >= 8
