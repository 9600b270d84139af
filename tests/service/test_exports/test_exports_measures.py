"""The measures of partners in the files for network tools."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from service.exports import ExportData, write_export
from service.exports.content.network_measures import MEASURES

EXTRA = ("in_degree_low", "in_degree_high")


def read(name: str, path: Path) -> Any:
    if name == "gexf":
        return nx.read_gexf(path)
    return nx.read_graphml(path, force_multigraph=True)


def expected(item: dict[str, Any]) -> dict[str, Any]:
    found = {name: item[name] for name in MEASURES if item[name] is not None}
    return {**found, **dict(zip(EXTRA, item["in_degree_range"] or (), strict=False))}


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_partners_carry_their_measures_and_nothing_else_does(
    name: str, county: ExportData, out: Path
) -> None:
    write_export(name, county, out)
    nodes = dict(read(name, out).nodes(data=True))
    by_id = {item["partner"]: item for item in county.network["partners"]}
    assert {node["kind"] for node in nodes.values()} == {"partner", "service", "touchpoint"}
    for node in nodes.values():
        carried = {key: node[key] for key in (*MEASURES, *EXTRA) if key in node}
        wanted = expected(by_id[node["identifier"]]) if node["kind"] == "partner" else {}
        assert carried == wanted
        assert {key: type(value) for key, value in carried.items()} == {
            key: type(value) for key, value in wanted.items()
        }


def test_the_clinic_sends_and_the_others_receive(county: ExportData, out: Path) -> None:
    """clinic --> food bank (by its pantry), clinic ..> shelter."""
    write_export("gexf", county, out)
    partners = {
        node["identifier"]: node
        for _, node in nx.read_gexf(out).nodes(data=True)
        if node["kind"] == "partner"
    }
    degrees = {name: (node["in_degree"], node["out_degree"]) for name, node in partners.items()}
    assert degrees == {"clinic": (0, 2), "bank": (1, 0), "shelter": (1, 0)}
    assert partners["clinic"]["articulation_point"] is True
    assert partners["clinic"]["cut_off"] == 1
    assert partners["clinic"]["declared"] is True
    assert partners["bank"]["declared"] is False
    assert "rank" not in partners["clinic"]


def test_what_the_measures_rest_on_is_told_in_the_file(county: ExportData, out: Path) -> None:
    facts = ("1 of them (33%) have declared", "fewer than the 70% asked", "Pathways: usable")
    write_export("gexf", county, out)
    description = out.read_text(encoding="utf-8").split("</meta>")[0]
    write_export("graphml", county, out)
    told = nx.read_graphml(out).graph["measures"]
    for fact in facts:
        assert fact in description
        assert fact in told


def test_ranks_and_ranges_are_carried_where_there_are_any(county: ExportData, out: Path) -> None:
    items = [
        {**item, "rank": rank, "in_degree_range": [0.5, 2.0], "betweenness_error": 0.25}
        for rank, item in enumerate(county.network["partners"], start=1)
    ]
    made = {**county.network, "partners": items}
    write_export("gexf", replace(county, results={"network": made}), out)
    by_id = {item["partner"]: item for item in items}
    partners = [n for _, n in nx.read_gexf(out).nodes(data=True) if n["kind"] == "partner"]
    assert len(partners) == 3
    for node in partners:
        wanted = expected(by_id[node["identifier"]])
        assert {key: node[key] for key in wanted} == wanted
        assert {"rank", "betweenness_error", *EXTRA} <= set(wanted)


def test_measures_already_made_are_used(county: ExportData, out: Path) -> None:
    made = dict(county.network)
    made["partners"] = [{**item, "in_degree": 77} for item in made["partners"]]
    write_export("gexf", replace(county, results={"network": made}), out)
    found = {n["in_degree"] for _, n in nx.read_gexf(out).nodes(data=True) if "in_degree" in n}
    assert found == {77}


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_an_empty_store_has_a_file_too(name: str, empty: ExportData, out: Path) -> None:
    write_export(name, empty, out)
    assert len(read(name, out)) == 0
    assert "There are no partners" in out.read_text(encoding="utf-8")
