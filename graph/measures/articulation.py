"""Partners whose going would break the network into pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import cast

import networkx as nx

Member = tuple[str, int]
"""A block by its number, or an articulation point by its partner."""


def compute_cut_off(undirected: nx.Graph[int]) -> dict[int, int]:
    """Articulation point -> the partners that end up outside the largest piece of what was its
    component when it goes.

    The pieces are the branches of the tree of blocks and articulation points. Hopcroft & Tarjan
    (1973). Complexity: O(partners + arcs).
    """
    blocks = list(cast(Iterator[set[int]], nx.biconnected_components(undirected)))
    times: Counter[int] = Counter(chain.from_iterable(blocks))
    tree: nx.Graph[Member] = nx.Graph()
    own: dict[Member, int] = {}
    for number, block in enumerate(blocks):
        points = [node for node in block if times[node] > 1]
        tree.add_node(("block", number))
        own["block", number] = len(block) - len(points)
        for point in points:
            own["point", point] = 1
            tree.add_edge(("block", number), ("point", point))
    cut_off: dict[int, int] = {}
    for members in nx.connected_components(tree):
        cut_off |= _cut_off_in(tree, min(members), own)
    return dict(sorted(cut_off.items()))


def _cut_off_in(tree: nx.Graph[Member], root: Member, own: dict[Member, int]) -> dict[int, int]:
    """The same for one component, whose tree is walked from the leaves to the root."""
    parents = nx.dfs_predecessors(tree, root)
    order = list(nx.dfs_postorder_nodes(tree, root))
    size = {member: own[member] for member in order}
    largest_branch = dict.fromkeys(order, 0)
    for member in order[:-1]:
        parent = parents[member]
        size[parent] += size[member]
        largest_branch[parent] = max(largest_branch[parent], size[member])
    total = size[root]
    return {
        member[1]: total - 1 - max(largest_branch[member], total - size[member])
        for member in order
        if member[0] == "point"
    }
