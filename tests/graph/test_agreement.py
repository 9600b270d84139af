"""The engine and the oracle agree on made-up communities, cell by cell and key by key."""

from __future__ import annotations

import pytest
from communities.agreement import FEW_PARAMETERS, PARAMETERS, disagreement
from communities.community import communities, seeded_community
from communities.shrink_community import render_community, shrink
from hypothesis import HealthCheck, given, settings
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Sources

MOST_CELLS = 24
SWEEP = range(0, 60)
LARGE_SWEEP = range(60, 840)
LARGER = range(12)


def fail_with_smallest(sources: Sources, parameters: tuple[OracleParameters, ...]) -> None:
    """Fails with the smallest tables on which engine and oracle still differ."""
    smallest = shrink(sources, lambda smaller: disagreement(smaller, parameters) is not None)
    found = disagreement(smallest, parameters)
    pytest.fail(f"{found}\n  in\n{render_community(smallest)}", pytrace=False)


def check_seeds(seeds: range, parameters: tuple[OracleParameters, ...]) -> None:
    for seed in seeds:
        sources = seeded_community(seed)
        if disagreement(sources, parameters, most_cells=MOST_CELLS):
            fail_with_smallest(sources, parameters)


def test_seeded_communities() -> None:
    check_seeds(SWEEP, FEW_PARAMETERS)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(communities())
def test_drawn_communities(sources: Sources) -> None:
    found = disagreement(sources, FEW_PARAMETERS, most_cells=MOST_CELLS)
    assert found is None, f"{found}\n  in\n{render_community(sources)}"


@pytest.mark.slow
@pytest.mark.parametrize("first", LARGE_SWEEP[::260])
def test_every_parameter_on_many_communities(first: int) -> None:
    check_seeds(range(first, first + 260), PARAMETERS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", LARGER)
def test_larger_communities(seed: int) -> None:
    sources = seeded_community(seed, scale=5.0)
    found = disagreement(sources, FEW_PARAMETERS, most_cells=120)
    assert found is None, f"{found}\n  in\n{render_community(sources)}"


def test_needs_asked_by_life_stage() -> None:
    """Touchpoints that list no needs are asked every need of their life stage."""
    asked = [seed for seed in range(200) if _asks_by_stage(seeded_community(seed))][:2]
    assert len(asked) == 2
    for seed in asked:
        sources = seeded_community(seed)
        if disagreement(sources, FEW_PARAMETERS[:1]):
            fail_with_smallest(sources, FEW_PARAMETERS[:1])


def _asks_by_stage(sources: Sources) -> bool:
    required = any(tables.get("requirements") for tables in sources.values())
    touchpoints = [row for tables in sources.values() for row in tables.get("touchpoints", ())]
    return not required and any(not row["required_needs"] for row in touchpoints)
