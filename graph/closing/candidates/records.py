"""Pathways on record that could become warm, or turn out to be in use."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graph.closing.actions import COLD_TO_WARM, VERIFY_FACT, Action
from graph.closing.candidates.listed import list_pool
from graph.closing.candidates.pool import Pool
from graph.closing.effects import NOTHING, pathway_effect, record_scope
from graph.closing.flows import Flows
from graph.closing.world import World
from graph.projection.arrays import Bools, Ints


def build(flows: Flows) -> list[Pool]:
    """Usable pathways that are cold or of unknown mode; none where any mode is asked."""
    world = flows.world
    if world.parameters.mode == "any":
        return []
    facts, network = world.facts, world.network
    record = np.flatnonzero((facts.usable.low & ~facts.warm.low)[network.pathway])
    actions = [Action(COLD_TO_WARM, pathway) for pathway in network.pathway[record].tolist()]
    return [_pool(flows, COLD_TO_WARM, actions, record)]


def build_facts(flows: Flows) -> list[Pool]:
    """Pathways that may be warm, or may be in use."""
    world = flows.world
    facts, network = world.facts, world.network
    warm = facts.warm[network.pathway]
    pools: list[Pool] = []
    asks_warm = world.parameters.mode == "warm"
    if asks_warm:
        record = np.flatnonzero(facts.usable.low[network.pathway] & warm.unknown)
        actions = [
            Action(VERIFY_FACT, pathway, fact="warm")
            for pathway in network.pathway[record].tolist()
        ]
        pools.append(_pool(flows, VERIFY_FACT, actions, record))
    fits = warm.low if asks_warm else np.ones(len(network.pathway), np.bool_)
    rows: list[int] = []
    actions = []
    standing = facts.usable.low[network.pathway]
    unknown: dict[int, list[int]] = {}
    for block in world.blocks:
        for row in np.flatnonzero(block.scope.unknown).tolist():
            unknown.setdefault(row, []).append(block.need)
    for row in np.flatnonzero(fits).tolist():
        pathway = int(network.pathway[row])
        asked: list[int | None] = [] if standing[row] else [None]
        asked += unknown.get(row, [])
        actions += [Action(VERIFY_FACT, pathway, need, fact="usable") for need in asked]
        rows += [row] * len(asked)
    pools.append(_pool(flows, VERIFY_FACT, actions, np.array(rows, np.int64)))
    return pools


def _pool(flows: Flows, kind: str, actions: list[Action], record: Ints) -> Pool:
    network = flows.world.network
    bound = flows.between(network.sender[record], network.receiver[record])
    return list_pool(kind, actions, bound, record_effect(flows.world))


def record_effect(world: World) -> Callable[[Action], Ints]:
    """What a pathway on record covers once it is certain, in its scope."""
    row_of = np.full(len(world.net.pathways), -1, np.int64)
    row_of[world.network.pathway] = np.arange(len(world.network.pathway))

    def effect(action: Action) -> Ints:
        row = int(row_of[action.subject])
        if row < 0:
            return NOTHING
        needs, segments = record_scope(world, row)
        if action.object is not None:
            needs = needs | _narrower(world, action.object)
        network = world.network
        sender = int(network.nodes[network.sender[row]])
        receiver = int(network.nodes[network.receiver[row]])
        return pathway_effect(world, sender, receiver, needs, segments)

    return effect


def _narrower(world: World, need: int) -> Bools:
    """[block]: its need is that need or narrower."""
    return np.array([world.net.need_above[block.need, need] for block in world.blocks], np.bool_)
