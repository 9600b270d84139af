"""Capacity as one flow network drawn out in full: each cell has copies of every node of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import networkx as nx
from oracle.coverage_oracle import CoverageOracle
from oracle.kleene import Truth, World, holds
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Key, Question
from oracle.plain_routes import Walker

Slots = Mapping[Key, int | None]
UNLIMITED = Fraction(10**9)


def served(
    oracle: CoverageOracle,
    parameters: OracleParameters,
    cells: Sequence[Question],
    slots: Slots,
    *,
    unknown_slots: Fraction,
    world: World = World.LOW,
) -> Fraction:
    """The most families of the cells who can be served, given what unknown slots stand for."""
    net: nx.DiGraph[object] = nx.DiGraph()
    net.add_nodes_from(("source", "sink"))
    for service, number in slots.items():
        room = unknown_slots if number is None else Fraction(number)
        net.add_edge(("slots", service), "sink", capacity=room)
    for number, asked in enumerate(cells):
        _draw_cell(net, number, asked, oracle.walker(parameters, asked), parameters, world)
    value = nx.maximum_flow_value(net, "source", "sink", flow_func=nx.algorithms.flow.edmonds_karp)
    return Fraction(value)


def reached(
    oracle: CoverageOracle,
    parameters: OracleParameters,
    cells: Sequence[Question],
    slots: Slots,
) -> Fraction:
    """Families who surely get to some service."""
    ample: Slots = dict.fromkeys(slots)
    return served(oracle, parameters, cells, ample, unknown_slots=UNLIMITED)


def _draw_cell(
    net: nx.DiGraph[object],
    number: int,
    asked: Question,
    walker: Walker,
    parameters: OracleParameters,
    world: World,
) -> None:
    """Source -> the cell's doors, a layer a handoff, and from each layer to the services."""
    community = walker.community
    net.add_edge("source", number, capacity=asked.weight)
    doors = walker.doors(Truth.TRUE)
    if world is World.HIGH:
        doors += walker.doors(Truth.UNKNOWN)
        if not walker.recorded_doors():
            for service in walker.facts.providers(asked, world):
                net.add_edge(number, ("slots", service.key))
    for door in doors:
        net.add_edge(number, (number, 0, door))
    nodes = [*community.partners, *community.services]
    for used in range(parameters.handoffs + 1):
        for node in nodes:
            own = (number, used, node)
            if own not in net:
                continue
            offered = (
                [community.services[node]]
                if node in community.services
                else community.services_of(node)
            )
            for service in offered:
                if holds(walker.facts.provides(service, asked), world):
                    net.add_edge(own, ("slots", service.key))
            if used < parameters.handoffs:
                for ahead in walker.next_nodes(node, parameters.mode, world, first=used == 0):
                    net.add_edge(own, (number, used + 1, ahead))
