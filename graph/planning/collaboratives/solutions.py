"""What makes the difference where one community has solved what others lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from graph.coverage.facts import Facts
from graph.coverage.run import compute_cells
from graph.planning.collaboratives.community import Communities
from graph.register import Entry, Register

Pair = tuple[int, int]
"""(collaborative, unit)."""


@dataclass
class Solution:
    """The services, pathways and agreements on the certain routes of a community's cells."""

    services: set[str] = field(default_factory=set)
    """Ids of those that routes lead to."""
    pathways: set[str] = field(default_factory=set)
    """Ids of the referral pathways that routes use."""
    warm: int = 0
    """How many of these are warm."""
    agreements: set[str] = field(default_factory=set)
    """What these pathways rest on, in words."""


def read_solutions(
    communities: Communities, register: Register, pairs: Iterable[Pair]
) -> Mapping[Pair, Solution]:
    """The solution of each (collaborative, unit), from one shortest certain route a cell.

    A route of no handoff ends at the door itself.
    """
    coverage, wanted = communities.coverage, sorted(set(pairs))
    if not wanted:
        # Without them, no pathway needs to be read: there may be tens of thousands.
        return {}
    cells = {pair: communities.cells_of(*pair) for pair in wanted}
    rows = np.unique(np.concatenate([np.zeros(0, np.int64), *cells.values()]))
    facts = Facts(coverage.net, coverage.parameters)
    routes = compute_cells(facts, coverage.required.select(rows), routes="all").routes
    pathways = _Pathways(communities, register)
    found: dict[Pair, Solution] = {}
    for pair in wanted:
        found[pair] = Solution()
        for row in np.searchsorted(rows, cells[pair]).tolist():
            if row in routes:
                touchpoint = int(coverage.required.touchpoint[rows[row]])
                pathways.add(found[pair], routes[row], touchpoint)
    return found


class _Pathways:
    """The referral pathways by their ends."""

    def __init__(self, communities: Communities, register: Register) -> None:
        self.net = communities.net
        self._between: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        only_warm = communities.coverage.parameters.mode == "warm"
        for entry in register.of("ReferralPathway"):
            fits = not only_warm or entry.code("referralMode") == "warm"
            if fits and entry.code("pathwayStatus") not in ("planned", "lapsed"):
                for source in entry.refs("fromSource"):
                    for target in entry.refs("toTarget"):
                        self._between[source, target].append(entry)

    def add(self, solution: Solution, route: Sequence[int], touchpoint: int) -> None:
        """What a route uses, from its door on."""
        solution.services.add(self.net.node_id(route[-1]))
        first = self.net.first_touchpoint + touchpoint
        for step, (sender, receiver) in enumerate(pairwise(route)):
            for entry in self._used(sender, receiver, first if step == 0 else -1):
                if entry.id not in solution.pathways:
                    solution.pathways.add(entry.id)
                    solution.warm += entry.code("referralMode") == "warm"
                    solution.agreements.update(entry.texts("agreement"))

    def _used(self, sender: int, receiver: int, touchpoint: int) -> list[Entry]:
        """The pathways between two nodes: between these, their partners or the touchpoint."""
        sources = [*self._names(sender), *(self._names(touchpoint) if touchpoint >= 0 else ())]
        targets = self._names(receiver)
        return self._find(sources, targets) or self._find(self._services(sender), targets)

    def _find(self, sources: Iterable[str], targets: Sequence[str]) -> list[Entry]:
        pairs = ((source, target) for source in sources for target in targets)
        return [entry for pair in pairs for entry in self._between.get(pair, ())]

    def _services(self, node: int) -> list[str]:
        """The services of a partner: a pathway may be recorded from one of them."""
        at = np.flatnonzero(self.net.service.partner == node - self.net.first_partner)
        return [self.net.services.iris[service] for service in at.tolist()]

    def _names(self, node: int) -> list[str]:
        """The IRI of a node, and that of the partner behind a service."""
        net = self.net
        if node >= net.first_touchpoint:
            return [net.touchpoints.iris[node - net.first_touchpoint]]
        if node >= net.first_partner:
            return [net.partners.iris[node - net.first_partner]]
        partner = int(net.service.partner[node])
        behind = [net.partners.iris[partner]] if partner >= 0 else []
        return [net.services.iris[node], *behind]
