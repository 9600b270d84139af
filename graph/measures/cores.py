"""How deep a partner lies in the part of the network that holds together."""

from __future__ import annotations

import networkx as nx


def compute_cores(undirected: nx.Graph[int]) -> dict[int, int]:
    """Partner -> largest k such that it is tied to k others that are each tied to k others ...

    Seidman (1983); Batagelj & Zaversnik (2003). Complexity: O(arcs).
    """
    cores: dict[int, int] = nx.core_number(undirected)
    return cores
