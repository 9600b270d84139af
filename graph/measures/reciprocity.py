"""Whether referrals go both ways."""

from __future__ import annotations

from collections.abc import Container

import networkx as nx


def compute_reciprocity(directed: nx.DiGraph[int]) -> dict[int, float | None]:
    """Partner -> share of its arcs that are answered by one back; None for a partner without."""
    shares = nx.reciprocity(directed, list(directed))
    assert isinstance(shares, dict)
    return shares


def compute_overall_reciprocity(directed: nx.DiGraph[int]) -> float | None:
    """Share of all arcs that are answered by one back; None where there are no arcs."""
    if not directed.number_of_edges():
        return None
    return float(nx.overall_reciprocity(directed))


def compute_declared_reciprocity(
    directed: nx.DiGraph[int], declared: Container[int]
) -> float | None:
    """The same among partners that have both declared, where a missing arc back means something."""
    return compute_overall_reciprocity(
        nx.DiGraph(directed.subgraph([node for node in directed if node in declared]))
    )
