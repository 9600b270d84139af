"""The measures of the network against their definitions, on made-up communities."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from communities.community import AS_OF, STALE_AFTER_DAYS
from communities.engine_result import load_tables
from communities.network_community import network_community
from oracle import measures_oracle as plain
from oracle.coverage_oracle import CoverageOracle
from oracle.plain_facts import Facts, OracleParameters
from oracle.plain_records import Sources
from oracle.shipped_needs import read_shipped_needs
from pyoxigraph import NamedNode, Quad

from graph.measures import NetworkOptions, compute_network, read_claims
from graph.measures.articulation import compute_cut_off
from graph.measures.meanings import MEANINGS
from graph.measures.options import RANKED_BY
from graph.parameters import CoverageParameters
from graph.projection import Projection, build_projection
from graph.store import MemoryStore
from ontology.files import read_ontology
from ontology.terms import RDF, code, mint, nwd, source_graph

ROOT = Path(__file__).parents[2]
SEEDS = range(30)
OPTIONS = NetworkOptions(community_runs=2)
CLAIM_OF_SOURCE = {"a": code("claimed-by", "sender"), "b": code("claimed-by", "receiver")}
ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


@dataclass
class Case:
    """One community: what the product says, and the plain records."""

    oracle: CoverageOracle
    facts: Facts
    tables: dict[str, Any]
    result: dict[str, Any]

    @property
    def partners(self) -> list[str]:
        return [key[1] for key in self.oracle.community.partners]

    def item(self, partner: str) -> dict[str, Any]:
        return next(item for item in self.result["partners"] if item["partner"] == partner)


@cache
def loaded(seed: int) -> tuple[Sources, Projection, list[str | None], CoverageOracle]:
    sources = network_community(seed)
    store = load_tables(sources)
    net = build_projection(store)
    return sources, net, read_claims(store, net), CoverageOracle(sources, read_shipped_needs())


def case(seed: int, options: NetworkOptions = OPTIONS) -> Case:
    sources, net, claims, oracle = loaded(seed)
    parameters = CoverageParameters(as_of=AS_OF, stale_after_days=STALE_AFTER_DAYS)
    asked = OracleParameters(AS_OF, 1, "warm", STALE_AFTER_DAYS, "unknown")
    return Case(
        oracle=oracle,
        facts=Facts(oracle.community, asked),
        tables={row["id"]: row for t in sources.values() for row in t.get("partners", ())},
        result=compute_network(net, parameters, claims, options),
    )


def test_two_sources_that_claim_from_two_sides_claim_it_both() -> None:
    quads = [
        Quad(mint("a", "referral", name), predicate, value, source_graph(source))
        for name, sides in {"r1": "a", "r2": "b", "r3": "ab", "r4": ""}.items()
        for source, predicate, value in (
            ("a", NamedNode(f"{RDF}type"), nwd("ReferralPathway")),
            *((side, nwd("claimedBy"), CLAIM_OF_SOURCE[side]) for side in sides),
        )
    ]
    store = MemoryStore([*read_ontology(), *quads])
    net = build_projection(store)
    claims = dict(zip(net.pathways.iris, read_claims(store, net), strict=True))
    told = {name: claims[mint("a", "referral", name).value] for name in ("r1", "r2", "r3", "r4")}
    assert told == {"r1": "sender", "r2": "receiver", "r3": "both", "r4": None}


@pytest.mark.parametrize("status", ["usable", "possible"])
def test_arcs_are_the_pathways_between_partners(status: Any) -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        one = case(seed, replace(OPTIONS, status=status))
        expected = plain.counted_arcs(one.facts, high=status == "possible")
        warm = ("warm",) if status == "usable" else ("warm", "", "unknown", "handshake")
        assert {
            (arc["sender"], arc["receiver"]): (arc["pathways"], arc["warm"])
            for arc in one.result["arcs"]
        } == {
            ends: (len(pathways), any(pathway.mode in warm for pathway in pathways))
            for ends, pathways in expected.items()
        }
        network = one.result["network"]
        left_out = network["pathways_left_out"]
        seen.update(reason for reason, count in left_out.items() if count)
        counted = sum(len(pathways) for pathways in expected.values())
        assert network["pathways_counted"] == counted
        assert counted + sum(left_out.values()) == network["pathways"]
        assert network["pathways"] == len(one.oracle.community.pathways)
    assert {
        "from_touchpoint",
        "not_counted_by_status",
        "service_not_open",
        "within_partner",
    } <= set(seen)


def test_an_arc_counts_by_both_claims_or_by_either() -> None:
    agreements = set()
    for seed in SEEDS:
        either, both = (case(seed, replace(OPTIONS, claims=rule)) for rule in ("either", "both"))
        arcs = plain.counted_arcs(either.facts, high=False)
        claimed = {
            ends: (plain.claimed(pathways, "sender"), plain.claimed(pathways, "receiver"))
            for ends, pathways in arcs.items()
        }
        agreed = {ends for ends, sides in claimed.items() if all(sides)}
        assert ends_of(both) == agreed
        assert ends_of(either) == set(arcs)
        stated = [sides for sides in claimed.values() if any(sides)]
        counts = Counter(claimed.values())
        for result in (either.result, both.result):
            assert result["claims"] == {
                "both": counts[True, True],
                "sender_only": counts[True, False],
                "receiver_only": counts[False, True],
                "not_stated": counts[False, False],
                "agreement": len(agreed) / len(stated) if stated else None,
            }
        agreements.add(either.result["claims"]["agreement"])
    assert len(agreements) > 5


def ends_of(one: Case) -> set[tuple[str, str]]:
    return {(arc["sender"], arc["receiver"]) for arc in one.result["arcs"]}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_measure_agrees_with_its_definition(seed: int) -> None:
    one = case(seed)
    arcs = ends_of(one)
    ties = plain.ties_of(one.partners, arcs)
    between, cores = plain.betweenness(one.partners, arcs), plain.cores(ties)
    cut_off = plain.cut_off(ties)
    sectors = {partner: one.tables[partner]["sector"] or None for partner in one.partners}
    roles = plain.brokerage(one.partners, arcs, sectors)
    assert sorted(item["partner"] for item in one.result["partners"]) == sorted(one.partners)
    for partner in one.partners:
        item = one.item(partner)
        assert item["in_degree"] == sum(other == partner for _, other in arcs)
        assert item["out_degree"] == sum(sender == partner for sender, _ in arcs)
        assert item["degree"] == item["in_degree"] + item["out_degree"]
        assert item["betweenness"] == pytest.approx(float(between[partner]))
        assert item["core"] == cores[partner]
        assert item["articulation_point"] == (partner in cut_off)
        assert item["cut_off"] == cut_off.get(partner, 0)
        assert item["reciprocity"] == plain.reciprocity(partner, arcs)
        assert {role: item[role] for role in ROLES} == {
            role: roles[partner][role] for role in ROLES
        }
        assert item["brokerage_unknown"] == roles[partner]["unknown"]
        assert item["sector"] == sectors[partner]
        assert (item["community"] is None) == (not ties[partner])
    answered = sum((other, sender) in arcs for sender, other in arcs)
    network = one.result["network"]
    assert network["reciprocity"] == (answered / len(arcs) if arcs else None)
    told = {item["partner"] for item in one.result["partners"] if item["declared"]}
    among = {(sender, other) for sender, other in arcs if {sender, other} <= told}
    returned = sum((other, sender) in among for sender, other in among)
    assert network["reciprocity_declared"] == (returned / len(among) if among else None)
    assert network["arcs_warm"] == sum(arc["warm"] for arc in one.result["arcs"])
    assert network["largest_both_ways"] == plain.largest_both_ways(one.partners, arcs)
    pieces = plain.pieces(ties)
    assert network["components"] == len(pieces)
    assert network["largest_component"] == max(map(len, pieces))
    assert network["isolated"] == sum(not others for others in ties.values())
    pairs = len(one.partners) * (len(one.partners) - 1)
    assert network["density"] == (pytest.approx(len(arcs) / pairs) if pairs else None)


def test_the_communities_drawn_have_every_shape() -> None:
    """Without this the agreement above could rest on networks without structure."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        items = case(seed).result["partners"]
        for name in (*ROLES, "brokerage_unknown", "cut_off", "betweenness", "reciprocity"):
            seen[name] += any(item[name] for item in items)
        seen["core 2"] += any(item["core"] >= 2 for item in items)
    assert all(seen[name] >= 3 for name in (*ROLES, "brokerage_unknown", "cut_off", "core 2")), seen
    assert seen["betweenness"] >= 3
    assert seen["reciprocity"] >= 3


def test_pieces_left_by_articulation_points_on_sparse_networks() -> None:
    rng = random.Random(11)
    sizes: Counter[int] = Counter()
    for _ in range(300):
        size = rng.randint(1, 14)
        nodes = [f"{node:02}" for node in range(size)]
        arcs = {(rng.choice(nodes), rng.choice(nodes)) for _ in range(rng.randint(0, size + 3))}
        ties = plain.ties_of(nodes, {(one, other) for one, other in arcs if one != other})
        undirected: nx.Graph[int] = nx.Graph()
        undirected.add_nodes_from(range(size))
        undirected.add_edges_from((int(one), int(other)) for one in ties for other in ties[one])
        found = compute_cut_off(undirected)
        assert {f"{node:02}": cut for node, cut in found.items()} == plain.cut_off(ties)
        sizes.update(found.values())
    assert sizes[1] > 50
    assert max(sizes) >= 4


def test_the_documentation_says_what_the_measures_mean() -> None:
    page = (ROOT / "docs" / "analysis" / "network.md").read_text(encoding="utf-8")
    for meaning in MEANINGS:
        row = " | ".join(
            (f"| `{meaning.measure}`", meaning.meaning, meaning.caution, f"{meaning.source} |")
        )
        assert row in page, meaning.measure


def test_response_is_the_share_that_declared_and_decides_on_ranks() -> None:
    ranked = set()
    for seed in SEEDS:
        one = case(seed)
        keys = one.oracle.community.partners
        declared = {key[1] for key in keys if one.facts.has_declared(key)}
        response, items = one.result["response"], one.result["partners"]
        rate = len(declared) / len(keys)
        assert response["rate"] == rate
        assert response["ranked"] == (rate >= 0.7)
        ranked.add(response["ranked"])
        assert {item["partner"] for item in items if item["declared"]} == declared
        for sector in one.result["response_by_sector"]:
            members = {
                k[1] for k in keys if (one.tables[k[1]]["sector"] or None) == sector["sector"]
            }
            assert sector["partners"] == len(members)
            assert sector["declared"] == len(members & declared)
        if response["ranked"]:
            degrees = [item["in_degree"] for item in items]
            assert [item["rank"] for item in items] == list(plain.ranks(degrees))
            assert degrees == sorted(degrees, reverse=True)
            assert response["reason"] is None
        else:
            assert {item["rank"] for item in items} == {None}
            names = [item["name"].casefold() for item in items]
            assert names == sorted(names)
            assert "declared" in response["reason"]
    assert ranked == {True, False}


def test_the_least_response_and_the_measure_of_ranks_are_parameters() -> None:
    apart = 0
    for seed in SEEDS[:20]:
        for name in RANKED_BY:
            result = case(seed, replace(OPTIONS, least_response=0.0, rank_by=name)).result
            items = result["partners"]
            assert result["response"]["ranked"]
            assert [item["rank"] for item in items] == list(plain.ranks([i[name] for i in items]))
            ranks = [item["rank"] for item in items]
            assert ranks == sorted(ranks)
            apart += ranks != list(plain.ranks([item["in_degree"] for item in items]))
    assert apart > 10


def test_the_same_question_has_the_same_answer() -> None:
    for seed in (3, 4, 5):
        assert case(seed).result == case(seed).result
