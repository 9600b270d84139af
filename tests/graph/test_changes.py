"""A change to a projection is the same as loading the changed tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from communities.changed_tables import ChangedTables
from communities.community import AS_OF, seeded_community
from communities.engine_result import Engine
from oracle.plain_records import Sources

from graph.changes import (
    AddDoor,
    AddPathway,
    Change,
    CloseDoor,
    ConfirmFact,
    RemovePartner,
    RemovePathway,
    RemoveService,
    RemoveSite,
    SetMode,
    WidenArea,
    WidenEligibility,
    apply_changes,
)
from graph.coverage import Coverage, CoverageParameters, compute_coverage
from graph.projection import Collection, Projection, Ternary

SEEDS = range(40)
PARAMETERS = [
    CoverageParameters(1, "warm", AS_OF),
    CoverageParameters(2, "any", AS_OF),
    CoverageParameters(3, "warm", AS_OF, uncoded_services="ignore"),
]


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


def statuses(coverage: Coverage) -> list[tuple[object, ...]]:
    cells = coverage.as_dict()["cells"]
    keys = ("touchpoint", "need", "segment", "place", "any_door", "every_door", "gap_type")
    more = ("known_doors", "possible_doors", "handoffs")
    variants = [
        tuple((int(a), int(b)) for a, b in zip(*pair, strict=True))
        for _, pair in sorted(coverage.status.items())
    ]
    return [
        *(tuple(cell[key] for key in (*keys, *more)) for cell in cells),
        *variants,
    ]


def loaded_again(tables: ChangedTables, net: Projection) -> Projection:
    """The changed tables; what partners had declared stays as it was."""
    again = Engine(tables.sources).net
    assert list(again.partners.ids) == list(net.partners.ids)
    return replace(again, declared=net.declared)


def check(net: Projection, changes: list[Change], again: Projection) -> None:
    changed = apply_changes(net, changes)
    for parameters in PARAMETERS:
        found = statuses(compute_coverage(changed, parameters))
        assert found == statuses(compute_coverage(again, parameters)), changes


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_are_as_loading_changed_tables(seed: int) -> None:
    sources: Sources = seeded_community(seed)
    net = Engine(sources).net
    tables = ChangedTables(sources)
    drawn = list(draw_changes(net, random.Random(seed), tables))
    # A community that requires nothing by itself asks the same cells after the change.
    check(net, drawn, loaded_again(tables, net))


def test_a_site_that_closes_takes_services_that_are_nowhere_else() -> None:
    seen = 0
    for seed in range(200):
        sources = seeded_community(seed)
        if not any(tables.get("sites") for tables in sources.values()):
            continue
        net = Engine(sources).net
        for site in range(len(net.sites)):
            tables = ChangedTables(sources)
            tables.remove_site(net.sites.ids[site])
            check(net, [RemoveSite(site)], loaded_again(tables, net))
            seen += 1
        if seen > 20:
            return
    pytest.fail("too few communities have sites")


def test_a_confirmed_fact_makes_its_cell_covered_and_loses_none() -> None:
    """Confirming all that a cell's possible route rests on covers the cell."""
    confirmed = 0
    for seed in range(60):
        net = Engine(seeded_community(seed)).net
        for parameters in PARAMETERS:
            coverage = compute_coverage(net, parameters)
            for row, route in coverage.possible_routes.items():
                required = coverage.required
                changes: list[Change] = [
                    ConfirmFact(
                        fact.fact,
                        fact.subject,
                        fact.object,
                        int(required.touchpoint[row]),
                        int(required.place[row]),
                    )
                    for fact in route.facts
                ]
                after = compute_coverage(apply_changes(net, changes), parameters, routes="none")
                assert after.any_door[row] == Ternary.TRUE, (seed, row, changes)
                lost = (coverage.any_door == Ternary.TRUE) & (after.any_door != Ternary.TRUE)
                assert not lost.any()
                confirmed += 1
    assert confirmed > 100


def test_nothing_of_the_projection_is_touched() -> None:
    net = Engine(seeded_community(3)).net
    before = compute_coverage(net, PARAMETERS[0]).as_dict()
    tables = ChangedTables(seeded_community(3))
    apply_changes(net, list(draw_changes(net, random.Random(1), tables)))
    assert compute_coverage(net, PARAMETERS[0]).as_dict() == before
    assert apply_changes(net, []) is net
