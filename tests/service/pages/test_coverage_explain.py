"""A cell in full says the same as coverage does, door by door; shares add up as the headline."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from graph.coverage import Coverage, CoverageParameters, compute_coverage
from graph.coverage.explain import DoorRoute, explain_cell
from graph.coverage.facts import Facts
from graph.coverage.rungs import GAP_TYPES
from graph.coverage.shares import sum_shares
from graph.projection import Projection, Ternary, open_projection
from graph.store import EmbeddedStore
from service.demo import AS_OF

PARAMETERS = [CoverageParameters(1, "warm", AS_OF), CoverageParameters(2, "any", AS_OF)]


@pytest.fixture(scope="module")
def net(loaded_demo: Path) -> Projection:
    return open_projection(EmbeddedStore(loaded_demo).read())


def some_rows(coverage: Coverage) -> range:
    return range(0, len(coverage.required), 1 + len(coverage.required) // 40)


@pytest.mark.parametrize("parameters", PARAMETERS, ids=lambda p: f"{p.handoffs} {p.mode}")
def test_doors_alone_make_up_the_cell(net: Projection, parameters: CoverageParameters) -> None:
    seen: Counter[str] = Counter()
    coverage = compute_coverage(net, parameters)
    facts = Facts(net, parameters)
    for row in some_rows(coverage):
        explained = explain_cell(facts, coverage.required, row)
        cell = coverage.cell(row)
        assert explained.coverage.cell(0) == cell
        known = [door for door in explained.doors if door.known]
        perhaps = [door for door in explained.doors if not door.known]
        assert (len(known), len(perhaps)) == (cell["known_doors"], cell["possible_doors"])
        assert sum(door.status == Ternary.TRUE for door in known) == coverage.share_low[row]
        assert sum(door.status != Ternary.FALSE for door in known) == coverage.share_high[row]
        assert all(door.status != Ternary.TRUE for door in perhaps)
        if cell["gap_type"] == "door-gap":
            failed = (door for door in known if not door.steps)
            failing = {(net.node_id(d.node), GAP_TYPES[d.gap_type]) for d in failed}
            assert failing == {(d["door"], d["gap_type"]) for d in cell["failing_doors"]}
        for door in explained.doors:
            check_route(net, parameters, door)
            seen[door.status.name] += 1
    assert min(seen[state.name] for state in Ternary) > 3, seen


def check_route(net: Projection, parameters: CoverageParameters, door: DoorRoute) -> None:
    """Each step is a pathway in use of the right mode, and somebody serves at the end."""
    if door.status == Ternary.FALSE:
        assert (door.steps, door.services, door.verify) == ([], [], [])
        return
    assert door.steps[0].node == door.node
    assert len(door.steps) <= parameters.handoffs + 1
    assert door.services
    assert bool(door.verify) == (door.status == Ternary.UNKNOWN)
    asked = {fact.fact for fact in door.verify}
    for step in door.steps[1:]:
        if step.pathway is None:
            assert "refers" in asked
            continue
        assert net.pathway.receiver[step.pathway] == step.node
        if parameters.mode == "warm":
            assert step.mode == Ternary.TRUE or "warm" in asked
        if door.status == Ternary.TRUE:
            assert step.certain


def test_providers_are_told_with_what_they_lack(net: Projection) -> None:
    parameters, seen = PARAMETERS[0], Counter[str]()
    coverage = compute_coverage(net, parameters, routes="none")
    facts = Facts(net, parameters)
    for row in some_rows(coverage):
        explained = explain_cell(facts, coverage.required, row)
        kind = GAP_TYPES[coverage.gap_type[row]]
        may_serve = [p for p in explained.providers if p.serves != Ternary.FALSE]
        if kind in ("supply", "eligibility", "access"):
            assert not may_serve
        if kind in ("link", "warmth"):
            assert may_serve
        if kind == "supply":
            assert not explained.providers
        assert sum(explained.provider_counts.values()) == len(explained.providers)
        seen[str(kind)] += 1
    assert {"supply", "link"} <= set(seen), seen


def test_shares_of_groups_are_made_as_the_headline(net: Projection) -> None:
    coverage = compute_coverage(net, PARAMETERS[0], routes="none")
    for status in (coverage.any_door, coverage.every_door):
        size = len(coverage.required)
        whole = sum_shares(coverage, status, np.zeros(size, np.int64), 1)
        assert whole.interval(0) == coverage.interval(status)
        assert whole.cells[0] == size
        odd = np.where(np.arange(size) % 2, 0, -1)
        half = sum_shares(coverage, status, odd, 2)
        assert half.interval(1) is None
        assert half.cells.tolist() == [size // 2, 0]
