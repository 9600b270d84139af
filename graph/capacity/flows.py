"""The most families that shared slots can serve: a maximum flow from groups to services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from graph.errors import AnalysisError
from graph.projection.arrays import Bools, Ints

LARGEST = np.iinfo(np.int32).max
Group = tuple[int, ...]
"""The services that the families of a group can use, in order."""


@dataclass(frozen=True)
class Flow:
    """How many are served at most, and the services where one more slot would serve more."""

    served: int
    full: Ints


def compute_flow(demand: Mapping[Group, int], slots: Ints) -> Flow:
    """The most of the demand that the slots can serve.

    `demand`: families of each group; `slots`: [service]. The total is unique, and so is `full`
    (the services on the demand's side of the least cut), but not who is served.

    Services that the same groups use are one node with their slots together. Raises AnalysisError
    where the demand is larger than the solver's whole numbers. Source: Dinitz' algorithm as in
    scipy.sparse.csgraph.maximum_flow.
    """
    groups = [group for group, families in demand.items() if group and families]
    families = np.array([demand[group] for group in groups], np.int64)
    if not groups:
        return Flow(0, np.zeros(0, np.int64))
    total = int(families.sum())
    if total > LARGEST:
        raise AnalysisError(f"a demand of {total} is more than the solver can count")
    pool, service = _pool(groups)
    room = np.minimum(np.bincount(pool, weights=slots[service]).astype(np.int64), total)
    row, column = _edges(groups, service, pool)
    network = _network(families, room, row, column)
    source, sink = 0, network.shape[0] - 1
    answer = maximum_flow(network, source, sink)
    full = _before_the_cut(network - answer.flow, source)
    is_full = full[1 + len(groups) : -1]
    return Flow(int(answer.flow_value), np.sort(service[is_full[pool]]))


def _pool(groups: list[Group]) -> tuple[Ints, Ints]:
    """(pool, service): services in one pool are used by the very same groups."""
    users: dict[int, list[int]] = {}
    for i, group in enumerate(groups):
        for service in group:
            users.setdefault(service, []).append(i)
    pools: dict[tuple[int, ...], int] = {}
    pool = [pools.setdefault(tuple(users[service]), len(pools)) for service in sorted(users)]
    return np.array(pool, np.int64), np.array(sorted(users), np.int64)


def _edges(groups: list[Group], service: Ints, pool: Ints) -> tuple[Ints, Ints]:
    sizes = np.array([len(group) for group in groups], np.int64)
    flat = np.fromiter((s for group in groups for s in group), np.int64, int(sizes.sum()))
    column = pool[np.searchsorted(service, flat)]
    row = np.repeat(np.arange(len(groups), dtype=np.int64), sizes)
    row, column = np.unique(np.stack([row, column]), axis=1)
    return row, column


def _network(families: Ints, room: Ints, row: Ints, column: Ints) -> sparse.csr_array:
    """Source, groups, pools, sink."""
    groups, pools = len(families), len(room)
    sink = 1 + groups + pools
    starts = np.concatenate([np.zeros(groups, np.int64), 1 + row, 1 + groups + np.arange(pools)])
    ends = np.concatenate([1 + np.arange(groups), 1 + groups + column, np.full(pools, sink)])
    widths = np.concatenate([families, families[row], room]).astype(np.int32)
    return sparse.csr_array((widths, (starts, ends)), shape=(sink + 1, sink + 1))


def _before_the_cut(left: sparse.csr_array, source: int) -> Bools:
    """[node]: more could flow to it from the source."""
    left.eliminate_zeros()
    found = np.zeros(left.shape[0], np.bool_)
    found[breadth_first_order(left, source, return_predecessors=False)] = True
    return found
