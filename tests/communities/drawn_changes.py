"""Changes drawn for a community, made in its tables too."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
from communities.changed_tables import ChangedTables

from graph.changes import (
    AddDoor,
    AddPathway,
    Change,
    CloseDoor,
    RemovePartner,
    RemovePathway,
    RemoveService,
    SetMode,
    WidenArea,
    WidenEligibility,
)
from graph.projection import Collection, Projection, Ternary


def of_one_source(
    services: Collection, chosen: list[int], others: Collection
) -> list[tuple[int, int]]:
    """Pairs of a chosen service and a declared place or segment of its own source."""
    return [
        (service, other)
        for service in chosen
        for other in range(1, len(others))
        if (services.ids[service][0] == "b") == (others.ids[other][0] == "b")
    ]


def draw_changes(net: Projection, rng: random.Random, tables: ChangedTables) -> Iterator[Change]:
    """One change of every kind that the community allows, made in the tables too."""
    nodes = range(net.first_touchpoint)
    if len(net.services):
        service = rng.randrange(len(net.services))
        tables.close_services({net.services.ids[service]})
        yield RemoveService(service)
        stated = np.flatnonzero(~net.service.places_open).tolist()
        pairs = of_one_source(net.services, stated, net.places)
        if pairs:
            service, place = rng.choice(pairs)
            tables.add_to_list(
                "services", net.services.ids[service], "places", net.places.ids[place]
            )
            yield WidenArea(service, place)
        stated = np.flatnonzero(~net.service.segments_open).tolist()
        pairs = of_one_source(net.services, stated, net.segments)
        if pairs:
            service, segment = rng.choice(pairs)
            tables.add_to_list(
                "services", net.services.ids[service], "segments", net.segments.ids[segment]
            )
            yield WidenEligibility(service, segment)
    if len(net.pathways):
        first, second = (rng.randrange(len(net.pathways)) for _ in range(2))
        tables.set_pathway(net.pathways.ids[first], mode="warm")
        yield SetMode(first, Ternary.TRUE)
        tables.set_pathway(net.pathways.ids[second], status="lapsed")
        yield RemovePathway(second)
    if len(net.door.node) and rng.random() < 0.5:
        door = rng.randrange(len(net.door.node))
        touchpoint, node = int(net.door.touchpoint[door]), int(net.door.node[door])
        tables.close_door(net.touchpoints.ids[touchpoint], net.node_id(node))
        yield CloseDoor(touchpoint, node)
    if len(net.partners) > 1 and rng.random() < 0.5:
        partner = rng.randrange(len(net.partners))
        tables.remove_partner(net.partners.ids[partner])
        yield RemovePartner(partner)
    sender, receiver = rng.choice(nodes), rng.choice(nodes)
    tables.add(
        "referrals",
        **{"id": "added", "from": net.node_id(sender), "to": net.node_id(receiver)},
        mode="warm",
        needs="",
        segments="",
        status="active",
        claimed_by="",
        verified_on="",
    )
    yield AddPathway(sender, receiver)
    touchpoint, node = rng.randrange(len(net.touchpoints)), rng.choice(nodes)
    tables.add(
        "doors",
        touchpoint=net.touchpoints.ids[touchpoint],
        at=net.node_id(node),
        places="",
        status="active",
    )
    yield AddDoor(touchpoint, node)
