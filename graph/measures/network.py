"""The measures of the network of partners put together, with what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.measures.articulation import compute_cut_off
from graph.measures.betweenness import Betweenness, compute_betweenness
from graph.measures.brokerage import ROLES, UNKNOWN, compute_brokerage
from graph.measures.build import PartnerGraph, build_partner_graph
from graph.measures.communities import Communities, compute_communities
from graph.measures.cores import compute_cores
from graph.measures.degree import DRAWS, QUANTILES, Range, compute_in_degree_ranges
from graph.measures.meanings import MEANINGS
from graph.measures.options import BATCHES, NetworkOptions
from graph.measures.reciprocity import (
    compute_declared_reciprocity,
    compute_overall_reciprocity,
    compute_reciprocity,
)
from graph.measures.response import compute_response, compute_response_by_sector
from graph.measures.sentences import describe_communities, describe_network, describe_partner
from graph.parameters import CoverageParameters
from graph.projection import Projection

Item = dict[str, Any]


def compute_network(
    net: Projection,
    parameters: CoverageParameters,
    stated_claims: Sequence[str | None],
    options: NetworkOptions | None = None,
) -> Item:
    """The measures of every partner, and of the whole network.

    `stated_claims` has one entry a pathway, as `read_claims` gives it. Keys: `parameters`,
    `network`, `response`, `response_by_sector`, `claims`, `betweenness` and `communities` (how
    they were found and how sure they are), `in_degree_ranges`, `measures` (one object a measure:
    `measure`, `of`, `meaning`, `caution`, `source`), `partners` (one object a partner), `arcs`
    (one object a pair of sender and receiver: `sender`, `receiver`, `pathways`, `warm`,
    `sender_claims`, `receiver_claims`), `names` (id of a partner -> name) and `completeness`.

    Partners are in order of rank, then name; by name alone where there are no ranks.
    """
    options = options or NetworkOptions()
    facts = Facts(net, parameters)
    partners = build_partner_graph(facts, stated_claims, options)
    response = compute_response(net, options)
    counted, found = _count(partners, options), _search(partners, options)
    items = [_item(counted, partner, found) for partner in partners.directed]
    _rank(items, options.rank_by, ranked=response["ranked"])
    for item in items:
        item["sentence"] = describe_partner(item)
    network = _describe_network(partners)
    network["sentence"] = describe_network(network, response)
    return {
        "parameters": {**parameters.as_dict(), **options.as_dict()},
        "network": network,
        "response": response,
        "response_by_sector": compute_response_by_sector(net),
        "claims": _describe_claims(partners),
        "betweenness": _describe_betweenness(found.betweenness, options),
        "communities": _describe_communities(found.communities, options),
        "in_degree_ranges": {"draws": DRAWS, "quantiles": list(QUANTILES), "seed": options.seed},
        "measures": [meaning.as_dict() for meaning in MEANINGS],
        "partners": items,
        "arcs": _list_arcs(partners),
        "names": dict(zip(net.partners.ids, net.partners.names, strict=True)),
        "completeness": compute_completeness(facts),
    }


def count_network(
    net: Projection,
    parameters: CoverageParameters,
    stated_claims: Sequence[str | None],
    options: NetworkOptions | None = None,
) -> Item:
    """What `compute_network` tells without its searches, which take long in a large network.

    Keys: `response`, `arcs` and `partners`; of a partner the ranks, betweenness, community and the
    roles between sectors are None.
    """
    options = options or NetworkOptions()
    partners = build_partner_graph(Facts(net, parameters), stated_claims, options)
    counted = _count(partners, options)
    items = [_item(counted, partner) for partner in partners.directed]
    _rank(items, options.rank_by, ranked=False)
    return {
        "response": compute_response(net, options),
        "partners": items,
        "arcs": _list_arcs(partners),
    }


@dataclass(frozen=True)
class _Searches:
    """What is searched for along many chains."""

    betweenness: Betweenness
    communities: Communities
    brokerage: dict[int, Counter[str]]


@dataclass(frozen=True)
class _Counted:
    """What is counted by partner."""

    partners: PartnerGraph
    ranges: Sequence[Range] | None
    cores: dict[int, int]
    reciprocity: dict[int, float | None]
    cut_off: dict[int, int]


def _search(partners: PartnerGraph, options: NetworkOptions) -> _Searches:
    directed, undirected = partners.directed, partners.undirected
    return _Searches(
        betweenness=compute_betweenness(directed, options),
        communities=compute_communities(undirected, runs=options.community_runs, seed=options.seed),
        brokerage=compute_brokerage(directed, partners.net.partner_sector),
    )


def _count(partners: PartnerGraph, options: NetworkOptions) -> _Counted:
    return _Counted(
        partners=partners,
        ranges=compute_in_degree_ranges(partners, seed=options.seed),
        cores=compute_cores(partners.undirected),
        reciprocity=compute_reciprocity(partners.directed),
        cut_off=compute_cut_off(partners.undirected),
    )


def _item(counted: _Counted, partner: int, found: _Searches | None = None) -> Item:
    net, directed = counted.partners.net, counted.partners.directed
    error = found.betweenness.error if found else None
    roles = found.brokerage[partner] if found else None
    return {
        "partner": net.partners.ids[partner],
        "name": net.partners.names[partner],
        "sector": net.partner_sector[partner],
        "declared": bool(net.declared[partner]),
        "rank": None,
        "in_degree": directed.in_degree[partner],
        "in_degree_range": list(counted.ranges[partner]) if counted.ranges else None,
        "out_degree": directed.out_degree[partner],
        "degree": directed.degree[partner],
        "betweenness": found.betweenness.values[partner] if found else None,
        "betweenness_error": error[partner] if error is not None else None,
        "core": counted.cores[partner],
        "community": found.communities.community.get(partner) if found else None,
        "community_agreement": found.communities.agreement.get(partner) if found else None,
        "reciprocity": counted.reciprocity[partner],
        **{role: roles[role] if roles is not None else None for role in ROLES},
        "brokerage_unknown": roles[UNKNOWN] if roles is not None else None,
        "articulation_point": partner in counted.cut_off,
        "cut_off": counted.cut_off.get(partner, 0),
    }


def _rank(items: list[Item], by: str, *, ranked: bool) -> None:
    """Sort in place; with ranks, equal values share the best one (1, 2, 2, 4)."""
    items.sort(key=lambda item: (item["name"].casefold(), item["name"], item["partner"]))
    if not ranked:
        return
    items.sort(key=lambda item: -item[by])
    for position, item in enumerate(items):
        same = position and items[position - 1][by] == item[by]
        item["rank"] = items[position - 1]["rank"] if same else position + 1


def _describe_network(partners: PartnerGraph) -> Item:
    net, directed = partners.net, partners.directed
    size, arcs = len(directed), directed.number_of_edges()
    pieces = [len(piece) for piece in nx.weakly_connected_components(directed)]
    both_ways = [len(piece) for piece in nx.strongly_connected_components(directed)]
    counted = [arc["pathways"] for _, _, arc in directed.edges(data=True)]
    declared = {partner for partner in directed if net.declared[partner]}
    return {
        "partners": size,
        "arcs": arcs,
        "arcs_warm": sum(arc["warm"] for _, _, arc in directed.edges(data=True)),
        "pathways": len(net.pathways),
        "pathways_counted": sum(counted),
        "pathways_left_out": partners.left_out,
        "density": nx.density(directed) if size > 1 else None,
        "reciprocity": compute_overall_reciprocity(directed),
        "reciprocity_declared": compute_declared_reciprocity(directed, declared),
        "components": len(pieces),
        "largest_component": max(pieces, default=0),
        "isolated": sum(piece == 1 for piece in pieces),
        "largest_both_ways": max(both_ways, default=0),
        "articulation_note": (
            "Articulation points are a sketch of where the network hangs by one partner; "
            "resilience says what families would lose."
        ),
    }


def _describe_claims(partners: PartnerGraph) -> Item:
    claims = partners.claims
    return {
        "both": claims.both,
        "sender_only": claims.sender_only,
        "receiver_only": claims.receiver_only,
        "not_stated": claims.not_stated,
        "agreement": claims.agreement,
    }


def _describe_betweenness(betweenness: Betweenness, options: NetworkOptions) -> Item:
    sampled = betweenness.error is not None
    return {
        "method": "sampled" if sampled else "exact",
        "sources": betweenness.sources,
        "batches": BATCHES if sampled else None,
        "seed": options.seed if sampled else None,
        "largest_error": max(betweenness.error.values()) if betweenness.error else None,
        "bound": betweenness.bound,
        "error": (
            "betweenness_error is the standard error over the batches; bound is Hoeffding's for "
            "one partner at 95% (Brandes & Pich 2007)"
            if sampled
            else None
        ),
    }


def _describe_communities(communities: Communities, options: NetworkOptions) -> Item:
    return {
        "method": "Louvain",
        "communities": len(communities.sizes),
        "sizes": list(communities.sizes),
        "modularity": communities.modularity,
        "runs": options.community_runs,
        "seeds": [options.seed + run for run in range(options.community_runs)],
        "adjusted_rand": communities.adjusted_rand,
        "mutual_information": communities.mutual_information,
        "sentence": describe_communities(communities),
    }


def _list_arcs(partners: PartnerGraph) -> list[Item]:
    ids = partners.net.partners.ids
    return [
        {"sender": ids[sender], "receiver": ids[receiver], **arc}
        for sender, receiver, arc in sorted(partners.directed.edges(data=True), key=_ends)
    ]


def _ends(arc: tuple[int, int, Item]) -> tuple[int, int]:
    return arc[0], arc[1]
