"""What one change covers: the elements, exactly."""

from __future__ import annotations

import numpy as np

from graph.closing.world import NEAR_FACTS, Block, World
from graph.projection.arrays import Bools, Ints

NOTHING = np.zeros(0, np.int64)


def pathway_effect(
    world: World,
    sender: int,
    receiver: int,
    needs: Bools | None = None,
    segments: Bools | None = None,
) -> Ints:
    """Elements covered by one more certain pathway between two nodes of the projection.

    `needs` by block and `segments` by segment are its scope, None for all.
    """
    local = int(world.network.local[sender])
    if local < 0 or not _enters(world, receiver):
        return NOTHING
    at = world.senders.of(local)
    request, handoffs = world.senders.request[at], world.senders.handoffs[at]
    if needs is not None and segments is not None:
        fits = needs[world.request_block[request]] & segments[world.request_segment[request]]
        request, handoffs = request[fits], handoffs[fits]
    position, element = world.of_requests(request)
    left = world.handoffs - 1 - handoffs[position]
    covered = [
        element[left == after][served_from(world, receiver, after, element[left == after])]
        for after in np.unique(left).tolist()
    ]
    return np.sort(np.concatenate([NOTHING, *covered]))


def served_from(world: World, node: int, handoffs: int, element: Ints) -> Bools:
    """[element]: reached from a node of the projection with so many handoffs left."""
    local = int(world.network.local[node])
    if local >= 0:
        return world.served(handoffs, local, element)
    # A service that no pathway and no door names offers itself, and goes on as its partner does.
    served = np.zeros(len(element), np.bool_)
    for block, at in _by_block(world, element):
        served[at] = _offers(world, block, node, element[at], lacking=None)
    partner = world.partner_node(node)
    if handoffs > 0 and partner >= 0:
        served |= _sent_on(world, partner, handoffs, element)
    return served


def _sent_on(world: World, sender: int, handoffs: int, element: Ints) -> Bools:
    """[element]: reached through a certain pathway recorded for a local node itself."""
    network, facts = world.network, world.facts
    served = np.zeros(len(element), np.bool_)
    start, end = world.walks.starts[sender], world.walks.starts[sender + 1]
    request = world.elements.request[element]
    for record in range(int(start), int(end)):
        pathway, receiver = network.pathway[record], int(network.receiver[record])
        certain = facts.usable.low[pathway] and network.open.low[receiver]
        if world.parameters.mode == "warm":
            certain = certain and facts.warm.low[pathway]
        if certain:
            needs, segments = record_scope(world, record)
            fits = needs[world.elements.block[element]] & segments[world.request_segment[request]]
            served |= fits & world.served(handoffs - 1, receiver, element)
    return served


def record_scope(world: World, record: int) -> tuple[Bools, Bools]:
    """([block], [segment]) that a record of the network holds for certain."""
    needs = np.array([block.scope.low[record] for block in world.blocks], np.bool_)
    return needs, world.walks.scope[record]


def offer_effect(world: World, service: int, fact: str, object_: int | None) -> Ints:
    """Elements covered when one fact of a service turns out, or becomes, true."""
    covered = [near_effect(world, service, fact, object_)]
    if not world.full[service]:
        element = at_service(world, service)
        for block, at in _by_block(world, element):
            here = element[at]
            served = _offers(world, block, service, here, lacking=fact)
            served &= _becomes(world, block, here, fact, object_)
            covered.append(here[served])
    return np.unique(np.concatenate(covered))


def at_service(world: World, service: int) -> Ints:
    """Elements from whose doors a walk can end at the service or at its partner."""
    return world.of_requests(_arriving(world, service))[1]


def _arriving(world: World, service: int) -> Ints:
    nodes = [int(world.network.local[service]), world.partner_node(service)]
    return np.unique(
        np.concatenate(
            [NOTHING, *(world.arrivals.request[world.arrivals.of(n)] for n in nodes if n >= 0)]
        )
    )


def near_effect(world: World, node: int, fact: str, object_: int | None) -> Ints:
    """Further doors that become known: `fact` is door, open or eligible."""
    if fact not in NEAR_FACTS:
        return NOTHING
    near = world.near
    rows = (near.node == node) & (near.fact == NEAR_FACTS.index(fact))
    if fact == "door":
        rows &= near.touchpoint == object_
    if fact == "eligible" and object_ != 0:
        rows &= near.segment == object_
    return np.unique(near.element[rows])


def opening_effect(world: World, service: int) -> Ints:
    """Elements covered when a service turns out to be open.

    It serves, walks may end at it and pass it, its pathways serve its partner, and it may be a
    door.
    """
    covered = [offer_effect(world, service, "open", None)]
    local, left = int(world.network.local[service]), world.handoffs
    if local >= 0:
        at = world.arrivals.of(local)
        request, handoffs = world.arrivals.request[at], world.arrivals.handoffs[at]
        position, element = world.of_requests(request)
        after = left - handoffs[position]
        for each in np.unique(after).tolist():
            here = element[after == each]
            covered.append(here[world.served(each, local, here)])
        covered.append(_through(world, service, local))
    return np.unique(np.concatenate(covered))


def _through(world: World, service: int, local: int) -> Ints:
    """Elements covered by the pathways of a service when they are those of its partner too."""
    partner, network, facts = world.partner_node(service), world.network, world.facts
    if partner < 0 or world.handoffs == 0:
        return NOTHING
    covered = [NOTHING]
    at = world.arrivals.of(partner)
    going_on = world.arrivals.handoffs[at] < world.handoffs
    request, handoffs = world.arrivals.request[at][going_on], world.arrivals.handoffs[at][going_on]
    for record in range(int(world.walks.starts[local]), int(world.walks.starts[local + 1])):
        pathway, receiver = network.pathway[record], int(network.receiver[record])
        warm = facts.warm.low[pathway] or world.parameters.mode == "any"
        if not (facts.usable.low[pathway] and warm and network.open.low[receiver]):
            continue
        needs, segments = record_scope(world, record)
        fits = needs[world.request_block[request]] & segments[world.request_segment[request]]
        position, element = world.of_requests(request[fits])
        after = world.handoffs - 1 - handoffs[fits][position]
        for each in np.unique(after).tolist():
            here = element[after == each]
            covered.append(here[world.served(each, receiver, here)])
    return np.concatenate(covered)


def door_effect(world: World, partner_node: int, touchpoint: int, place: int) -> Ints:
    """Elements covered when a partner becomes a door of a touchpoint for a place."""
    required, elements = world.required, world.elements
    cells = np.flatnonzero((required.touchpoint == touchpoint) & (elements.further >= 0))
    element = elements.further[cells[world.places_within(place)[required.place[cells]]]]
    nodes = world.network.local[[partner_node, touchpoint + world.net.first_touchpoint]]
    served = np.zeros(len(element), np.bool_)
    for node in nodes[nodes >= 0].tolist():
        served |= world.served(world.handoffs, node, element)
    return np.sort(element[served])


def _enters(world: World, receiver: int) -> bool:
    first = world.net.first_partner
    return receiver >= first or bool(world.facts.open.low[receiver])


def _offers(
    world: World, block: Block, service: int, element: Ints, *, lacking: str | None
) -> Bools:
    """[element]: the service serves for certain, leaving one fact out of account."""
    providers = block.providers
    row = int(np.searchsorted(providers.service, service))
    nowhere = np.zeros(len(element), np.bool_)
    if row == len(providers.service) or providers.service[row] != service or world.full[service]:
        return nowhere
    for name in ("open", "meets"):
        if name != lacking and not getattr(providers, name).low[row]:
            return nowhere
    served = np.ones(len(element), np.bool_)
    column = world.elements.column[element]
    for name in ("eligible", "of_age", "access"):
        if name != lacking:
            served &= getattr(providers, name).at(np.full(len(element), row), column).low
    return served


def _becomes(world: World, block: Block, element: Ints, fact: str, object_: int | None) -> Bools:
    """[element]: the fact is about it."""
    if fact == "open" or object_ is None:
        return np.ones(len(element), np.bool_)
    column = world.elements.column[element]
    if fact == "access":
        return world.places_within(object_)[block.columns.place[column]]
    if fact == "eligible":
        about: Bools = (block.columns.segment[column] == object_) | (object_ == 0)
        return about
    meets = bool(world.net.need_above[object_, block.need])
    return np.full(len(element), meets)


def _by_block(world: World, element: Ints) -> list[tuple[Block, Ints]]:
    """The blocks of some elements, each with the positions of its own."""
    block = world.elements.block[element]
    order = np.argsort(block, kind="stable")
    starts = np.flatnonzero(np.diff(block[order], prepend=-1))
    parts = np.split(order, starts[1:])
    return [(world.blocks[int(block[part[0]])], part) for part in parts if len(part)]
