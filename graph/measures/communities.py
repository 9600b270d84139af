"""Groups of partners that refer more among themselves than to others, and how firm they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

import networkx as nx
import numpy as np
from scipy import sparse

from graph.projection.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Communities:
    """The chosen run, and how the others agree with it.

    `community` and `agreement` are by partner, for partners with a tie: the number of the
    community (1 is the largest) and the share of the other runs in which the partner is in the
    community that matches its own best. `adjusted_rand` and `mutual_information` are means over
    all pairs of runs. All but `community` and `agreement` are None where there are no ties.
    """

    community: dict[int, int]
    agreement: dict[int, float]
    sizes: Sequence[int]
    modularity: float | None
    adjusted_rand: float | None
    mutual_information: float | None


def compute_communities(undirected: nx.Graph[int], *, runs: int, seed: int) -> Communities:
    """Louvain with the seeds `seed`, `seed + 1` ...; the run of highest modularity is shown.

    Every tie counts once. Partners without ties are in no community. Blondel et al. (2008);
    adjusted Rand index of Hubert & Arabie (1985); normalised mutual information by the mean of the
    two entropies, Danon et al. (2005). The best match has the largest Jaccard index, and is the
    first of several.
    """
    tied: nx.Graph[int] = nx.Graph()
    tied.add_edges_from(sorted(undirected.edges()))
    if not len(tied):
        return Communities({}, {}, (), None, None, None)
    nodes = sorted(tied)
    found = [
        nx.community.louvain_communities(tied, weight=None, seed=seed + run) for run in range(runs)
    ]
    modularity = [nx.community.modularity(tied, each, weight=None) for each in found]
    best = int(np.argmax(modularity))
    labels = [_label(nodes, each) for each in found]
    others = [other for run, other in enumerate(labels) if run != best]
    agreeing = np.mean([agrees(labels[best], other) for other in others], axis=0)
    pairs = [_cross_table(one, other) for one, other in combinations(labels, 2)]
    return Communities(
        community=dict(zip(nodes, (labels[best] + 1).tolist(), strict=True)),
        agreement=dict(zip(nodes, agreeing.tolist(), strict=True)),
        sizes=np.bincount(labels[best]).tolist(),
        modularity=modularity[best],
        adjusted_rand=fmean(adjusted_rand(table) for table in pairs),
        mutual_information=fmean(mutual_information(table) for table in pairs),
    )


def _label(nodes: Sequence[int], communities: Sequence[set[int]]) -> Ints:
    """The number of each node's community; the largest is 0, of equal ones that of the first
    partner.
    """
    ordered = sorted(communities, key=lambda each: (-len(each), min(each)))
    number = {node: i for i, each in enumerate(ordered) for node in each}
    return np.array([number[node] for node in nodes], np.int64)


def _cross_table(one: Ints, other: Ints) -> Ints:
    """[community of one run, community of another]: the partners in both."""
    shape = (int(one.max()) + 1, int(other.max()) + 1)
    ones = np.ones(len(one), np.int64)
    return np.asarray(sparse.coo_array((ones, (one, other)), shape=shape).toarray())


def agrees(one: Ints, other: Ints) -> Bools:
    """[node]: the other run has it in the community most like the one it is in here."""
    table = _cross_table(one, other)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    match = (table / union).argmax(axis=1)
    return np.asarray(match[one] == other)


def adjusted_rand(table: Ints) -> float:
    """Agreement of two partitions from their cross table: 1 if the same, about 0 if by chance."""
    together, one, other = (
        int((counts * (counts - 1) // 2).sum())
        for counts in (table, table.sum(axis=1), table.sum(axis=0))
    )
    total = int(table.sum())
    pairs = total * (total - 1) // 2
    if not pairs:
        return 1.0
    expected, most = one * other / pairs, (one + other) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def mutual_information(table: Ints) -> float:
    """What one partition tells of the other, from 0 (nothing) to 1 (all)."""
    joint = table / table.sum()
    one, other = joint.sum(axis=1), joint.sum(axis=0)
    entropy = _entropy(one) + _entropy(other)
    if entropy == 0:
        return 1.0
    shared = _entropy(one) + _entropy(other) - _entropy(joint.ravel())
    return float(min(1.0, max(0.0, 2 * shared / entropy)))


def _entropy(shares: Floats) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())
