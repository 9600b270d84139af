"""Who can hand a family on to whom, whatever the need: the bound of what a change can reach.

A group is a partner with all its services, a service without a partner, or a touchpoint. Wherever
a walk stands in a group it may use the pathways of the whole group, so that the groups bound every
walk from above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graph.projection import Projection, Ternary
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Groups:
    """`of` maps nodes to groups; `arcs` is [group, group], one where some pathway leads on."""

    of: Ints
    count: int
    arcs: sparse.csr_array

    def leading_to(self, groups: Ints, steps: int) -> Bools:
        """[group]: reaches one of the groups in at most so many steps."""
        return self._spread(sparse.csr_array(self.arcs), groups, steps)

    def reached_from(self, groups: Ints, steps: int) -> Bools:
        """[group]: is reached from one of the groups in at most so many steps."""
        return self._spread(sparse.csr_array(self.arcs.T), groups, steps)

    def _spread(self, towards: sparse.csr_array, groups: Ints, steps: int) -> Bools:
        reached = np.zeros(self.count, np.bool_)
        reached[groups] = True
        for _ in range(steps):
            before = reached.sum()
            reached |= np.asarray(towards @ reached.astype(np.int32)) > 0
            if reached.sum() == before:
                break
        return reached


def number_groups(net: Projection) -> Ints:
    """[node]: its group. Partners come first, then services, then touchpoints."""
    services, partners = len(net.services), len(net.partners)
    behind = net.service.partner
    own = np.arange(services, dtype=np.int64) + partners
    return np.concatenate(
        [
            np.where(behind >= 0, behind, own),
            np.arange(partners, dtype=np.int64),
            np.arange(len(net.touchpoints), dtype=np.int64) + partners + services,
        ]
    )


def build_groups(before: Projection, after: Projection, of: Ints) -> Groups:
    """Arcs of every pathway that is not surely out of use before or after a change."""
    pathway = after.pathway
    used = pathway.status != Ternary.FALSE
    used[: len(before.pathway.status)] |= before.pathway.status != Ternary.FALSE
    used &= (pathway.sender >= 0) & (pathway.receiver >= 0)
    sender, receiver = of[pathway.sender[used]], of[pathway.receiver[used]]
    count = before.node_count
    ones = np.ones(len(sender), np.int32)
    arcs = sparse.csr_array((ones, (sender, receiver)), shape=(count, count))
    return Groups(of, count, arcs)
