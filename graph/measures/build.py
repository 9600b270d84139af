"""The network of partners: who sends families to whom, by the pathways that are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from graph.coverage.facts import Facts
from graph.measures.options import NetworkOptions
from graph.projection import Projection

LEFT_OUT = (
    "from_touchpoint",
    "no_partner",
    "not_counted_by_status",
    "service_not_open",
    "within_partner",
    "not_claimed_by_both",
)
"""Why a pathway makes no arc; the first that applies."""


@dataclass(frozen=True)
class Claims:
    """How many arcs either side says exist, before any is left out for its claims."""

    both: int
    sender_only: int
    receiver_only: int
    not_stated: int

    @property
    def agreement(self) -> float | None:
        """Share of the arcs with a stated claim that both sides claim; None without any."""
        stated = self.both + self.sender_only + self.receiver_only
        return self.both / stated if stated else None


@dataclass(frozen=True)
class PartnerGraph:
    """Partners and the arcs between them.

    Every partner is a node. An arc has `pathways` (their number), `warm` (whether one of them is),
    `sender_claims` and `receiver_claims` (whether a pathway is said to exist by that side).
    """

    net: Projection
    directed: nx.DiGraph[int]
    undirected: nx.Graph[int]
    """The same partners; one tie where an arc runs in either direction, or in both."""
    left_out: dict[str, int]
    claims: Claims


def build_partner_graph(
    facts: Facts, stated_claims: Sequence[str | None], options: NetworkOptions
) -> PartnerGraph:
    """The partners of a projection, with one arc a pair of sender and receiver.

    `stated_claims` has one entry a pathway: `sender`, `receiver`, `both` or None. A pathway
    counts where it is usable, and the services named at its ends are open, in the low world
    (`usable`) or in the high one (`possible`). Scopes of need and segment are not looked at.
    """
    directed: nx.DiGraph[int] = nx.DiGraph()
    directed.add_nodes_from(range(len(facts.net.partners)))
    left_out = _add_arcs(directed, facts, stated_claims, high=options.status == "possible")
    claims = _count_claims(directed)
    if options.claims == "both":
        left_out["not_claimed_by_both"] = _keep_agreed(directed)
    undirected: nx.Graph[int] = nx.Graph()
    undirected.add_nodes_from(directed)
    undirected.add_edges_from(directed.edges())
    return PartnerGraph(
        net=facts.net,
        directed=directed,
        undirected=undirected,
        left_out=left_out,
        claims=claims,
    )


def _add_arcs(
    directed: nx.DiGraph[int], facts: Facts, stated_claims: Sequence[str | None], *, high: bool
) -> dict[str, int]:
    net = facts.net
    warm = facts.warm.world(high)
    left_out = dict.fromkeys(LEFT_OUT, 0)
    for pathway, (sender, receiver) in enumerate(
        zip(net.pathway.sender.tolist(), net.pathway.receiver.tolist(), strict=True)
    ):
        reason = _reason_left_out(facts, pathway, sender, receiver, high=high)
        if reason:
            left_out[reason] += 1
            continue
        one, other = net.node_partner(sender), net.node_partner(receiver)
        claim = stated_claims[pathway]
        if not directed.has_edge(one, other):
            directed.add_edge(
                one, other, pathways=0, warm=False, sender_claims=False, receiver_claims=False
            )
        arc = directed.edges[one, other]
        arc["pathways"] += 1
        arc["warm"] |= bool(warm[pathway])
        arc["sender_claims"] |= claim in ("sender", "both")
        arc["receiver_claims"] |= claim in ("receiver", "both")
    return left_out


def _reason_left_out(
    facts: Facts, pathway: int, sender: int, receiver: int, *, high: bool
) -> str | None:
    net = facts.net
    if sender >= net.first_touchpoint:
        return "from_touchpoint"
    ends = (sender, receiver)
    partners = [net.node_partner(node) if node >= 0 else -1 for node in ends]
    if min(partners) < 0:
        return "no_partner"
    if not facts.usable.world(high)[pathway]:
        return "not_counted_by_status"
    opened = facts.open.world(high)
    if any(node < net.first_partner and not opened[node] for node in ends):
        return "service_not_open"
    return "within_partner" if partners[0] == partners[1] else None


def _count_claims(directed: nx.DiGraph[int]) -> Claims:
    counts = dict.fromkeys(((True, True), (True, False), (False, True), (False, False)), 0)
    for _, _, arc in directed.edges(data=True):
        counts[arc["sender_claims"], arc["receiver_claims"]] += 1
    return Claims(
        both=counts[True, True],
        sender_only=counts[True, False],
        receiver_only=counts[False, True],
        not_stated=counts[False, False],
    )


def _keep_agreed(directed: nx.DiGraph[int]) -> int:
    """Take out the arcs that not both sides claim; the number of pathways of these."""
    doubtful = [
        (one, other, arc["pathways"])
        for one, other, arc in directed.edges(data=True)
        if not (arc["sender_claims"] and arc["receiver_claims"])
    ]
    directed.remove_edges_from([(one, other) for one, other, _ in doubtful])
    return sum(pathways for _, _, pathways in doubtful)
