"""Measures that rest on chance: what is sampled, how sure it is, and that seeds settle it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import networkx as nx
import numpy as np
import pytest
from communities.community import AS_OF
from communities.engine_result import load_tables
from oracle import measures_oracle as plain

from graph.coverage.facts import Facts
from graph.errors import AnalysisError
from graph.measures import NetworkOptions
from graph.measures.betweenness import compute_betweenness
from graph.measures.build import PartnerGraph, build_partner_graph
from graph.measures.communities import (
    adjusted_rand,
    agrees,
    compute_communities,
    mutual_information,
)
from graph.measures.degree import DRAWS, compute_in_degree_ranges
from graph.parameters import CoverageParameters
from graph.projection import build_projection

OPTIONS = NetworkOptions()


def scattered(size: int, arcs: int, seed: int) -> nx.DiGraph[int]:
    """Arcs at random, most of them toward low numbers."""
    rng = random.Random(seed)
    net: nx.DiGraph[int] = nx.DiGraph()
    net.add_nodes_from(range(size))
    while net.number_of_edges() < arcs:
        one, other = rng.randrange(size), int(size * rng.random() ** 2)
        if one != other:
            net.add_edge(one, other)
    return net


def test_small_networks_are_exact() -> None:
    net = scattered(60, 200, 1)
    found = compute_betweenness(net, OPTIONS)
    assert found.error is None
    assert found.bound is None
    assert found.sources == 60
    exact = plain.betweenness([str(n) for n in net], {(str(a), str(b)) for a, b in net.edges()})
    assert [found.values[n] for n in net] == pytest.approx([float(exact[str(n)]) for n in net])


def test_sampled_betweenness_is_within_its_stated_error() -> None:
    net = scattered(300, 1200, 2)
    exact = nx.betweenness_centrality(net)
    asked = replace(OPTIONS, exact_up_to=300 * 1200 - 1, sources=100)
    found = compute_betweenness(net, asked)
    assert found.error is not None
    assert found.bound is not None
    assert found.sources == 100
    off = {node: abs(found.values[node] - exact[node]) for node in net}
    assert 0 < max(off.values()) < found.bound
    hubs = sorted(net, key=lambda node: -exact[node])[:50]
    within = fmean(off[node] <= 2.5 * found.error[node] for node in hubs)
    assert within >= 0.9
    # The stated error is no larger than it has to be: it is of the size of the true one.
    assert fmean(found.error[node] for node in hubs) < 3 * fmean(off[node] for node in hubs)
    again = compute_betweenness(net, asked)
    assert again == found
    assert compute_betweenness(net, replace(asked, seed=9)).values != found.values


def test_the_size_at_which_sampling_starts_is_the_one_given() -> None:
    net = scattered(300, 1200, 2)
    assert compute_betweenness(net, replace(OPTIONS, exact_up_to=300 * 1200)).error is None
    assert compute_betweenness(net, replace(OPTIONS, exact_up_to=300 * 1200 - 1)).error is not None


def test_clear_groups_are_found_and_firm() -> None:
    groups = nx.connected_caveman_graph(4, 6)
    groups.add_node(24)
    found = compute_communities(groups, runs=6, seed=1)
    assert found.sizes == [6, 6, 6, 6]
    assert [len({found.community[n] for n in range(g, g + 6)}) for g in (0, 6, 12, 18)] == [1] * 4
    assert set(found.community.values()) == {1, 2, 3, 4}
    assert 24 not in found.community
    assert found.adjusted_rand == 1
    assert found.mutual_information == pytest.approx(1)
    assert set(found.agreement.values()) == {1.0}


def test_groups_that_are_not_there_are_called_unstable() -> None:
    net = scattered(300, 600, 4).to_undirected()
    found = compute_communities(net, runs=5, seed=1)
    assert found.adjusted_rand is not None
    assert found.mutual_information is not None
    assert found.adjusted_rand < 0.7
    assert found.mutual_information < 0.9
    assert 0 < fmean(found.agreement.values()) < 0.95
    assert found.sizes == sorted(found.sizes, reverse=True)
    assert compute_communities(net, runs=5, seed=1) == found


def test_agreement_of_a_partner_is_counted_over_the_other_runs() -> None:
    net = scattered(80, 160, 5).to_undirected()
    tied: nx.Graph[int] = nx.Graph()
    tied.add_edges_from(sorted(net.edges()))
    runs = [nx.community.louvain_communities(tied, weight=None, seed=1 + run) for run in range(4)]
    shown = max(runs, key=lambda run: nx.community.modularity(tied, run, weight=None))
    others = [run for run in runs if run is not shown]
    found = compute_communities(net, runs=4, seed=1)
    exact = 0
    for community in shown:
        matches = [plain.best_match(community, run) for run in others]
        shares = [
            sorted((len(community & o) / len(community | o) for o in run), reverse=True)
            for run in others
        ]
        if any(len(share) > 1 and share[0] == share[1] for share in shares):
            continue
        exact += 1
        for node in community:
            assert found.agreement[node] == fmean(node in match for match in matches)
            assert {n for n in tied if found.community[n] == found.community[node]} == community
    assert exact >= 3


def test_the_matching_community_is_the_most_alike_not_the_largest() -> None:
    one = np.array([0, 0, 0, *[1] * 7])
    other = np.array([0, 0, 1, *[0] * 7])
    # {0, 1, 2} shares 2 of 10 with the large one, 1 of 3 with {2}.
    assert agrees(one, other).tolist() == [False, False, True, *[True] * 7]


def test_without_ties_there_are_no_communities() -> None:
    empty: nx.Graph[int] = nx.Graph()
    empty.add_nodes_from(range(3))
    found = compute_communities(empty, runs=2, seed=1)
    assert (found.community, found.modularity, found.adjusted_rand) == ({}, None, None)


def cross(
    one: Sequence[int], other: Sequence[int]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    table = np.zeros((max(one) + 1, max(other) + 1), np.int64)
    for pair in zip(one, other, strict=True):
        table[pair] += 1
    return table


def test_agreement_of_partitions_by_every_pair() -> None:
    rng = random.Random(7)
    told = 0
    for _ in range(200):
        size, kinds = rng.randint(1, 9), rng.randint(1, 4)
        one, other = ([rng.randrange(kinds) for _ in range(size)] for _ in range(2))
        expected = plain.adjusted_rand(one, other)
        found = adjusted_rand(cross(one, other))
        assert found == pytest.approx(1.0 if expected is None else float(expected))
        told += expected not in (None, 1)
        assert adjusted_rand(cross(one, one)) == 1
        assert mutual_information(cross(one, one)) == pytest.approx(1)
        both_ways = [mutual_information(cross(a, b)) for a, b in ((one, other), (other, one))]
        assert both_ways[0] == pytest.approx(both_ways[1])
        assert 0 <= both_ways[0] <= 1
    assert told > 100


def test_partitions_that_tell_nothing_of_each_other_share_no_information() -> None:
    assert mutual_information(cross([0, 0, 1, 1], [0, 1, 0, 1])) == pytest.approx(0)
    # H = ln 2 and 0.5 ln 2 + 0.5 ln 4, shared ln 2: 2 / (1 + 1.5).
    assert mutual_information(cross([0, 0, 1, 1], [0, 0, 1, 2])) == pytest.approx(0.8)


def star(senders: int, silent: int) -> PartnerGraph:
    """`senders` partners that refer to one hub, and `silent` ones that only it says do."""
    partners = [{"id": "hub", "name": "Hub"}]
    referrals = []
    for number in range(senders + silent):
        claim = "receiver" if number >= senders else "sender"
        partners.append({"id": f"p{number:03}", "name": f"P{number}"})
        referrals.append(
            {"id": f"r{number}", "from": f"p{number:03}", "to": "hub", "claimed_by": claim}
        )
    statement = {"subject": "hub", "topic": "referrals", "value": "complete"}
    tables = {"partners": partners, "referrals": referrals, "completeness": [statement]}
    net = build_projection(load_tables({"a": tables}))
    facts = Facts(net, CoverageParameters(as_of=AS_OF))
    return build_partner_graph(facts, [None] * len(net.pathways), OPTIONS)


def test_in_degree_range_is_the_in_degree_where_everybody_answered() -> None:
    ranges = compute_in_degree_ranges(star(10, 0), seed=1)
    assert ranges is not None
    assert ranges[0] == (10, 10)
    assert set(ranges[1:]) == {(0, 0)}


def test_in_degree_range_is_around_what_was_told() -> None:
    net = star(59, 20)
    assert net.directed.in_degree[0] == 79
    ranges = compute_in_degree_ranges(net, seed=1)
    assert ranges is not None
    low, high = ranges[0]
    # Of 60 that declared, 15 are dropped: the hub itself among them or not.
    assert {low, high} == {44 * 60 / 45 + 20, 45 * 60 / 45 + 20}
    assert low < 79 < high
    assert compute_in_degree_ranges(net, seed=1) == ranges
    assert DRAWS == 200


def test_no_range_where_nobody_declared() -> None:
    net = star(0, 5)
    silent = replace(net.net, declared=np.zeros(6, np.bool_))
    assert compute_in_degree_ranges(replace(net, net=silent), seed=1) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "open"),
        ("claims", "none"),
        ("rank_by", "name"),
        ("least_response", 1.5),
        ("seed", -1),
        ("community_runs", 1),
        ("exact_up_to", -1),
        ("sources", 19),
    ],
)
def test_options_outside_their_range_are_refused(name: str, value: object) -> None:
    with pytest.raises(AnalysisError, match=name):
        NetworkOptions(**{name: value})  # type: ignore[arg-type]
