"""The oracle against itself: its routes pass its checks, spoilt ones do not, and the communities
made for it show every outcome.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from communities.community import AS_OF, make_community, seeded_community
from communities.shrink_community import render_community, shrink
from oracle.coverage_oracle import CoverageOracle
from oracle.kleene import Truth, all_of, any_of
from oracle.plain_facts import OracleParameters
from oracle.route_checks import check_possible_route, check_route
from oracle.shipped_needs import read_shipped_needs

SEEDS = range(220)
MOST_CELLS = 12
"""Communities with more cells add time and nothing new."""
ASKED = (
    OracleParameters(AS_OF, handoffs=0),
    OracleParameters(AS_OF, handoffs=2),
    OracleParameters(AS_OF, handoffs=2, mode="any", uncoded_services="ignore"),
)

STATUSES = ("covered", "gap", "unknown")
GAP_TYPES = (
    *("orphan", "supply", "eligibility", "access", "link", "warmth"),
    *("door-gap", "no-doors-listed", None),
)
FACTS = ("open", "meets", "eligible", "of_age", "access", "usable", "warm", "door", "refers")


def oracles() -> Iterator[CoverageOracle]:
    for seed in SEEDS:
        oracle = CoverageOracle(seeded_community(seed), read_shipped_needs())
        if len(oracle.questions()) <= MOST_CELLS:
            yield oracle


def outcomes(parameters: OracleParameters, oracle: CoverageOracle) -> Iterator[tuple[str, Any]]:
    """What a community shows, after checking its routes."""
    result = oracle.result(parameters)
    yield "headline is null", result["headline"]["any_door"] is None
    yield "origin", result["required"]["origin"]
    for cell in result["cells"]:
        check_route(oracle, parameters, cell)
        check_possible_route(oracle, parameters, cell)
        yield "any door", cell["any_door"]
        yield "every door", cell["every_door"]
        yield "gap type", cell["gap_type"]
        yield "handoffs", cell["handoffs"]
        yield "share is null", cell["door_share"] is None
        yield "share is an interval", len(set(cell["door_share"] or ())) == 2
        yield "facts to verify", len(cell["verify"])
        for failing in cell["failing_doors"]:
            yield "failing door", failing["gap_type"]
        for fact in cell["verify"]:
            yield "fact", fact["fact"]


def test_routes_are_valid_and_every_outcome_occurs() -> None:
    seen = Counter(
        outcome
        for oracle in oracles()
        for parameters in ASKED
        for outcome in outcomes(parameters, oracle)
    )
    expected = {
        "any door": STATUSES,
        "every door": STATUSES,
        "gap type": GAP_TYPES,
        "failing door": ("link", "warmth"),
        "fact": FACTS,
        "handoffs": (0, 1, 2, None),
        "facts to verify": (0, 1, 2, 3),
        "share is null": (True, False),
        "share is an interval": (True, False),
        "headline is null": (True, False),
        "origin": ("declared", "derived"),
    }
    wanted = [(kind, value) for kind, values in expected.items() for value in values]
    missing = [outcome for outcome in wanted if not seen[outcome]]
    assert not missing, f"never seen: {missing}"


def test_the_tables_hold_every_oddity() -> None:
    rows = [
        (table, row)
        for seed in SEEDS
        for tables in seeded_community(seed).values()
        for table, found in tables.items()
        for row in found
    ]
    seen = {(table, column, cell) for table, row in rows for column, cell in row.items()}
    for oddity in (
        ("services", "status", "paused"),
        ("services", "status", "temporarily closed"),
        ("services", "verified_on", ""),
        ("referrals", "mode", "handshake"),
        ("referrals", "status", "planned"),
        ("referrals", "id", ""),
        ("referrals", "claimed_by", "receiver"),
        ("doors", "status", "sometimes"),
        ("touchpoints", "life_stage", "unknown"),
        ("touchpoints", "required_needs", ""),
        ("completeness", "as_of", ""),
        ("requirements", "weight", "0"),
    ):
        assert oddity in seen, oddity
    assert any(row["from"] == row["to"] for table, row in rows if table == "referrals")
    assert any("a:" in row["at"] for table, row in rows if table == "doors")
    assert any(";" in row["part_of"] for table, row in rows if table == "places")


def covered_by_two_handoffs() -> dict[str, dict[str, list[dict[str, str]]]]:
    partners = [{"id": one, "name": one} for one in ("P", "Q", "R")]
    return {
        "a": {
            "partners": partners,
            "services": [
                {"id": "S", "name": "S", "partner": "R", "needs": "food", "segments": "all"}
            ],
            "touchpoints": [
                {"id": "T", "name": "T", "life_stage": "infant", "required_needs": "food"}
            ],
            "doors": [{"touchpoint": "T", "at": "P"}],
            "referrals": [
                {"id": "", "from": "P", "to": "Q", "mode": "warm"},
                {"id": "", "from": "Q", "to": "R", "mode": "warm"},
            ],
        }
    }


@pytest.mark.parametrize(
    "spoilt",
    [
        {"route": ["P", "R"], "handoffs": 1},
        {"route": ["Q", "R"], "handoffs": 1},
        {"route": ["P", "Q"], "handoffs": 1},
        {"route": ["P", "Q", "S"]},
        {"route": ["P", "Q", "R"], "handoffs": 3},
        {"route": None},
    ],
)
def test_a_spoilt_route_is_caught(spoilt: dict[str, Any]) -> None:
    oracle = CoverageOracle(covered_by_two_handoffs(), read_shipped_needs())
    parameters = OracleParameters(AS_OF, handoffs=2)
    (cell,) = oracle.result(parameters)["cells"]
    assert cell["route"] == ["P", "Q", "R"]
    with pytest.raises(AssertionError):
        check_route(oracle, parameters, cell | spoilt)


@pytest.mark.parametrize("spoil", ["drop", "repeat", "change", "ask", "route", "null"])
def test_a_spoilt_possible_route_is_caught(spoil: str) -> None:
    sources = covered_by_two_handoffs()
    sources["a"]["referrals"][1]["mode"] = ""
    sources["a"]["services"][0]["status"] = "unknown"
    oracle = CoverageOracle(sources, read_shipped_needs())
    parameters = OracleParameters(AS_OF, handoffs=2)
    (cell,) = oracle.result(parameters)["cells"]
    facts = cell["verify"]
    assert {(fact["fact"], fact["subject"]) for fact in facts} == {("open", "S"), ("warm", "Q>R")}
    check_possible_route(oracle, parameters, cell)
    spoilt = {
        "drop": {"verify": facts[1:]},
        "repeat": {"verify": [*facts, facts[0]]},
        "change": {"verify": [facts[0], facts[1] | {"subject": "P"}]},
        "ask": {"verify": [facts[0], facts[1] | {"with": "P"}]},
        "route": {"possible_route": ["P", "R"]},
        "null": {"possible_route": None, "verify": []},
    }[spoil]
    with pytest.raises(AssertionError):
        check_possible_route(oracle, parameters, cell | spoilt)


def test_kleene() -> None:
    false, unknown, true = Truth
    assert all_of([true, unknown]) is unknown
    assert all_of([false, unknown]) is false
    assert any_of([false, unknown]) is unknown
    assert any_of([true, unknown]) is true
    assert all_of([]) is true
    assert any_of([]) is false


def test_shrinking_leaves_what_matters() -> None:
    def fails(sources: Any) -> bool:
        return any(row["to"].startswith("s") for row in sources.get("a", {}).get("referrals", ()))

    found = next(one for one in map(seeded_community, SEEDS) if fails(one))
    smallest = shrink(found, fails)
    read = CoverageOracle(smallest, read_shipped_needs())
    assert len(read.community.pathways) == 1
    assert len(render_community(smallest).splitlines()) <= 5


def test_the_same_seed_gives_the_same_community() -> None:
    assert seeded_community(7) == make_community(random.Random(7))
