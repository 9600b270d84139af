"""Freshness: what a fact settles, whom to ask first, and how old records are."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from statistics import median_low

import numpy as np
import pytest
from communities.community import AS_OF
from communities.engine_result import seeded_projection

from graph.changes import apply_changes
from graph.closing.actions import Action
from graph.closing.trying import to_changes
from graph.coverage import Coverage, compute_coverage
from graph.errors import AnalysisError
from graph.freshness import compute_freshness
from graph.freshness.calls import choose_calls
from graph.freshness.facts import AskedFact, collect_facts
from graph.freshness.records import Dated, read_contacts, read_records
from graph.freshness.result import compute_horizon
from graph.freshness.staleness import Ageing, describe_ages
from graph.parameters import CoverageParameters, Mode
from graph.projection import Ternary, build_projection
from graph.projection.arrays import Ints
from graph.whatif import Baseline
from loaders.load import build_store

SEEDS = (9, 22, 33, 35, 41, 64, 78, 250)
"""Seeds of communities in which much is unknown."""


@cache
def example(seed: int) -> tuple[Coverage, Baseline, list[AskedFact]]:
    net = seeded_projection(seed, 3.0)
    mode: Mode = "any" if seed % 3 == 0 else "warm"
    parameters = CoverageParameters(handoffs=1 + seed % 2, mode=mode, as_of=AS_OF)
    coverage = compute_coverage(net, parameters)
    return coverage, Baseline(net, parameters), collect_facts(coverage)


def covered_if(base: Baseline, actions: list[Action]) -> Ints:
    """Cells covered at some door in a full run on the network where these facts are true."""
    changes = [change for action in actions for change in to_changes(base, action)]
    after = compute_coverage(apply_changes(base.net, changes), base.parameters, routes="none")
    return np.flatnonzero(after.any_door == Ternary.TRUE)


def test_the_communities_hold_every_kind_of_fact() -> None:
    kinds = {str(fact.action.fact) for seed in SEEDS for fact in example(seed)[2]}
    assert kinds == {
        "door", "open", "meets", "eligible", "of_age", "access", "usable", "warm", "refers",
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fact_that_turns_true_covers_the_cells_it_settles_alone(seed: int) -> None:
    coverage, base, facts = example(seed)
    assert facts
    for fact in facts:
        assert set(fact.alone) <= set(fact.cells)
        assert (coverage.any_door[fact.cells] == Ternary.UNKNOWN).all()
        if len(fact.alone):
            assert set(fact.alone) <= set(covered_if(base, [fact.action])), fact


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_tells_what_a_full_run_finds(seed: int) -> None:
    coverage, base, facts = example(seed)
    result = compute_freshness(coverage, (), base=base, contacts={}, count=8)
    before = set(np.flatnonzero(coverage.any_door == Ternary.TRUE).tolist())
    assert [row["rank"] for row in result["worklist"]] == list(range(1, min(8, len(facts)) + 1))
    for row, fact in zip(result["worklist"], facts, strict=False):
        gained = sorted(set(covered_if(base, [fact.action]).tolist()) - before)
        assert row["settles"] == {
            "cells": len(gained),
            "weight": float(coverage.required.weight[gained].sum()),
        }
        assert row["cells_alone"] == len(fact.alone) <= row["settles"]["cells"]
        assert row["sentence"].endswith(".")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_facts_are_those_that_the_cells_name(seed: int) -> None:
    coverage, _, facts = example(seed)
    named: dict[int, set[tuple[str | None, ...]]] = defaultdict(set)
    for fact in facts:
        about = fact.action.describe(coverage.net)
        asked = coverage.net.partners.ids[fact.partner] if fact.partner >= 0 else None
        for cell in fact.cells.tolist():
            named[cell].add((about["fact"], about["subject"], asked))
    for cell in np.flatnonzero(coverage.any_door == Ternary.UNKNOWN).tolist():
        told = {(one["fact"], one["subject"], one["with"]) for one in coverage.cell(cell)["verify"]}
        assert named.pop(cell, set()) == told
    assert not named


def plain_calls(coverage: Coverage, facts: list[AskedFact]) -> list[tuple[int, set[int]]]:
    """(partner, cells settled) of each call, by sets."""
    asked: dict[int, set[int]] = defaultdict(set)
    for fact in facts:
        for cell in fact.cells.tolist():
            asked[cell].add(fact.partner)
    weight = coverage.required.weight
    left = {cell: partners for cell, partners in asked.items() if -1 not in partners}
    calls = []
    while left:
        worth: dict[int, tuple[float, int, float, int, int]] = {}
        for partner in sorted({each for partners in left.values() for each in partners}):
            alone = sorted(cell for cell, partners in left.items() if partners == {partner})
            any_ = sorted(cell for cell, partners in left.items() if partner in partners)
            weights = (float(weight[alone].sum()), float(weight[any_].sum()))
            worth[partner] = (weights[0], len(alone), weights[1], len(any_), -partner)
        best = max(worth, key=worth.__getitem__)
        done = {cell for cell, partners in left.items() if partners == {best}}
        calls.append((best, done))
        left = {cell: ps - {best} for cell, ps in left.items() if cell not in done}
    return calls


@pytest.mark.parametrize("seed", SEEDS)
def test_calls_are_chosen_greedily_and_settle_what_they_say(seed: int) -> None:
    coverage, base, facts = example(seed)
    calls = choose_calls(coverage, facts, 1_000)
    assert [(call.partner, set(call.settled.tolist())) for call in calls] == plain_calls(
        coverage, facts
    )
    first = [call.partner for call in choose_calls(coverage, facts, 2)]
    assert first == [call.partner for call in calls[:2]]
    actions: list[Action] = []
    settled: set[int] = set()
    for call in calls[:4]:
        actions += [fact.action for fact in call.facts]
        settled |= set(call.settled.tolist())
        assert settled <= set(covered_if(base, actions))


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_the_horizon_is_a_run_on_that_day(seed: int) -> None:
    coverage, base, _ = example(seed)
    ageing = Ageing.of(base.parameters, 300)
    found = compute_horizon(coverage, (), ageing)
    then = CoverageParameters(
        handoffs=base.parameters.handoffs,
        mode=base.parameters.mode,
        as_of=AS_OF + timedelta(days=300),
    )
    later = compute_coverage(base.net, then)
    lost = (coverage.any_door == Ternary.TRUE) & (later.any_door != Ternary.TRUE)
    assert found["any_door"]["cells"] == int(lost.sum())
    assert found["headline"] == later.summary()["headline"]
    assert (later.any_door[lost] == Ternary.UNKNOWN).all()


def tables() -> dict[str, list[dict[str, str]]]:
    """Two partners; the records of P are fresh, stale and undated, those of Q going stale."""
    return {
        "partners": [
            {"id": "p", "name": "P", "verified_on": "2026-06-01", "phone": "555-0101"},
            {"id": "q", "name": "Q", "website": "https://q.example"},
        ],
        "services": [
            {"id": "s1", "partner": "p", "name": "S1", "verified_on": "2025-06-29"},
            {"id": "s2", "partner": "p", "name": "S2"},
            {"id": "s3", "partner": "q", "name": "S3", "verified_on": "2025-07-01"},
        ],
    }


def test_ages_by_source_partner_and_kind() -> None:
    store = build_store({"one": tables()}, today=date(2026, 7, 1))
    net = build_projection(store)
    parameters = CoverageParameters(as_of=date(2026, 7, 1))
    coverage = compute_coverage(net, parameters)
    result = compute_freshness(
        coverage,
        read_records(store, net),
        base=Baseline(net, parameters),
        contacts=read_contacts(store),
        horizon_days=1,
    )
    assert result["worklist"] == result["calls"] == []
    whole = {
        "records": 5, "dated": 3, "undated": 2, "stale": 1,
        "share_dated": 3 / 5, "share_stale": 1 / 5, "median_age_days": 365,
        "oldest": "2025-06-29", "going_stale": 1, "next_stale_on": "2026-07-02",
    }  # fmt: skip
    assert result["sources"][0] == {"source": None, "kind": None, **whole}
    assert [
        (row["source"], row["kind"], row["records"], row["stale"]) for row in result["sources"]
    ] == [
        (source, *counted)
        for source in (None, "one")
        for counted in ((None, 5, 1), ("service", 3, 1), ("partner", 2, 0))
    ]
    assert [row["partner"] for row in result["partners"]] == ["p", "q"]
    assert result["horizon"]["records"] == 1
    contacts = read_contacts(store)
    assert sorted(told for one in contacts.values() for told in one.items()) == [
        ("phone", "555-0101"), ("website", "https://q.example"),
    ]  # fmt: skip


@pytest.mark.parametrize(("limit", "horizon"), [(365, 90), (0, 90), (30, 0), (1, 36_500)])
def test_ages_are_counted_as_each_record_says(limit: int, horizon: int) -> None:
    rng, today = random.Random(limit), date(2026, 7, 1)
    ageing = Ageing(today, limit, horizon)
    for many in range(1, 12):
        told = [rng.choice((None, rng.randint(-40, 800))) for _ in range(many)]
        days = [None if ago is None else today - timedelta(days=ago) for ago in told]
        records = [Dated(f"r{i}", f"r{i}", "service", "a", day, 0) for i, day in enumerate(days)]
        dated = [day for day in days if day is not None]
        fresh = [day for day in dated if not ageing.is_stale(day)]
        next_days = [on for on in map(ageing.stale_on, fresh) if on is not None]
        found = describe_ages(rng.sample(records, many), ageing)
        assert found["stale"] == len(dated) - len(fresh)
        assert found["going_stale"] == sum(map(ageing.goes_stale, dated))
        assert found["next_stale_on"] == min((on.isoformat() for on in next_days), default=None)
        ages = [ageing.age(day) for day in dated]
        assert found["median_age_days"] == (median_low(ages) if ages else None)
        assert found["oldest"] == min((day.isoformat() for day in dated), default=None)


def test_without_a_limit_nothing_is_stale() -> None:
    ageing = Ageing(date(2026, 7, 1), 0, 90)
    assert not ageing.is_stale(date(1999, 1, 1))
    assert not ageing.goes_stale(date(2026, 7, 1))
    store = build_store({"one": tables()})
    told = describe_ages(read_records(store, build_projection(store)), ageing)
    assert (told["stale"], told["going_stale"], told["next_stale_on"]) == (0, 0, None)


def test_the_first_stale_day_is_the_first_on_which_coverage_calls_it_stale() -> None:
    day = date(2025, 7, 1)
    ageing = Ageing(date(2026, 7, 1), 365, 0)
    assert ageing.stale_on(day) == date(2026, 7, 2)
    assert not ageing.is_stale(day)
    assert Ageing(date(2026, 7, 2), 365, 0).is_stale(day)
    assert Ageing(date(2026, 7, 1), 10**9, 0).stale_on(date.max) == date.max


@pytest.mark.parametrize("options", [{"count": 0}, {"horizon_days": -1}, {"horizon_days": 99_999}])
def test_values_out_of_range_are_refused(options: dict[str, int]) -> None:
    coverage, base, _ = example(SEEDS[0])
    with pytest.raises(AnalysisError):
        compute_freshness(coverage, (), base=base, contacts={}, **options)
