"""Overlap: agreement with plain sets, and each verdict on the smallest case that has it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from communities.community import AS_OF, STALE_AFTER_DAYS, seeded_community
from communities.engine_result import load_tables
from oracle.coverage_oracle import CoverageOracle
from oracle.overlap_oracle import most_independent, overlapping_pairs
from oracle.plain_facts import OracleParameters
from oracle.shipped_needs import read_shipped_needs

from graph import sharing
from graph.coverage.facts import Facts
from graph.namesakes import normalise
from graph.overlap import Overlaps, compute_overlaps
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from graph.signatures import Signatures

Tables = dict[str, list[dict[str, str]]]
SEEDS = range(8)


def overlaps(tables: Tables, **given: Any) -> dict[str, Any]:
    net = build_projection(load_tables({"a": tables}))
    return compute_overlaps(net, CoverageParameters(as_of=date(2026, 6, 1), **given))


def service(number: int, **cells: str) -> dict[str, str]:
    return {
        "id": f"s{number}",
        "name": f"Service {number}",
        "partner": f"o{number}",
        "needs": "diapers",
        "capacity": "10",
        **cells,
    }


def community(*services: dict[str, str], weight: str = "5") -> Tables:
    """Services of partners o1, o2, ..., each paid by a funder of its own, and one required cell."""
    return {
        "partners": [{"id": f"o{i}", "name": f"Partner {i}"} for i in range(1, 6)],
        "services": list(services),
        "touchpoints": [{"id": "t", "name": "Visit", "life_stage": "infant"}],
        "requirements": [{"touchpoint": "t", "need": "diapers", "weight": weight}],
        "funding_streams": [
            {"id": f"f{i}", "name": f"Stream {i}", "funder": f"Funder {i}"} for i in range(1, 6)
        ],
        "allocations": [
            {
                "stream": f"f{i}",
                "to": f"o{i}",
                "fiscal_year": "2026",
                "phase": "awarded",
                "amount": "100",
            }
            for i in range(1, 6)
        ],
    }


@pytest.mark.parametrize("seed", range(60))
def test_pairs_are_those_of_the_oracle(seed: int) -> None:
    sources = seeded_community(seed)
    oracle = CoverageOracle(sources, read_shipped_needs())
    expected = {
        (first, second): (pytest.approx(float(jaccard)), pytest.approx(float(containment)))
        for first, second, jaccard, containment in overlapping_pairs(
            oracle, OracleParameters(AS_OF, stale_after_days=STALE_AFTER_DAYS)
        )
    }
    net = build_projection(load_tables(sources))
    result = compute_overlaps(
        net, CoverageParameters(as_of=AS_OF, stale_after_days=STALE_AFTER_DAYS)
    )
    found = {
        tuple(sorted((pair["first"], pair["second"]))): (pair["jaccard"], pair["containment"])
        for pair in result["pairs"]
    }
    assert found == expected


def judged_community(seed: int) -> Tables:
    """Services in three places for two segments, partners that share funders, some demand."""
    rng = random.Random(seed)

    def some(values: Sequence[str], most: int) -> str:
        return "; ".join(rng.sample(values, rng.randint(0, most)))

    places, needs = ("c1", "c2", "c3"), ("diapers", "infant-formula", "housing")
    services = [
        service(
            number,
            partner=f"o{rng.randint(1, 9)}",
            needs=rng.choice(needs),
            segments=rng.choice(("all", "all", "g1", "g2")),
            places=some(places, 3),
            capacity=rng.choice(("", "2", "9", "40")),
            languages=rng.choice(("", "", "es")),
        )
        for number in range(16)
    ]
    required = {
        (need, segment, place)
        for need in needs
        for segment in ("g1", "g2")
        for place in places
        if rng.random() < 0.9
    }
    return {
        "places": [{"id": place, "name": place, "part_of": "everywhere"} for place in places],
        "segments": [{"id": segment, "name": segment} for segment in ("g1", "g2")],
        "partners": [{"id": f"o{i}", "name": f"Partner {i}"} for i in range(1, 10)],
        "services": services,
        "touchpoints": [{"id": "t", "name": "Visit", "life_stage": "infant"}],
        "requirements": [
            {
                "touchpoint": "t",
                "need": need,
                "segment": segment,
                "place": place,
                "weight": rng.choice(("0.1", "0.7", "3", "11")),
            }
            for need, segment, place in sorted(required)
        ],
        "funding_streams": [
            {"id": f"f{i}", "name": f"Stream {i}", "funder": f"Funder {i}"} for i in range(4)
        ],
        "allocations": [
            {
                "stream": f"f{rng.randrange(4)}",
                "to": f"o{i}",
                "fiscal_year": "2026",
                "phase": "awarded",
                "amount": "100",
            }
            for i in range(1, 8)
        ],
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_told_of_a_pair_is_what_its_cells_say(seed: int) -> None:
    net = build_projection(load_tables({"a": judged_community(seed)}))
    parameters = CoverageParameters(as_of=AS_OF, stale_after_days=STALE_AFTER_DAYS)
    signatures = Signatures(Facts(net, parameters))
    cells = {
        int(service): set(signatures.cells[[row]].indices.tolist())
        for row, service in enumerate(signatures.services)
    }
    by_partner = [(str(net.service.partner[s]), net.service.main_funder[s]) for s in cells]
    pairs = dict(zip(cells, by_partner, strict=True))
    position = {net.services.ids[service]: service for service in cells}
    weights, stated = signatures.weights.tolist(), signatures.stated.tolist()

    def left(cell: int, without: int) -> int:
        others = {pairs[s] for s in cells if cell in cells[s] and s != without}
        return most_independent(sorted(others, key=str))

    result = compute_overlaps(net, parameters)["pairs"]
    assert len({pair["verdict"] for pair in result}) > 1
    for pair in result:
        first, second = position[pair["first"]], position[pair["second"]]
        shared = cells[first] & cells[second]
        coded = {*net.service.needs.row(first), *net.service.needs.row(second)}
        asked = [cell for cell in shared if int(signatures.need_of(np.array(cell))) in coded]
        worst = [min(left(cell, without) for cell in shared) for without in (first, second)]
        assert pair["shared_weight"] == pytest.approx(sum(weights[cell] for cell in shared))
        assert pair["remaining_providers"] == max(worst)
        if asked and all(stated[cell] for cell in asked):
            assert pair["demand"] == pytest.approx(sum(weights[cell] for cell in asked))
        else:
            assert pair["demand"] is None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pairs_of_one_service_are_those_of_all(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = build_projection(load_tables({"a": judged_community(seed)}))
    parameters = CoverageParameters(as_of=AS_OF, stale_after_days=STALE_AFTER_DAYS)
    whole = compute_overlaps(net, parameters)["pairs"]
    # A few cells at a time tell the same.
    monkeypatch.setattr(sharing, "SHARED_CELLS", 5)
    assert compute_overlaps(net, parameters)["pairs"] == whole
    alone = Overlaps(net, parameters)
    for service, name in enumerate(net.services.ids):
        assert alone.of(service) == [p for p in whole if name in (p["first"], p["second"])]


def verdicts(result: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(pair["first"], pair["second"]): pair["verdict"] for pair in result["pairs"]}


def test_unknown_slots_are_not_judged() -> None:
    found = overlaps(community(service(1), service(2, capacity="")))
    assert verdicts(found) == {("s1", "s2"): "overlap-not-judged"}


def test_undeclared_demand_is_not_judged() -> None:
    tables = community(service(1), service(2))
    del tables["requirements"]
    assert verdicts(overlaps(tables)) == {("s1", "s2"): "overlap-not-judged"}


def test_ample_slots_and_two_more_providers_make_a_candidate() -> None:
    found = overlaps(community(service(1), service(2), service(3)))
    assert set(verdicts(found).values()) == {"duplication-candidate"}
    assert found["pairs"][0]["remaining_providers"] == 2
    assert found["pairs"][0]["demand"] == 5
    assert found["pairs"][0]["capacity"] == 20


def test_too_few_independent_providers_are_healthy() -> None:
    found = overlaps(community(service(1), service(2)))
    assert verdicts(found) == {("s1", "s2"): "healthy-redundancy"}


def test_one_funder_behind_all_is_healthy() -> None:
    tables = community(service(1), service(2), service(3))
    for stream in tables["funding_streams"]:
        stream["funder"] = "One funder"
    assert set(verdicts(overlaps(tables)).values()) == {"healthy-redundancy"}


def test_slots_below_the_margin_are_healthy() -> None:
    tables = community(service(1), service(2), service(3), weight="17")
    assert set(verdicts(overlaps(tables)).values()) == {"healthy-redundancy"}


@pytest.mark.parametrize(("column", "value"), [("languages", "es"), ("modes", "virtual")])
def test_a_difference_is_healthy(column: str, value: str) -> None:
    found = overlaps(community(service(1, **{column: value}), service(2), service(3)))
    assert verdicts(found)["s1", "s2"] == "healthy-redundancy"
    assert verdicts(found)["s2", "s3"] == "duplication-candidate"


def test_services_of_one_partner_do_not_overlap() -> None:
    found = overlaps(community(service(1), service(2, partner="o1")))
    assert found["pairs"] == []


def test_closed_and_uncoded_services_serve_nothing_for_certain() -> None:
    closed = service(2, status="inactive")
    uncoded = service(3, needs="")
    assert overlaps(community(service(1), closed, uncoded))["pairs"] == []


def test_same_names_are_possible_duplicates() -> None:
    tables = community(service(1, name="The Diaper-Bank"), service(2, name="diaper bank"))
    tables["partners"][1]["name"] = "PARTNER 1, Inc."
    found = overlaps(tables)["possible_duplicates"]
    assert [(pair["first"], pair["second"]) for pair in found] == [("s1", "s2")]
    assert found[0]["reasons"] == ["same service name", "same partner name"]


def test_normalise() -> None:
    assert normalise("The Niños' Place, LLC") == "ninos place"
