"""The nodes and pathways that a walk can touch, in local numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.facts import Fact, Facts
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Network:
    """Doors, senders and receivers, and the partners behind them.

    Every other service matters only as a provider of its partner. `local` maps a node of the
    projection to its row here, -1 where it has none. Pathways are those that are not surely
    unusable, sorted by sender.
    """

    nodes: Ints
    local: Ints
    partner: Ints
    """[local]: for a service the local number of its partner, else -1."""
    is_service: Bools
    open: Fact
    """[local]: a walk may pass; true of partners and touchpoints."""
    undeclared: Bools
    """[local]: more referrals than recorded may leave from here."""
    pathway: Ints
    """[record]: position of the pathway in the projection."""
    sender: Ints
    receiver: Ints
    indptr: Ints
    """[local]: the slice of records that leave from it."""
    members: dict[int, list[int]]
    """Local partner -> its local services that send."""

    def records_of(self, node: int) -> range:
        return range(int(self.indptr[node]), int(self.indptr[node + 1]))


def build_network(facts: Facts, door_nodes: Ints) -> Network:
    """The network that the given doors and all pathways span.

    Complexity: O(nodes + pathways log pathways).
    """
    net = facts.net
    ends = (net.pathway.sender >= 0) & (net.pathway.receiver >= 0)
    pathway = np.flatnonzero(facts.usable.high & ends)
    sender, receiver = net.pathway.sender[pathway], net.pathway.receiver[pathway]
    touched = np.unique(np.concatenate([door_nodes, sender, receiver]))
    services = touched[touched < net.first_partner]
    behind = net.service.partner[services]
    nodes = np.unique(np.concatenate([touched, behind[behind >= 0] + net.first_partner]))
    local = np.full(net.node_count, -1, np.int64)
    local[nodes] = np.arange(len(nodes))
    is_service = nodes < net.first_partner
    is_partner = ~is_service & (nodes < net.first_touchpoint)
    partner_of = np.full(len(nodes), -1, np.int64)
    partner_of[is_service] = net.service.partner[nodes[is_service]]
    partner_of[is_partner] = nodes[is_partner] - net.first_partner
    undeclared = is_service | is_partner
    known = partner_of >= 0
    undeclared[known] &= ~net.declared[partner_of[known]]
    partner = np.full(len(nodes), -1, np.int64)
    has_partner = is_service & known
    partner[has_partner] = local[partner_of[has_partner] + net.first_partner]
    opened = Fact(np.ones(len(nodes), np.bool_), np.ones(len(nodes), np.bool_))
    opened.low[is_service] = facts.open.low[nodes[is_service]]
    opened.high[is_service] = facts.open.high[nodes[is_service]]
    order = np.argsort(local[sender], kind="stable")
    sent = local[sender][order]
    members: dict[int, list[int]] = {}
    for node in np.unique(sent).tolist():
        if partner[node] >= 0:
            members.setdefault(int(partner[node]), []).append(node)
    return Network(
        nodes=nodes,
        local=local,
        partner=partner,
        is_service=is_service,
        open=opened,
        undeclared=undeclared,
        pathway=pathway[order],
        sender=sent,
        receiver=local[receiver][order],
        indptr=np.searchsorted(sent, np.arange(len(nodes) + 1)),
        members=members,
    )
