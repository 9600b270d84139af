"""Single points of failure agree with taking each unit out of the tables, cell by cell."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from communities.community import AS_OF, STALE_AFTER_DAYS, communities, seeded_community
from communities.engine_result import funded_projection, load_tables, seeded_projection
from communities.funding import forget_amounts, fund, funded_community
from hypothesis import HealthCheck, given, settings
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Sources
from oracle.resilience_oracle import Lost, ResilienceOracle
from pyoxigraph import Quad, Triple

from graph.coverage import CoverageParameters, compute_coverage
from graph.findings.resilience import build_resilience_findings
from graph.findings.writing import DESCRIPTION
from graph.projection import Projection, build_projection
from graph.resilience import KINDS, compute_resilience
from graph.resilience.removable import collection_of
from ontology.terms import nwd

MOST_CELLS = 30
VARIANTS = tuple(product((0, 1, 2, 3), ("warm", "any"), ("unknown", "ignore")))
PLAIN_KINDS = ("service", "partner", "site", "pathway")
SWEEP = range(0, 32)
LARGE_SWEEP = range(32, 704)
TOLERANCE = 1e-9


def parameters_of(seed: int) -> OracleParameters:
    """Handoffs, mode and what to do with uncoded services, in turn."""
    handoffs, mode, uncoded = VARIANTS[seed % len(VARIANTS)]
    return OracleParameters(AS_OF, handoffs, mode, STALE_AFTER_DAYS, uncoded)


def resilience(net: Projection, asked: OracleParameters, **options: Any) -> dict[str, Any]:
    return compute_resilience(net, CoverageParameters(**asdict(asked)), **options)


def lost_cells(result: dict[str, Any]) -> dict[tuple[str, str], Lost]:
    found: dict[tuple[str, str], Lost] = {}
    for row in result["lost_cells"]:
        cell = (row["touchpoint"], row["need"], row["segment"], row["place"])
        found.setdefault((row["kind"], row["unit"]), {})[cell] = row["becomes"]
    return found


def check(sources: Sources, asked: OracleParameters) -> int:
    """Compares everything but funders; how many single points there were."""
    oracle = ResilienceOracle(sources, asked)
    if len(oracle.weights) > MOST_CELLS:
        return 0
    result = resilience(build_projection(load_tables(sources)), asked, kinds=PLAIN_KINDS)
    expected = oracle.single_points()
    assert lost_cells(result) == expected
    covered = oracle.covered_weight()
    assert result["covered"]["weight"] == pytest.approx(float(covered))
    for unit in result["units"]:
        lost = expected[unit["kind"], unit["unit"]]
        assert unit["loss"] == pytest.approx(float(oracle.weigh(lost) / covered), abs=TOLERANCE)
        assert unit["cells"] == len(lost) == unit["cells_possible"]
        assert unit["become_gaps"] == list(lost.values()).count("gap")
        assert unit["become_unknown"] == list(lost.values()).count("unknown")
    return len(result["units"])


def check_funders(sources: Sources, asked: OracleParameters, threshold: float) -> int:
    """Compares the funders; how many of them lose something, or may."""
    oracle = ResilienceOracle(sources, asked)
    if len(oracle.weights) > MOST_CELLS:
        return 0
    net = forget_amounts(build_projection(load_tables(sources)))
    result = resilience(net, asked, kinds=("funder",), threshold=threshold)
    expected = oracle.funders(Fraction(str(threshold)), AS_OF.year)
    covered = oracle.covered_weight()
    assert {unit["unit"] for unit in result["units"]} == set(expected)
    for unit in result["units"]:
        certain, possible = expected[unit["unit"]]
        assert lost_cells(result).get(("funder", unit["unit"]), {}) == certain
        assert unit["cells_possible"] == len(possible)
        for key, lost in (("loss", certain), ("loss_possible", possible)):
            assert unit[key] == pytest.approx(float(oracle.weigh(lost) / covered), abs=TOLERANCE)
    return len(result["units"])


def test_seeded_communities() -> None:
    found = sum(check(seeded_community(seed), parameters_of(seed)) for seed in SWEEP)
    assert found > 20


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(communities())
def test_drawn_communities(sources: Sources) -> None:
    check(sources, OracleParameters(AS_OF, 2, "any", STALE_AFTER_DAYS, "unknown"))


def test_funders_of_seeded_communities() -> None:
    found = [
        check_funders(funded_community(seed), parameters_of(seed), (1.0, 0.75, 0.5)[seed % 3])
        for seed in range(45)
    ]
    assert sum(found) > 5


@pytest.mark.slow
@pytest.mark.parametrize("first", LARGE_SWEEP[::168])
def test_many_communities(first: int) -> None:
    for seed in range(first, first + 168):
        check(seeded_community(seed), parameters_of(seed // 3))
        check_funders(fund(seeded_community(seed), seed + 1), parameters_of(seed), 0.75)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_larger_communities(seed: int) -> None:
    sources = seeded_community(seed, scale=4.0)
    net = build_projection(load_tables(sources))
    for handoffs, mode in ((1, "warm"), (3, "any")):
        asked = OracleParameters(AS_OF, handoffs, mode, STALE_AFTER_DAYS, "unknown")
        oracle = ResilienceOracle(sources, asked)
        if len(oracle.weights) <= 200:
            found = lost_cells(resilience(net, asked, kinds=PLAIN_KINDS))
            assert found == oracle.single_points()


def test_covered_cells_are_those_of_coverage() -> None:
    for seed in range(20):
        net = seeded_projection(seed, 3.0)
        asked = CoverageParameters(as_of=AS_OF, handoffs=2, mode="any")
        found = compute_resilience(net, asked)
        coverage = compute_coverage(net, asked, routes="none")
        low = coverage.summary()["headline"]["any_door"]
        share = found["covered"]["share"]
        assert (share is None and low is None) or share == pytest.approx(low[0])


def test_only_the_kinds_asked_are_tested() -> None:
    asked = CoverageParameters(as_of=AS_OF, handoffs=2, mode="any")
    nets = [funded_projection(seed) for seed in range(30)]
    whole = [compute_resilience(net, asked) for net in nets]
    assert {unit["kind"] for result in whole for unit in result["units"]} == set(KINDS)
    for net, result in zip(nets, whole, strict=True):
        for kind in KINDS:
            found = compute_resilience(net, asked, kinds=[kind])
            assert found["units"] == [unit for unit in result["units"] if unit["kind"] == kind]
            assert list(found["counts"]) == [kind]


def value_of(quad: Quad) -> str:
    assert not isinstance(quad.object, Triple)
    return quad.object.value


def test_findings_are_the_single_points() -> None:
    asked = CoverageParameters(as_of=AS_OF, handoffs=2, mode="any")
    seen = 0
    for seed in range(20):
        net = funded_projection(seed)
        result = compute_resilience(net, asked)
        quads = build_resilience_findings(net, result).quads
        points = [quad.subject for quad in quads if quad.object == nwd("SinglePointOfFailure")]
        told = {quad.subject: value_of(quad) for quad in quads if quad.predicate == DESCRIPTION}
        units = [unit for unit in result["units"] if unit["loss"]]
        assert [told[point] for point in points] == [unit["sentence"] for unit in units]
        removed = [value_of(quad) for quad in quads if quad.predicate == nwd("removedUnit")]
        iris = [_iri(net, unit) for unit in units]
        assert removed == iris
        seen += len(units)
    assert seen > 20


def _iri(net: Projection, unit: dict[str, Any]) -> str:
    records = collection_of(net, unit["kind"])
    return records.iris[records.ids.index(unit["unit"])]


def test_nothing_covered_has_no_losses() -> None:
    sources = {"a": {"partners": [{"id": "p1", "name": "P1"}]}}
    found = compute_resilience(
        build_projection(load_tables(sources)), CoverageParameters(as_of=AS_OF)
    )
    assert found["units"] == []
    assert found["covered"] == {"cells": 0, "weight": 0.0, "share": None}
