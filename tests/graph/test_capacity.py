"""Capacity: agreement with the flow network drawn out in full, and what its numbers mean."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from communities.community import AS_OF, STALE_AFTER_DAYS, seeded_community
from communities.engine_result import load_tables
from communities.volumes import with_slots
from oracle.capacity_oracle import UNLIMITED, reached, served
from oracle.coverage_oracle import CoverageOracle
from oracle.kleene import World
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Key, Sources
from oracle.shipped_needs import read_shipped_needs

from graph.capacity import SLOTS, Slots, compute_capacity, demand
from graph.capacity.flows import compute_flow
from graph.coverage import compute_coverage
from graph.errors import AnalysisError
from graph.findings.capacity import build_capacity_findings
from graph.findings.writing import DESCRIPTION
from graph.parameters import CoverageParameters, Mode
from graph.projection import Projection, build_projection

Tables = dict[str, list[dict[str, str]]]
Result = dict[str, Any]


def slots_of(sources: Sources, column: str) -> dict[Key, int | None]:
    return {
        (name, row["id"]): int(row[column]) if row.get(column) else None
        for name, tables in sources.items()
        for row in tables.get("services", [])
    }


@cache
def net_with_slots(seed: int) -> Projection:
    return build_projection(load_tables(with_slots(seeded_community(seed), seed)))


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("handoffs", "mode"), [(0, "warm"), (1, "warm"), (2, "any")])
def test_the_flow_is_that_of_the_network_drawn_out(seed: int, handoffs: int, mode: Mode) -> None:
    sources = with_slots(seeded_community(seed), seed)
    oracle = CoverageOracle(sources, read_shipped_needs())
    parameters = OracleParameters(AS_OF, handoffs, mode, STALE_AFTER_DAYS)
    column: Slots = SLOTS[seed % 2]
    result = compute_capacity(
        net_with_slots(seed),
        CoverageParameters(handoffs, mode, AS_OF, STALE_AFTER_DAYS),
        slots=column,
    )
    if oracle.origin == "derived":
        assert result["reason"] == "no-demand-stated"
        assert (result["needs"], result["together"]) == ([], None)
        return
    slots = slots_of(sources, column)
    questions = oracle.questions()
    cells = {need: [q for q in questions if q.need[1] == need] for need in names(questions)}
    assert [each["need"] for each in result["needs"]] == sorted(cells)
    for measured, asked in [
        *((each, cells[each["need"]]) for each in result["needs"]),
        (result["together"], questions),
    ]:
        demand = sum((q.weight for q in asked), Fraction(0))
        low, high = (
            served(oracle, parameters, asked, slots, unknown_slots=unknown)
            for unknown in (Fraction(0), UNLIMITED)
        )
        most = served(oracle, parameters, asked, slots, unknown_slots=UNLIMITED, world=World.HIGH)
        if measured is result["together"]:
            # A family of one cell is a family in each need: each asks for a slot of its own.
            assert measured["demand"] == sum(each["demand"] for each in result["needs"])
        assert measured["demand"] == demand
        assert measured["served"] == [low, high]
        assert measured["unserved"] == [demand - high, demand - low]
        assert measured["reached"] == reached(oracle, parameters, asked, slots)
        assert measured["possible_share"] == (float(most / demand) if demand else None)


@pytest.mark.parametrize(("cells", "bits"), [(1, 1), (1, 40), (3, 1)])
def test_cells_are_read_in_parts(cells: int, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(0, 60, 4):
        parameters = CoverageParameters(2, "any", AS_OF, STALE_AFTER_DAYS)
        whole = compute_capacity(net_with_slots(seed), parameters)
        with monkeypatch.context() as patched:
            patched.setattr(demand, "LEAST_CELLS", cells)
            patched.setattr(demand, "BLOCK_BITS", 1)
            patched.setattr(demand, "PROVIDER_BITS", bits)
            assert compute_capacity(net_with_slots(seed), parameters) == whole


def names(questions: Any) -> set[str]:
    return {question.need[1] for question in questions}


@pytest.mark.parametrize("seed", range(60, 90))
def test_who_is_reached_is_who_is_covered(seed: int) -> None:
    """With the coverage engine, which goes backwards from the providers."""
    net = build_projection(load_tables(with_slots(seeded_community(seed, scale=2), seed)))
    parameters = CoverageParameters(2, "warm", AS_OF, STALE_AFTER_DAYS)
    result = compute_capacity(net, parameters)
    if result["reason"]:
        return
    coverage = compute_coverage(net, parameters, routes="none")
    covered = coverage.interval(coverage.any_door)
    together = result["together"]
    if covered is None:
        assert together["served_share"] is None
        return
    assert together["reached"] / together["demand"] == pytest.approx(covered[0])
    assert together["possible_share"] <= covered[1] + 1e-12


def town(*services: dict[str, str], weights: tuple[str, ...] = ("10", "20")) -> Result:
    """A clinic that sends to every service for food and diapers; what the capacity is."""
    return compute_capacity(network(*services, weights=weights), PARAMETERS)


PARAMETERS = CoverageParameters(as_of=date(2026, 6, 1))


def network(*services: dict[str, str], weights: tuple[str, ...] = ("10", "20")) -> Any:
    needs = ("food", "diapers")
    tables: Tables = {
        "partners": [{"id": "clinic", "name": "Clinic"}, {"id": "pantry", "name": "Pantry"}],
        "services": [
            {"partner": "pantry", "needs": "food", "name": row["id"].title(), **row}
            for row in services
        ],
        "touchpoints": [{"id": "t", "name": "Visit", "life_stage": "infant"}],
        "doors": [{"touchpoint": "t", "at": "clinic"}],
        "referrals": [
            {"id": f"r{row['id']}", "from": "clinic", "to": row["id"], "mode": "warm"}
            for row in services
        ],
        "requirements": [
            {"touchpoint": "t", "need": need, "weight": weight}
            for need, weight in zip(needs, weights, strict=False)
        ],
    }
    return build_projection(load_tables({"a": tables}))


def by_need(result: Result) -> dict[str, Result]:
    return {each["need"]: each for each in result["needs"]}


def test_needs_share_the_slots_of_a_service_only_when_taken_together() -> None:
    result = town({"id": "s1", "needs": "food;diapers", "capacity": "12"})
    assert by_need(result)["food"]["served"] == [10, 10]
    assert by_need(result)["diapers"]["served"] == [12, 12]
    assert result["together"]["served"] == [12, 12]
    assert result["together"]["served_share"] == [0.4, 0.4]


def test_unknown_slots_are_none_or_without_limit() -> None:
    found = by_need(town({"id": "s1", "capacity": "3"}, {"id": "s2"}))["food"]
    assert (found["served"], found["slots"]) == ([3, 10], [3, None])
    assert found["short"] is False


def test_no_shortfall_is_certain_while_a_route_is_unknown() -> None:
    """The pantry has not said whom it refers to, and the bank is not on any recorded route."""
    bank = {"id": "s2", "partner": "pantry", "capacity": "50", "status": "unknown"}
    found = by_need(town({"id": "s1", "capacity": "3"}, bank))["food"]
    assert found["served"] == [3, 3]
    assert (found["possible_share"], found["short"]) == (1.0, False)


def test_a_shortfall_is_certain_where_all_slots_are_known_and_too_few() -> None:
    net = network({"id": "s1", "capacity": "3"}, {"id": "s2", "capacity": "4"})
    result = compute_capacity(net, PARAMETERS)
    food, diapers = by_need(result)["food"], by_need(result)["diapers"]
    assert (food["served_share"], food["short"]) == ([0.7, 0.7], True)
    assert diapers["reached"] == 0
    assert [each["service"] for each in result["bottlenecks"]] == ["s1", "s2"]
    quads = build_capacity_findings(net, result).quads
    described = [str(q.object) for q in quads if q.predicate == DESCRIPTION]
    assert sorted(described) == sorted(f'"{each["sentence"]}"' for each in (food, diapers))


def test_a_target_that_is_met_leaves_no_shortfall() -> None:
    net = network({"id": "s1", "needs": "food;diapers", "capacity": "27"}, weights=("10", "20"))
    assert [
        each["short"]
        for target in (0.9, 0.91)
        for each in [compute_capacity(net, PARAMETERS, target=target)["together"]]
    ] == [False, True]


def test_families_may_be_parts_of_one() -> None:
    found = town({"id": "s1", "capacity": "2"}, weights=("2.25", "0.5"))
    assert by_need(found)["food"]["served"] == [2, 2]
    assert by_need(found)["food"]["unserved"] == [0.25, 0.25]


def test_weights_that_the_solver_cannot_count_are_refused() -> None:
    with pytest.raises(AnalysisError, match="fewer digits"):
        town({"id": "s1"}, weights=("0.333333333333", "1"))


@pytest.mark.parametrize("given", [{"slots": "beds"}, {"target": 1.5}])
def test_senseless_options_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(AnalysisError):
        compute_capacity(network(), PARAMETERS, **given)


def test_services_alike_are_one_in_the_flow() -> None:
    flow = compute_flow({(0, 1): 4, (1, 2): 5, (): 3, (3,): 0}, counts(2, 1, 3, 9))
    assert flow.served == 6
    assert flow.full.tolist() == [0, 1, 2]


def test_a_service_that_only_others_fill_up_is_no_bottleneck() -> None:
    """The second has room left; the first is full, but all its families have the second too."""
    flow = compute_flow({(0,): 2, (0, 1): 3}, counts(2, 9))
    assert flow.served == 5
    assert flow.full.tolist() == []


def counts(*numbers: int) -> Any:
    import numpy as np

    return np.array(numbers, np.int64)
