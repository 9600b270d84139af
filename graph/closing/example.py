"""One required cell as an example: how a family got on before, and how after an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from graph.coverage.columns import build_columns
from graph.coverage.doors import DoorPairs, build_doors
from graph.coverage.facts import Facts
from graph.coverage.ledger import decode
from graph.coverage.network import build_network
from graph.coverage.outcome import DoorRows, select_door_rows
from graph.coverage.reach import NeedReach
from graph.coverage.result import STATUS_WORDS, Coverage
from graph.coverage.routes import RouteFinder, fewest_handoffs
from graph.coverage.rungs import GAP_TYPES
from graph.projection import BLANK_DAY, Projection, Ternary
from graph.projection.arrays import Ints
from graph.whatif import Baseline


@dataclass(frozen=True)
class DoorRoute:
    """A certain route for one cell: its nodes, door first, its pathways, and who serves at the end.

    Positions in the projection that was changed.
    """

    nodes: list[int]
    pathways: list[int]
    services: list[int]


@dataclass(frozen=True)
class _Cell:
    """The doors of one required cell in a network, and what can be reached from them."""

    reach: NeedReach
    pairs: DoorPairs
    rows: DoorRows


def _look_at(facts: Facts, coverage: Coverage, cell: int) -> _Cell:
    net = facts.net
    required = coverage.required.select(np.array([cell], np.int64))
    pairs = build_doors(facts, required)
    network = build_network(facts, np.unique(pairs.node))
    stage = net.touchpoint_stage[required.touchpoint]
    columns, column = build_columns(required.segment, required.place, stage)
    reach = NeedReach(facts, network, int(required.need[0]), columns)
    every = np.arange(len(pairs.cell))
    touchpoint = required.touchpoint[pairs.cell] + net.first_touchpoint
    rows = select_door_rows(pairs, every, pairs.cell, column[pairs.cell], touchpoint, reach)
    return _Cell(reach, pairs, rows)


def find_route(facts: Facts, coverage: Coverage, cell: int, door: int | None) -> DoorRoute | None:
    """A shortest certain route from a door of the cell (None: from any); None if there is none.

    `facts` are those of the changed network.
    """
    net, parameters = facts.net, facts.parameters
    here = _look_at(facts, coverage, cell)
    reach, network = here.reach, here.reach.network
    fewest = fewest_handoffs(reach, here.rows, parameters.handoffs, parameters.mode)
    wanted = here.pairs.known if door is None else here.pairs.known & (here.pairs.node == door)
    led = np.flatnonzero(wanted & (fewest >= 0))
    if not len(led):
        return None
    best = int(led[np.argmin(fewest[led])])
    finder = RouteFinder(reach, parameters.mode)
    touchpoint = int(here.rows.touchpoint[best])
    local = finder.from_door(int(here.rows.door[best]), touchpoint, 0, int(fewest[best]))
    nodes = network.nodes[np.array(local, np.int64)].tolist()
    also = int(network.nodes[touchpoint]) if touchpoint >= 0 else -1
    pathways = [
        _pathway_between(net, finder, step, also if i == 0 else -1)
        for i, step in enumerate(pairwise(nodes))
    ]
    serves = reach.columns.spread(reach.providers.serves_low, np.zeros(1, np.int64))[:, 0]
    services = reach.providers.service[serves]
    return DoorRoute(nodes, pathways, _served_by(net, services, nodes[-1]))


def _pathway_between(
    net: Projection, finder: RouteFinder, step: tuple[int, int], touchpoint: int
) -> int:
    """A certain pathway that leads from one node of a route to the next."""
    reach, network = finder.reach, finder.network
    for node in (step[0], touchpoint):
        if node < 0 or network.local[node] < 0:
            continue
        out = network.departures.of(int(network.local[node]))
        record = network.departures.record[out]
        fits = finder.certain[out] & reach.in_scope[record, 0]
        fits &= network.nodes[network.receiver[record]] == step[1]
        if fits.any():
            return int(network.pathway[record[fits]].min())
    raise AssertionError(f"no pathway leads from {net.node_id(step[0])} to {net.node_id(step[1])}")


def _served_by(net: Projection, services: Ints, node: int) -> list[int]:
    if node < net.first_partner:
        return [node]
    here = services[net.service.partner[services] + net.first_partner == node]
    return [int(service) for service in here]


def describe_before(base: Baseline, cell: int, door: int | None) -> dict[str, Any]:
    """What happens in the cell and at the door as things are; no certain route leads on."""
    coverage = base.coverage
    at_door = None
    if door is not None:
        ledger = base.ledger
        row = ledger.doors.of_cells(np.array([cell], np.int64))
        row = row[ledger.doors.node[row] == door]
        variant = (base.parameters.handoffs, base.parameters.mode)
        possible = decode(ledger.variants, variant, ledger.reached[row])[1]
        at_door = "unknown" if possible.any() else "gap"
    return {
        "any_door": STATUS_WORDS[Ternary(coverage.any_door[cell])],
        "every_door": STATUS_WORDS[Ternary(coverage.every_door[cell])],
        "gap_type": GAP_TYPES[coverage.gap_type[cell]],
        "at_door": at_door,
        "route": None,
    }


def describe_evidence(net: Projection, route: DoorRoute) -> list[dict[str, Any]]:
    """The records that a route rests on, each with the day it was verified, None where undated."""
    passed = [node for node in route.nodes if node < net.first_partner]
    services = list(dict.fromkeys([*passed, *route.services]))
    return [
        *(
            {
                "record": "pathway",
                "id": net.pathways.ids[pathway],
                "verified_on": _day(int(net.pathway.verified[pathway])),
            }
            for pathway in route.pathways
        ),
        *(
            {
                "record": "service",
                "id": net.services.ids[service],
                "verified_on": _day(int(net.service.verified[service])),
            }
            for service in services
        ),
    ]


def describe_capacity(net: Projection, services: list[int]) -> list[dict[str, Any]]:
    """Slots, free slots and usual wait of services; None where unknown."""
    return [
        {
            "service": net.services.ids[service],
            "name": net.services.names[service],
            "capacity": _known(int(net.service.capacity[service])),
            "available": _known(int(net.service.available[service])),
            "wait_days": _known(int(net.service.wait_days[service])),
        }
        for service in services
    ]


def _known(value: int) -> int | None:
    return None if value < 0 else value


def _day(ordinal: int) -> str | None:
    return None if ordinal == BLANK_DAY else date.fromordinal(ordinal).isoformat()
