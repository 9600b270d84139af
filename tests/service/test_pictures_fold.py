from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.pictures.fold import MOST_GROUPS, NO_PARTNER, fold_network
from service.pictures.layout import compute_layout
from service.pictures.model import (
    DOOR,
    LIFE_STAGE,
    OFFERS,
    PARTNER,
    PATHWAY,
    SECTOR,
    SERVICE,
    TOUCHPOINT,
    Edge,
    Node,
)


def community(partners: int, services: int, touchpoints: int) -> tuple[list[Node], list[Edge]]:
    nodes = [Node(f"p{i}", f"Partner {i}", PARTNER, f"Sector {i % 5}") for i in range(partners)]
    nodes += [
        Node(f"s{i}", f"Service {i}", SERVICE, parent=f"p{i % partners}") for i in range(services)
    ]
    nodes += [
        Node(f"t{i}", f"Touchpoint {i}", TOUCHPOINT, stage=f"Stage {i % 3}")
        for i in range(touchpoints)
    ]
    edges = [Edge(f"o{i}", f"p{i % partners}", f"s{i}", OFFERS) for i in range(services)]
    edges += [Edge(f"d{i}", f"t{i}", f"p{i % partners}", DOOR) for i in range(touchpoints)]
    edges += [
        Edge(f"r{i}", f"p{i % partners}", f"s{(i * 7) % services}", PATHWAY, mode="warm")
        for i in range(services)
    ]
    return nodes, edges


def test_a_network_within_the_limit_is_left_as_it_is() -> None:
    nodes, edges = community(10, 20, 5)
    folded = fold_network(nodes, edges, limit=35)
    assert {node.id for node in folded.nodes} == {node.id for node in nodes}
    assert folded.steps == []
    assert sum(edge.stands_for for edge in folded.edges) == len(edges)


def test_services_fold_first_then_partners_then_touchpoints() -> None:
    nodes, edges = community(10, 50, 5)
    first = fold_network(nodes, edges, limit=60)
    assert {node.kind for node in first.nodes} == {PARTNER, TOUCHPOINT}
    second = fold_network(nodes, edges, limit=12)
    assert {node.kind for node in second.nodes} == {SECTOR, TOUCHPOINT}
    assert len(second.steps) == 2
    third = fold_network(nodes, edges, limit=8)
    assert {node.kind for node in third.nodes} == {SECTOR, LIFE_STAGE}
    assert sorted(node.label for node in third.nodes)[:2] == ["Sector 0 (2)", "Sector 1 (2)"]


def test_folding_loses_no_record() -> None:
    nodes, edges = community(10, 50, 5)
    for limit in (100, 60, 12, 8):
        folded = fold_network(nodes, edges, limit=limit)
        drawn = sum(edge.stands_for for edge in folded.edges)
        assert drawn + folded.inner == len(edges)


def test_a_service_without_a_partner_has_a_place_to_go() -> None:
    folded = fold_network([Node(f"s{i}", "S", SERVICE) for i in range(5)], [], limit=3)
    assert [node.label for node in folded.nodes] == [NO_PARTNER]


def test_parallel_edges_become_one_and_any_need_wins() -> None:
    nodes = [Node("a", "A", PARTNER), Node("b", "B", PARTNER)]
    edges = [
        Edge("1", "a", "b", PATHWAY, mode="warm", needs=("Food",)),
        Edge("2", "a", "b", PATHWAY, mode="warm", needs=("Housing",)),
        Edge("3", "a", "b", PATHWAY, mode="cold"),
    ]
    warm, cold = sorted(fold_network(nodes, edges).edges, key=lambda edge: -edge.stands_for)
    assert (warm.needs, warm.stands_for) == (("Food", "Housing"), 2)
    assert cold.needs == ()
    wider = [*edges, Edge("4", "a", "b", PATHWAY, mode="warm")]
    assert max(fold_network(nodes, wider).edges, key=lambda e: e.stands_for).needs == ()


def test_however_many_sectors_the_groups_stay_few() -> None:
    nodes = [Node(f"p{i}", "P", PARTNER, f"Sector {i}") for i in range(900)]
    assert len(fold_network(nodes, [], limit=300).nodes) == MOST_GROUPS + 1


@given(st.integers(1, 60), st.integers(1, 200), st.integers(0, 60))
def test_no_two_nodes_stand_in_one_place(partners: int, services: int, touchpoints: int) -> None:
    nodes, edges = community(partners, services, touchpoints)
    layout = compute_layout(nodes, edges)
    assert set(layout.positions) == {node.id for node in nodes}
    assert len(set(layout.positions.values())) == len(nodes)
    for x, y in layout.positions.values():
        assert 0 < x < layout.width
        assert 0 < y < layout.height


def test_columns_stand_in_the_order_a_family_walks() -> None:
    nodes, edges = community(4, 6, 2)
    layout = compute_layout(nodes, edges)
    assert [band.title for band in layout.bands] == [
        "Touchpoints", "Partners at a door", "Services", "Other partners",
    ]  # fmt: skip
    x = {key: place[0] for key, place in layout.positions.items()}
    assert x["t0"] < x["p0"] < x["s0"] < x["p3"]


def test_the_layout_does_not_depend_on_the_order_given() -> None:
    nodes, edges = community(12, 30, 8)
    straight = fold_network(nodes, edges)
    turned = fold_network(nodes[::-1], edges[::-1])
    assert compute_layout(straight.nodes, straight.edges).positions == (
        compute_layout(turned.nodes, turned.edges).positions
    )
