from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from ontology.terms import mint
from service.exports import ExportData, write_export
from service.exports.content.networkx_graph import build_graph

CLINIC = mint("county", "partner", "clinic").value
PANTRY = mint("county", "service", "pantry").value
R1 = mint("county", "referral", "r1").value


def test_the_network_has_partners_services_touchpoints_doors_and_pathways(
    county: ExportData,
) -> None:
    net = build_graph(county)
    kinds = [data["kind"] for _, data in net.nodes(data=True)]
    assert sorted(kinds) == ["partner"] * 3 + ["service"] * 3 + ["touchpoint"]
    assert sorted(data["kind"] for _, _, data in net.edges(data=True)) == [
        "door",
        "pathway",
        "pathway",
    ]
    pathway = net.edges[CLINIC, PANTRY, R1]
    assert pathway["mode"] == "warm"
    assert pathway["needs"] == "Food"
    assert pathway["wait_days"] == 3
    assert pathway["closed_loop"] is True
    assert net.nodes[CLINIC]["sector"] == "Health care"


def test_attributes_are_plain_and_of_one_type(county: ExportData) -> None:
    net = build_graph(county)
    types: dict[tuple[str, str], type] = {}
    items = [("node", d) for _, d in net.nodes(data=True)]
    items += [("edge", d) for _, _, d in net.edges(data=True)]
    for kind, attributes in items:
        for name, value in attributes.items():
            assert type(value) in (str, int, float, bool)
            assert types.setdefault((kind, name), type(value)) is type(value)


def test_graphml_reads_back_equal(county: ExportData, out: Path) -> None:
    write_export("graphml", county, out)
    read = nx.read_graphml(out, force_multigraph=True)
    net = build_graph(county)
    assert _nodes(read) == _nodes(net)
    assert _edges(read) == _edges(net)
    assert read.graph["as_of"] == "2026-11-21"


def test_gexf_reads_back_equal(county: ExportData, out: Path) -> None:
    write_export("gexf", county, out)
    read = nx.read_gexf(out)
    net = build_graph(county)
    for node, attributes in read.nodes(data=True):
        viz = attributes.pop("viz")
        assert set(viz) == {"color", "size", "position"}
        assert attributes == net.nodes[node]
    assert set(read.nodes) == set(net.nodes)
    assert _edges(read) == _edges(net)


def _nodes(net: Any) -> dict[str, dict[str, Any]]:
    return dict(net.nodes(data=True))


def _edges(net: Any) -> list[tuple[str, str, list[tuple[str, object]]]]:
    own = ("id", "key", "networkx_key")
    return sorted(
        (u, v, sorted((k, x) for k, x in data.items() if k not in own))
        for u, v, data in net.edges(data=True)
    )


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_the_file_is_well_formed_whatever_the_names(
    name: str, county: ExportData, out: Path
) -> None:
    write_export(name, county, out)
    text = out.read_text(encoding="utf-8")
    values = {*ET.fromstring(text).itertext()}
    values |= {value for element in ET.fromstring(text).iter() for value in element.attrib.values()}
    assert "Niños Clinic <b>" in values
    assert "None" not in values


def test_gexf_is_dated_by_the_run(county: ExportData, out: Path) -> None:
    write_export("gexf", county, out)
    text = out.read_text(encoding="utf-8")
    assert 'lastmodifieddate="2026-11-21"' in text
    assert "Made 2026-11-21 09:30 UTC" in text
