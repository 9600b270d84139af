"""How many partners send to a partner, and to how many it sends."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graph.measures.build import PartnerGraph

DRAWS = 200
QUANTILES = (0.05, 0.95)

Range = tuple[float, float]


def compute_in_degree_ranges(partners: PartnerGraph, *, seed: int) -> list[Range] | None:
    """[partner]: where its in-degree lies when as many senders again had stayed silent.

    In each of 200 draws a share of the partners that declared their referrals, as large as the
    share of all partners that did not, is dropped at random with all they sent. What is left of
    them is divided by the share that stayed; arcs from partners that have not declared (known
    from the receiver's word) stay as they are. The range runs from the 5th to the 95th percentile.
    Where everybody declared nothing is dropped, and the range is the in-degree itself. None where
    so few have declared that nobody would be left.

    Node-drop resampling follows Costenbader & Valente (2003) and Smith & Moody (2013).
    """
    declared = np.flatnonzero(partners.net.declared)
    size = len(partners.net.partners)
    kept = len(declared) - round(len(declared) * (size - len(declared)) / size) if size else 0
    if not kept:
        return None
    arcs = np.array(sorted(partners.directed.edges()), np.int64).reshape(-1, 2)
    ones = np.ones(len(arcs))
    matrix = sparse.csr_array((ones, (arcs[:, 0], arcs[:, 1])), shape=(size, size))
    silent = np.asarray(matrix[~partners.net.declared].sum(axis=0)).ravel()
    rng = np.random.default_rng(seed)
    # A draw is a row: 1 where the partner's own account is kept.
    chosen = np.zeros((DRAWS, len(declared)))
    for draw in chosen:
        draw[rng.permutation(len(declared))[:kept]] = 1
    heard = (matrix[declared].T @ chosen.T).T * (len(declared) / kept)
    low, high = np.quantile(heard + silent, QUANTILES, axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))
