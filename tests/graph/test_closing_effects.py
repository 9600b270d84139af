"""What every candidate covers, against asking every door of the changed community again."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from communities.community import AS_OF, seeded_community
from communities.engine_result import load_tables
from oracle.closing_oracle import ClosingOracle, Element, PlainAction
from oracle.coverage_oracle import CoverageOracle
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Key, Question
from oracle.shipped_needs import read_shipped_needs

from graph.closing.actions import KINDS, Action
from graph.closing.candidates import build_pools
from graph.closing.flows import Flows
from graph.closing.world import World
from graph.parameters import CoverageParameters
from graph.projection import Projection, build_projection

MOST_QUESTIONS = 40
"""More required cells than these cost the oracle too much for every action there is."""
SEEDS = range(6)
MORE_SEEDS = range(6, 90)
NEEDS = read_shipped_needs()

Named = tuple[str | None, tuple[str, ...]]


def named(element: Element) -> Named:
    door, asked = element
    return (door[1] if door else None, question_ids(asked))


def question_ids(asked: Question) -> tuple[str, ...]:
    return (asked.touchpoint[1], asked.need[1], asked.segment[1], asked.place[1])


def plain(action: Action, net: Projection) -> PlainAction:
    told = action.describe(net)
    return PlainAction(
        action.kind, str(told["subject"]), told["object"], told["fact"], told["place"]
    )


def element_names(world: World, rows: Any) -> set[Named]:
    net, required, elements = world.net, world.required, world.elements
    found: set[Named] = set()
    for row in rows.tolist():
        cell, door = int(elements.cell[row]), int(elements.door[row])
        asked = (
            net.touchpoints.ids[required.touchpoint[cell]],
            net.needs.ids[required.need[cell]],
            net.segments.ids[required.segment[cell]],
            net.places.ids[required.place[cell]],
        )
        found.add((None if door < 0 else net.node_id(door), asked))
    return found


def community(seed: int, *, full: bool) -> tuple[Projection, CoverageOracle, frozenset[Key]]:
    """A seeded community as a projection and in the oracle; some services full if so asked."""
    sources = seeded_community(seed)
    oracle = CoverageOracle(sources, NEEDS)
    net = build_projection(load_tables(sources))
    chosen: frozenset[Key] = frozenset()
    if full:
        keys = sorted(oracle.community.services)
        drawn = random.Random(seed).sample(keys, len(keys) // 3)
        chosen = frozenset(drawn)
        available = np.where(np.isin(net.services.ids, [key[1] for key in drawn]), 0, -1)
        net = replace(net, service=replace(net.service, available=available.astype(np.int64)))
    return net, oracle, chosen


@pytest.mark.parametrize("mode", ["warm", "any"])
@pytest.mark.parametrize("handoffs", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_effects_are_those_of_the_changed_community(seed: int, handoffs: int, mode: str) -> None:
    check_effects(seed, handoffs, mode)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["warm", "any"])
@pytest.mark.parametrize("handoffs", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_effects_on_more_communities(seed: int, handoffs: int, mode: str) -> None:
    check_effects(seed, handoffs, mode)


def check_effects(seed: int, handoffs: int, mode: str) -> None:
    net, oracle, full = community(seed, full=seed % 3 == 0)
    if len(oracle.questions()) > MOST_QUESTIONS:
        return
    parameters = OracleParameters(AS_OF, handoffs=handoffs, mode=mode)
    expected = ClosingOracle(oracle, parameters, full)
    world = World(net, CoverageParameters(**asdict(parameters)))
    elements = world.elements
    assert element_names(world, np.arange(len(elements))) == {
        named(each) for each in expected.elements()
    }
    found: dict[PlainAction, set[Named]] = {}
    for pool in build_pools(Flows(world), KINDS):
        for i in range(len(pool.bound)):
            rows = pool.elements(i)
            assert pool.bound[i] >= elements.weight[rows].sum()
            action = plain(pool.action(i), net)
            assert action not in found
            if len(rows):
                found[action] = element_names(world, rows)
    asked = {*expected.actions(), *(action for action in found if action.fact == "refers")}
    should = {action: {named(each) for each in expected.covers(action)} for action in asked}
    assert found == {action: covered for action, covered in should.items() if covered}
