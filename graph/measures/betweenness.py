"""How often a partner lies on the shortest referral chains between others."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from statistics import fmean, stdev

import networkx as nx

from graph.measures.options import BATCHES, NetworkOptions

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Betweenness:
    """Betweenness by partner, as a share of all ordered pairs of other partners.

    `error` is the standard error by partner; None where every source was used, since the values
    are then exact. `bound` holds for one partner with a confidence of 95%.
    """

    values: dict[int, float]
    error: dict[int, float] | None
    sources: int
    bound: float | None


def compute_betweenness(directed: nx.DiGraph[int], options: NetworkOptions) -> Betweenness:
    """Exact up to a size, above it from a sample of sources.

    A sample is the mean of 10 batches, each `networkx.betweenness_centrality` from its own sources
    drawn at random; its standard error is the standard deviation over the batches divided by the
    root of their number. The bound is Hoeffding's, as used for sampled sources by Brandes & Pich
    (2007), Centrality estimation in large networks, Int. J. Bifurcation and Chaos 17(7): with k
    sources the error passes sqrt(ln(2 / 0.05) / 2k) in 5 samples of 100 at most; k is one less in
    each batch, since a source says nothing of itself.

    Complexity: O(sources * arcs); Brandes (2001).
    """
    size = len(directed)
    per_batch = options.sources // BATCHES
    small = size * directed.number_of_edges() <= options.exact_up_to
    if small or size <= per_batch * BATCHES:
        exact = nx.betweenness_centrality(directed)
        return Betweenness(values=exact, error=None, sources=size, bound=None)
    batches = [
        nx.betweenness_centrality(directed, k=per_batch, seed=options.seed + batch)
        for batch in range(BATCHES)
    ]
    drawn = {node: [batch[node] for batch in batches] for node in directed}
    sources = per_batch * BATCHES
    return Betweenness(
        values={node: fmean(values) for node, values in drawn.items()},
        error={node: stdev(values) / sqrt(BATCHES) for node, values in drawn.items()},
        sources=sources,
        bound=sqrt(log(2 / (1 - CONFIDENCE)) / (2 * (sources - BATCHES))),
    )
