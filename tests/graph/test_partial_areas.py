"""A service that states areas beside the places that are known leaves the others unknown."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from communities.agreement import FEW_PARAMETERS, differences
from communities.community import seeded_community
from communities.engine_result import load_tables
from oracle.coverage_oracle import CoverageOracle
from oracle.plain_routes import build_network
from oracle.shipped_needs import read_shipped_needs
from pyoxigraph import Literal, NamedNode, Quad

from graph.coverage import CoverageParameters, compute_coverage
from graph.projection import build_projection
from graph.store import MemoryStore
from loaders.load import build_dataset
from ontology.terms import XSD, mint, nwd, source_graph

TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
PLACES: dict[str, Any] = {
    "places": [
        {"id": "linn", "name": "Linn County", "kind": "county"},
        {"id": "benton", "name": "Benton County", "kind": "county"},
    ]
}
PLAN: dict[str, Any] = {
    "touchpoints": [
        {"id": "t", "name": "Visit", "life_stage": "infant", "required_needs": "baby-gear"}
    ],
    "doors": [{"touchpoint": "t", "at": "directory:s1"}],
    "completeness": [{"subject": "directory:o1", "topic": "referrals", "value": "complete"}],
}


def test_oracle_and_engine_agree_on_partial_areas() -> None:
    """In communities where some services that state places are marked, at random."""
    marked = 0
    for seed in range(10):
        sources, rng = seeded_community(seed), random.Random(seed)
        oracle = CoverageOracle(sources, read_shipped_needs())
        if len(oracle.questions()) > 24:
            continue
        store = load_tables(sources)
        assert isinstance(store, MemoryStore)
        services = dict(oracle.community.services)
        for key, service in services.items():
            if service.places and rng.random() < 0.5:
                services[key] = replace(service, places_partial=True)
                iri = mint(key[0], "service", key[1])
                graph = source_graph(key[0])
                store.store.add(Quad(iri, nwd("isAreaIncomplete"), TRUE, graph))
                marked += 1
        oracle.community = replace(oracle.community, services=services)
        oracle.net = build_network(oracle.community)
        net = build_projection(store)
        for asked in FEW_PARAMETERS:
            found = compute_coverage(net, CoverageParameters(**asdict(asked))).as_dict()
            assert list(differences(oracle, asked, found)) == [], seed
    assert marked > 5


@pytest.mark.parametrize(
    ("area", "benton"),
    [
        ("Linn County", "gap"),
        ("Linn County; Ten miles around", "unknown"),
        ("Linn County; Lane County", "gap"),  # another county holds no known place
        ("Linn and Benton Counties", "covered"),
    ],
)
def test_an_unmatched_area_is_no_gap(tmp_path: Path, area: str, benton: str) -> None:
    for name, rows in {
        "organizations": "id,name\no1,Clinic\n",
        "services": "id,organization_id,name,taxonomy_ids\ns1,o1,Diapers,BB\n",
        "taxonomy": "id,name,vocabulary\nBB,Baby Supplies,Open Eligibility\n",
        "service_areas": f"id,service_id,service_area\n1,s1,{area}\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(rows)
    store, _ = build_dataset({"places": PLACES, "directory": tmp_path, "plan": PLAN})
    found = compute_coverage(build_projection(store), CoverageParameters())
    cells = {cell["place"]: cell["any_door"] for cell in found.as_dict()["cells"]}
    assert cells == {"linn": "covered", "benton": benton}
