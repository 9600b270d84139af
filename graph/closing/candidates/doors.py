"""Partners that could become a door of a touchpoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graph.closing.actions import ADD_DOOR, Action
from graph.closing.candidates.pool import Pool
from graph.closing.effects import door_effect
from graph.closing.flows import Flows
from graph.closing.world import World
from graph.projection.arrays import Floats, Ints


@dataclass(frozen=True)
class DoorPool:
    """All (partner, touchpoint, place) with a gain."""

    world: World
    bound: Floats
    partner: Ints
    touchpoint: Ints
    place: Ints
    kind: str = ADD_DOOR

    def action(self, i: int) -> Action:
        node = int(self.partner[i]) + self.world.net.first_partner
        return Action(self.kind, node, int(self.touchpoint[i]), place=int(self.place[i]))

    def elements(self, i: int) -> Ints:
        action = self.action(i)
        assert action.object is not None
        assert action.place is not None
        return door_effect(self.world, action.subject, action.object, action.place)


def build(flows: Flows) -> list[Pool]:
    """Partners that lead to a need of a cell no door covers, for its place or one around it."""
    world = flows.world
    net, required, elements = world.net, world.required, world.elements
    places = np.unique(required.place)
    further = np.flatnonzero(elements.door < 0)
    cell = elements.cell[further]
    row, at = np.nonzero(net.place_above[required.place[cell]][:, places])
    key = required.touchpoint[cell][row] * len(places) + at
    entries = (world.columns_of(further)[row], key)
    shape = (flows.columns, len(net.touchpoints) * len(places))
    asked = sparse.csr_array((elements.weight[further][row], entries), shape=shape)
    reached = flows.reached(world.handoffs)
    local = world.network.local
    gains = sparse.coo_array(reached[local[net.first_partner : net.first_touchpoint]] @ asked)
    partner, key = (part.astype(np.int64) for part in gains.coords)
    touchpoint, place = key // len(places), places[key % len(places)]
    # Pathways recorded for the touchpoint itself serve any door of it.
    own = local[net.first_touchpoint :]
    shared = np.zeros(shape[1], np.float64)
    for t in np.flatnonzero(own >= 0).tolist():
        reaches = reached[own[[t]]] @ asked
        span = slice(t * len(places), (t + 1) * len(places))
        shared[span] = reaches.toarray().reshape(-1)[span]
    order = np.lexsort((key, partner))
    bound = gains.data + shared[key]
    return [DoorPool(world, bound[order], partner[order], touchpoint[order], place[order])]
