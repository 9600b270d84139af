"""Referrals that partners which declared none may make already."""

from __future__ import annotations

import numpy as np

from graph.closing.actions import VERIFY_FACT, Action
from graph.closing.candidates.listed import list_pool
from graph.closing.candidates.pool import Pool
from graph.closing.effects import pathway_effect
from graph.closing.flows import Flows
from graph.closing.world import World
from graph.projection.arrays import Ints


def build(flows: Flows) -> list[Pool]:
    """From each undeclared partner to the services that its families may be referred to.

    Toward each column it is the first service that serves for certain and is not known to be full,
    the one that what to verify names.
    """
    world = flows.world
    if world.handoffs == 0:
        return []
    net, local = world.net, world.network.local
    jump = _first_provider(world)
    pairs: set[tuple[int, int]] = set()
    asking = [sending.indptr for sending in flows.sending]
    for partner in np.flatnonzero(~net.declared).tolist():
        node = int(local[partner + net.first_partner])
        for sending, starts in zip(flows.sending, asking, strict=True):
            columns = sending.indices[starts[node] : starts[node + 1]]
            found = np.unique(jump[columns])
            pairs |= {(partner, service) for service in found[found >= 0].tolist()}
    ordered = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    sender, service = ordered[:, 0] + net.first_partner, ordered[:, 1]
    actions = [
        Action(VERIFY_FACT, u, s, fact="refers")
        for u, s in zip(sender.tolist(), service.tolist(), strict=True)
    ]
    # A service leads nowhere that its partner does not lead to.
    behind = net.service.partner[service]
    receiver = np.where(behind >= 0, local[behind + net.first_partner], local[service])
    bound = flows.between(local[sender], receiver)
    lonely = receiver < 0
    bound[lonely] = np.inf

    def effect(action: Action) -> Ints:
        assert action.object is not None
        return pathway_effect(world, action.subject, action.object)

    return [list_pool(VERIFY_FACT, actions, bound, effect)]


def _first_provider(world: World) -> Ints:
    """[column of all needs]: the first service that serves it and is not full, -1 for none."""
    first = np.full(int(world.first_column[-1]), -1, np.int64)
    for number, block in enumerate(world.blocks):
        words = block.providers.serves_low
        rows = np.flatnonzero(words.any(axis=1) & ~world.full[block.providers.service])
        columns = np.arange(len(block.columns))
        for start in range(len(rows) - len(rows) % 512, -1, -512):
            part = rows[start : start + 512]
            if len(part):
                serves = block.columns.spread(words[part], columns)
                found = np.flatnonzero(serves.any(axis=0))
                at = world.first_column[number] + found
                first[at] = block.providers.service[part[serves[:, found].argmax(axis=0)]]
    return first
