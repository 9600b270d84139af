"""A change to a projection is the same as loading the changed tables."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from communities.changed_tables import ChangedTables
from communities.community import AS_OF, seeded_community
from communities.drawn_changes import draw_changes
from communities.engine_result import Engine, seeded_projection
from oracle.plain_records import Sources

from graph.changes import (
    Change,
    ConfirmFact,
    RemoveSite,
    apply_changes,
)
from graph.coverage import Coverage, CoverageParameters, compute_coverage
from graph.projection import Projection, Ternary

SEEDS = range(24)
PARAMETERS = [
    CoverageParameters(1, "warm", AS_OF),
    CoverageParameters(2, "any", AS_OF),
    CoverageParameters(3, "warm", AS_OF, uncoded_services="ignore"),
]


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
    net = seeded_projection(seed)
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
        net = seeded_projection(seed)
        for site in range(len(net.sites)):
            tables = ChangedTables(sources)
            tables.remove_site(net.sites.ids[site])
            check(net, [RemoveSite(site)], loaded_again(tables, net))
            seen += 1
        if seen > 8:
            return
    pytest.fail("too few communities have sites")


def test_a_confirmed_fact_makes_its_cell_covered_and_loses_none() -> None:
    """Confirming all that a cell's possible route rests on covers the cell."""
    confirmed = 0
    for seed in range(20):
        net = seeded_projection(seed)
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
    assert confirmed > 30


def test_nothing_of_the_projection_is_touched() -> None:
    net = seeded_projection(3)
    before = compute_coverage(net, PARAMETERS[0]).as_dict()
    tables = ChangedTables(seeded_community(3))
    apply_changes(net, list(draw_changes(net, random.Random(1), tables)))
    assert compute_coverage(net, PARAMETERS[0]).as_dict() == before
    assert apply_changes(net, []) is net
