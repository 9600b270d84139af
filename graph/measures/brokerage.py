"""Between which sectors a partner passes families on: the roles of Gould & Fernandez."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import networkx as nx

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
UNKNOWN = "unknown"

Sector = str | None


def compute_brokerage(
    directed: nx.DiGraph[int], sectors: Sequence[Sector]
) -> dict[int, Counter[str]]:
    """Partner -> how many chains a > partner > c it is in, by role; only where a does not send to c
    itself, and a is not c.

    `sectors` has one entry a partner. A chain with a partner without a sector counts as `unknown`.
    Gould & Fernandez (1989), Structures of mediation, Sociological Methodology 19.

    Complexity: O(arcs * largest degree) at worst; receivers are counted by sector, not one by one.
    """
    onward = {
        node: Counter(sectors[after] for after in directed.successors(node)) for node in directed
    }
    return {node: _roles_of(directed, sectors, node, onward[node]) for node in directed}


def _roles_of(
    directed: nx.DiGraph[int], sectors: Sequence[Sector], broker: int, onward: Counter[Sector]
) -> Counter[str]:
    roles: Counter[str] = Counter()
    receivers = directed.succ[broker].keys()
    for sender in directed.predecessors(broker):
        open_to = onward.copy()
        open_to.subtract(sectors[known] for known in receivers & directed.succ[sender].keys())
        if sender in receivers:
            open_to[sectors[sender]] -= 1
        for sector, count in open_to.items():
            roles[role_of(sectors[sender], sectors[broker], sector)] += count
    return +roles


def role_of(sender: Sector, broker: Sector, receiver: Sector) -> str:
    """The role of the one in the middle.

    >>> role_of("health", "housing", "health"), role_of("health", "housing", "housing")
    ('itinerant', 'gatekeeper')
    """
    if sender is None or broker is None or receiver is None:
        return UNKNOWN
    if sender == broker == receiver:
        return "coordinator"
    if sender == receiver:
        return "itinerant"
    if broker == receiver:
        return "gatekeeper"
    if sender == broker:
        return "representative"
    return "liaison"
