"""Facts that are unknown, and would cover something by themselves if they were true."""

from __future__ import annotations

import numpy as np

from graph.closing.actions import VERIFY_FACT, Action
from graph.closing.candidates import records, referring, services
from graph.closing.candidates.listed import exact_gains, list_pool
from graph.closing.candidates.pool import Pool
from graph.closing.effects import near_effect
from graph.closing.flows import Flows
from graph.projection.arrays import Ints


def build(flows: Flows) -> list[Pool]:
    """Facts of doors, services and pathways, and referrals of partners that declared none."""
    return [
        *_doors(flows),
        *services.build_facts(flows),
        *records.build_facts(flows),
        *referring.build(flows),
    ]


def _doors(flows: Flows) -> list[Pool]:
    """Records of doors that may hold, at which the need would be reached."""
    world = flows.world
    rows = np.flatnonzero(world.near.fact == 0)
    pairs = np.unique(np.stack([world.near.node[rows], world.near.touchpoint[rows]]), axis=1)
    actions = [
        Action(VERIFY_FACT, node, touchpoint, fact="door") for node, touchpoint in pairs.T.tolist()
    ]

    def effect(action: Action) -> Ints:
        return near_effect(world, action.subject, "door", action.object)

    return [list_pool(VERIFY_FACT, actions, exact_gains(world, actions, effect), effect)]
