"""Warm pathways that could be agreed between two partners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.closing.actions import NEW_WARM_PATHWAY, Action
from graph.closing.candidates.pool import Pool
from graph.closing.effects import pathway_effect
from graph.closing.flows import Flows
from graph.closing.world import World
from graph.projection.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class PathwayPool:
    """All pairs of partners with a gain; the bounds are the gains themselves."""

    world: World
    bound: Floats
    sender: Ints
    receiver: Ints
    kind: str = NEW_WARM_PATHWAY

    def action(self, i: int) -> Action:
        first = self.world.net.first_partner
        return Action(self.kind, int(self.sender[i]) + first, int(self.receiver[i]) + first)

    def elements(self, i: int) -> Ints:
        action = self.action(i)
        assert action.object is not None
        return pathway_effect(self.world, action.subject, action.object)


def build(flows: Flows) -> list[Pool]:
    """From the partner of a known door to a partner with a service that serves some cell."""
    world = flows.world
    pairs = flows.pairs.tocoo()
    sender, receiver = pairs.coords
    sends, receives = _door_partners(world), _provider_partners(flows)
    kept = (pairs.data > 0) & (sender != receiver) & sends[sender] & receives[receiver]
    order = np.lexsort((receiver[kept], sender[kept]))
    bound, sender, receiver = (part[kept][order] for part in (pairs.data, sender, receiver))
    return [PathwayPool(world, bound, sender.astype(np.int64), receiver.astype(np.int64))]


def _door_partners(world: World) -> Bools:
    """[partner]: it, or a service of it, is a known door that does not lead to some need."""
    node = np.unique(world.elements.door[world.elements.door >= 0])
    net = world.net
    partner = np.where(
        node < net.first_partner,
        net.service.partner[np.minimum(node, len(net.services) - 1)] if len(net.services) else -1,
        node - net.first_partner,
    )
    found = np.zeros(len(net.partners), np.bool_)
    found[partner[partner >= 0]] = True
    return found


def _provider_partners(flows: Flows) -> Bools:
    """[partner]: offers a need of some required cell itself."""
    net, local = flows.world.net, flows.world.network.local
    serves = np.diff(flows.reached(0).indptr) > 0
    found: Bools = serves[local[net.first_partner : net.first_touchpoint]]
    return found
