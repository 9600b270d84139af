"""One required cell in full: each of its doors with its own route, and who could meet the need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from graph.coverage.columns import build_columns
from graph.coverage.doors import DoorPairs
from graph.coverage.facts import Facts
from graph.coverage.possible import UnknownFact
from graph.coverage.providers import build_providers
from graph.coverage.required import RequiredCells
from graph.coverage.result import Coverage
from graph.coverage.run import compute_by_door, compute_cells
from graph.projection import Ternary
from graph.projection.arrays import Ints, Small

MOST_PROVIDERS = 500
"""Services told of those that may meet the need: those that serve the cell, or lack least."""
FACTS = ("open", "meets", "eligible", "of_age", "access")
"""What has to be so for a service to serve a cell."""


@dataclass(frozen=True)
class Step:
    """One node of a route; `pathway` leads to it, None at the door or where none is declared."""

    node: int
    pathway: int | None
    mode: Ternary
    certain: bool
    """The pathway is in use for certain, for this need and segment."""


@dataclass(frozen=True)
class DoorRoute:
    """What becomes of a family at one door.

    `status` is that of the door alone. `steps` are a certain route where it is covered, else one
    with the fewest unknown facts where it is unknown; `verify` are those facts. `services` serve
    the family at the end of it, `gap_type` is the rung that fails for this door.
    """

    node: int
    known: bool
    status: Ternary
    gap_type: int
    steps: list[Step]
    services: list[int]
    verify: list[UnknownFact]


@dataclass(frozen=True)
class Provider:
    """A service that may meet the need, and what is known of its serving the cell's families."""

    service: int
    open: Ternary
    meets: Ternary
    eligible: Ternary
    of_age: Ternary
    access: Ternary

    @property
    def serves(self) -> Ternary:
        """Whether it serves the cell, as far as the service itself is concerned."""
        return min(self.open, self.meets, self.eligible, self.of_age, self.access)


@dataclass(frozen=True)
class Explained:
    """A cell as coverage has it (one row), its doors, and the services that may meet the need."""

    coverage: Coverage
    doors: list[DoorRoute]
    providers: list[Provider]
    """At most `MOST_PROVIDERS`, those that serve the cell for certain first."""
    provider_counts: dict[Ternary, int]
    """How many of all services that may meet the need serve the cell: yes, perhaps, no."""
    other_doors: list[int]
    """Where the touchpoint happens too, but not for this family in this place."""


def explain_cell(facts: Facts, required: RequiredCells, row: int) -> Explained:
    """Why a required cell has the status that it has.

    Complexity: as a run over one cell, and over one for each of its doors.
    """
    one = required.select(np.array([row]))
    pairs, alone = compute_by_door(facts, one)
    found = _find_providers(facts, one)
    serving = {False: found.serving(Ternary.TRUE), True: found.serving(Ternary.UNKNOWN)}
    doors = [_explain_door(facts, pairs, alone, at, serving) for at in range(len(pairs.node))]
    net, here = facts.net, set(pairs.node.tolist())
    listed = net.door.node[net.door.touchpoint == one.touchpoint[0]]
    return Explained(
        coverage=compute_cells(facts, one, routes="all"),
        doors=sorted(doors, key=lambda door: (-door.status, not door.known, door.node)),
        providers=found.first(MOST_PROVIDERS),
        provider_counts={state: int((found.serves == state).sum()) for state in Ternary},
        other_doors=sorted(set(listed.tolist()) - here),
    )


def _explain_door(
    facts: Facts,
    pairs: DoorPairs,
    alone: Coverage,
    at: int,
    serving: dict[bool, frozenset[int]],
) -> DoorRoute:
    status = Ternary(alone.any_door[at])
    route, possible = alone.routes.get(at), alone.possible_routes.get(at)
    high = route is None
    nodes = route if route is not None else possible.nodes if possible is not None else []
    steps = _find_steps(facts, alone.required, at, nodes, high=high)
    return DoorRoute(
        node=int(pairs.node[at]),
        known=bool(pairs.known[at]),
        status=status,
        gap_type=int(alone.gap_type[at]),
        steps=steps,
        services=_serving_at(facts, nodes, serving[high]),
        verify=[] if possible is None else possible.facts,
    )


def _find_steps(
    facts: Facts, required: RequiredCells, at: int, nodes: Sequence[int], *, high: bool
) -> list[Step]:
    """The nodes of a route with the pathway into each; a certain and warm one goes first."""
    if not nodes:
        return []
    net, mode = facts.net, facts.parameters.mode
    need, segment = int(required.need[at]), int(required.segment[at])
    steps = [Step(nodes[0], None, Ternary.UNKNOWN, True)]
    for position, (sender, receiver) in enumerate(pairwise(nodes)):
        senders = _senders(facts, sender, high=high)
        if position == 0:
            senders.add(int(required.touchpoint[at]) + net.first_touchpoint)
        found = np.flatnonzero(net.pathway.receiver == receiver)
        found = found[np.isin(net.pathway.sender[found], list(senders))]
        fits = facts.usable[found] & facts.scope_need(found, need)
        if mode == "warm":
            fits &= facts.warm[found]
        scoped = facts.scope_segment[found, segment]
        may = np.flatnonzero(fits.world(high) & scoped)
        if not len(may):
            steps.append(Step(receiver, None, Ternary.UNKNOWN, False))
            continue
        modes = net.pathway.mode[found]
        best = max(may.tolist(), key=lambda i: (bool(fits.low[i]), int(modes[i])))
        certain = bool((facts.usable[found] & facts.scope_need(found, need)).low[best])
        steps.append(Step(receiver, int(found[best]), Ternary(modes[best]), certain))
    return steps


def _senders(facts: Facts, node: int, *, high: bool) -> set[int]:
    """The nodes whose pathways leave from a node, as far as they are open in that world."""
    net = facts.net
    if node < net.first_partner:
        partner = int(net.service.partner[node])
        return {node} | ({partner + net.first_partner} if partner >= 0 else set())
    own = np.flatnonzero(net.service.partner == node - net.first_partner)
    return {node, *own[facts.open.world(high)[own]].tolist()}


def _serving_at(facts: Facts, nodes: Sequence[int], serving: frozenset[int]) -> list[int]:
    """The services at the end of a route that serve the family, the node itself if it is one."""
    if not nodes:
        return []
    net, last = facts.net, nodes[-1]
    if last < net.first_partner:
        return [last]
    own = np.flatnonzero(net.service.partner == last - net.first_partner)
    return [service for service in own.tolist() if service in serving]


@dataclass(frozen=True)
class _Found:
    """The services that may meet the need; `states` is [fact, service] in the order of FACTS."""

    service: Ints
    states: Small

    @cached_property
    def serves(self) -> Small:
        """[service]: whether it serves the cell."""
        serves: Small = self.states.min(axis=0)
        return serves

    def serving(self, least: Ternary) -> frozenset[int]:
        return frozenset(self.service[self.serves >= least].tolist())

    def first(self, most: int) -> list[Provider]:
        """Those that serve the cell, then those that fail in the fewest facts."""
        failing = (self.states == Ternary.FALSE).sum(axis=0)
        order = np.lexsort((self.service, failing, -self.serves))[:most]
        return [
            Provider(int(self.service[at]), *map(Ternary, self.states[:, at].tolist()))
            for at in order.tolist()
        ]


def _find_providers(facts: Facts, one: RequiredCells) -> _Found:
    stage = facts.net.touchpoint_stage[one.touchpoint]
    columns, _ = build_columns(one.segment, one.place, stage)
    found = build_providers(facts, int(one.need[0]), columns)
    rows = np.arange(len(found.service))
    zero = np.zeros(len(rows), np.int64)
    spread = [each.at(rows, zero) for each in (found.eligible, found.of_age, found.access)]
    asked = (found.open, found.meets, *spread)
    states = [fact.low.astype(np.int8) + fact.high.astype(np.int8) for fact in asked]
    return _Found(found.service, np.stack(states))
