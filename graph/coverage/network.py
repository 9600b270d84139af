"""The nodes and pathways that a walk can touch, in local numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.facts import Fact, Facts
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Departures:
    """Every pathway that leaves from each node: its own and those it may use as well.

    At a service those of its partner, at a partner those of its services that may be open; for
    these `through` is the local service that must be open, else -1. Rows of a node are contiguous.
    """

    indptr: Ints
    record: Ints
    through: Ints

    def of(self, node: int) -> slice:
        return slice(int(self.indptr[node]), int(self.indptr[node + 1]))


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
    departures: Departures


def build_network(facts: Facts, door_nodes: Ints, *, within: Bools | None = None) -> Network:
    """The network that the given doors and all pathways span; of those `within` only, if given.

    Complexity: O(nodes + pathways log pathways).
    """
    net = facts.net
    ends = (net.pathway.sender >= 0) & (net.pathway.receiver >= 0)
    if within is not None:
        ends &= within
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
    departures = _build_departures(sent, is_service, partner, opened)
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
        departures=departures,
    )


def _build_departures(sent: Ints, is_service: Bools, partner: Ints, opened: Fact) -> Departures:
    """From the senders of the records, sorted, to what leaves from each node."""
    records = np.arange(len(sent), dtype=np.int64)
    own = np.stack([sent, records, np.full(len(sent), -1)])
    behind = partner[sent]
    passing = (behind >= 0) & opened.high[sent]
    by_partner = np.stack([behind[passing], records[passing], sent[passing]])
    indptr = np.searchsorted(sent, np.arange(len(is_service) + 1))
    services = np.flatnonzero(partner >= 0)
    counts = np.diff(indptr)[partner[services]]
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    borrowed = np.repeat(indptr[partner[services]], counts) + offsets
    by_service = np.stack([np.repeat(services, counts), borrowed, np.full(len(borrowed), -1)])
    node, record, through = np.concatenate([own, by_partner, by_service], axis=1)
    order = np.argsort(node, kind="stable")
    starts = np.searchsorted(node[order], np.arange(len(is_service) + 1))
    return Departures(starts, record[order], through[order])
