"""Facts of services: what would be served if one of them were true."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graph.closing.actions import VERIFY_FACT, Action
from graph.closing.candidates.listed import exact_gains, list_pool
from graph.closing.candidates.pool import Pool
from graph.closing.effects import offer_effect, opening_effect
from graph.closing.flows import Flows
from graph.closing.world import NEAR_FACTS, World
from graph.projection.arrays import Ints


def build_facts(flows: Flows) -> list[Pool]:
    """Unknown facts of services: open, meets, eligible and access."""
    pools = [*_openings(flows), *_meetings(flows)]
    for fact in ("eligible", "access"):
        pools += build_of_fact(flows, fact, VERIFY_FACT)
    return pools


def build_of_fact(flows: Flows, fact: str, kind: str) -> list[Pool]:
    """(service, segment or place) where `eligible` or `access` is what keeps it from serving.

    It is unknown for a fact to verify, false for a service to widen.
    """
    world, verify = flows.world, kind == VERIFY_FACT
    required = world.required
    values = np.unique(required.segment if fact == "eligible" else required.place)
    if fact == "access" and not world.net.has_places:
        return []
    bound = _bounds(flows, fact, values)
    service, at = bound.coords
    state = getattr(world.facts, fact)
    distinct, row = np.unique(service, return_inverse=True)
    known = state(distinct, values)
    wanted = (known.unknown if verify else ~known.high)[row.reshape(-1), at]
    actions = [
        Action(kind, s, int(values[v]), fact=fact if verify else None)
        for s, v in zip(service[wanted].tolist(), at[wanted].tolist(), strict=True)
    ]

    def effect(action: Action) -> Ints:
        return offer_effect(world, action.subject, fact, action.object)

    return [list_pool(kind, actions, bound.data[wanted], effect)]


def _bounds(flows: Flows, fact: str, values: Ints) -> sparse.coo_array:
    """[service, value]: weight that it could cover, doors that become known included."""
    world, net = flows.world, flows.world.net
    if fact == "access":
        about = net.place_above[:, values]
        return _ordered(flows.lacking.access @ sparse.csr_array(about.astype(np.float64)))
    about = (np.arange(len(net.segments))[:, None] == values) | (values == 0)
    total = flows.lacking.eligible @ sparse.csr_array(about.astype(np.float64))
    return _ordered(total + _near_eligible(world, values, total.shape))


def _near_eligible(world: World, values: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    near = world.near
    rows = np.flatnonzero(near.fact == NEAR_FACTS.index("eligible"))
    row, at = np.nonzero((near.segment[rows][:, None] == values) | (values == 0))
    weight = world.elements.weight[near.element[rows[row]]]
    return sparse.csr_array((weight, (near.node[rows[row]], at)), shape=shape)


def _meetings(flows: Flows) -> list[Pool]:
    """Services without coded needs, and each need that is asked."""
    world = flows.world
    needs = np.array([block.need for block in world.blocks], np.int64)
    # A service that meets a need meets every broader one.
    broader = world.net.need_above[np.ix_(needs, needs)].T
    bound = _ordered(flows.lacking.meets @ sparse.csr_array(broader.astype(np.float64)))
    actions = [
        Action(VERIFY_FACT, s, int(needs[n]), fact="meets")
        for s, n in zip(bound.coords[0].tolist(), bound.coords[1].tolist(), strict=True)
    ]

    def effect(action: Action) -> Ints:
        return offer_effect(world, action.subject, "meets", action.object)

    return [list_pool(VERIFY_FACT, actions, bound.data, effect)]


def _openings(flows: Flows) -> list[Pool]:
    """Services that may be open."""
    world = flows.world
    unknown = world.facts.open.unknown
    candidates = np.flatnonzero(unknown)
    actions = [Action(VERIFY_FACT, service, fact="open") for service in candidates.tolist()]

    def effect(action: Action) -> Ints:
        return opening_effect(world, action.subject)

    # Those on a pathway or at a door can do more than serve.
    more = np.flatnonzero(world.network.local[candidates] >= 0)
    upper = flows.lacking.open[candidates]
    upper[more] = exact_gains(world, [actions[i] for i in more.tolist()], effect)
    return [list_pool(VERIFY_FACT, actions, upper, effect)]


def _ordered(total: sparse.csr_array) -> sparse.coo_array:
    total = sparse.csr_array(total)
    total.sum_duplicates()
    total.sort_indices()
    return sparse.coo_array(total)
