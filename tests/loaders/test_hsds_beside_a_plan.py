"""A directory loaded beside a planner's workbook: places and touchpoints of the one are used."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode

from graph.store import MemoryStore
from loaders.load import build_dataset
from ontology.terms import DATA, nwd

PLAN = {
    "places": [
        {"id": "alder", "name": "Alder County", "kind": "county"},
        {"id": "oak", "name": "Oak County", "kind": "county", "geoid": "41003"},
    ],
    "touchpoints": [
        {"id": "clinic", "name": "Clinic", "life_stage": "prenatal", "kind": "prenatal-visit"}
    ],
}
TABLES = {
    "organizations": "id,name\no1,One\n",
    "services": "id,organization_id,name\ns1,o1,Birth Clinic\n",
    "locations": "id,organization_id,name,city,county\nl1,o1,Main,Alder,Alder\n",
    "services_at_location": "id,service_id,location_id\n,s1,l1\n",
    "service_areas": "id,service_id,service_area\n,s1,alder county\n,s1,41003\n,s1,Elm\n",
    "taxonomy": "id,name,parent_id,parent_name,vocabulary\nt1,Maternity Care,,,Open Eligibility\n",
    "services_taxonomy": "id,service_id,taxonomy_id\n,s1,t1\n",
}


def objects(store: MemoryStore, record: str, term: str) -> list[str]:
    subject = NamedNode(f"{DATA}directory/{record}")
    quads = store.store.quads_for_pattern(subject, nwd(term), None, None)
    return sorted(quad.object.value.rpartition("/id/")[2] for quad in quads)  # type: ignore[union-attr]


def test_areas_sites_and_doors_join_the_plan(tmp_path: Path) -> None:
    for name, content in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    store, reports = build_dataset({"plan": PLAN, "directory": tmp_path})
    assert reports["directory"].kind == "hsds"
    assert reports["directory"].loaded["Service"] == 1
    places = ["plan/place/alder", "plan/place/oak"]
    assert objects(store, "service/s1", "servesArea") == places
    assert objects(store, "site/l1", "inPlace") == ["plan/place/alder"]
    door = "door/plan%3Aclinic%3Es1"
    assert objects(store, door, "doorOf") == ["plan/touchpoint/clinic"]
    assert objects(store, door, "doorAt") == ["directory/service/s1"]
    assert objects(store, door, "servesArea") == places
    assert "Touchpoint" not in reports["directory"].loaded


def test_without_a_plan_nothing_is_matched(tmp_path: Path) -> None:
    for name, content in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    store, reports = build_dataset({"directory": tmp_path})
    assert objects(store, "service/s1", "servesArea") == []
    assert reports["directory"].loaded["Touchpoint"] == 1
    assert objects(store, "door/prenatal-visit%3Es1", "doorOf") == [
        "directory/touchpoint/prenatal-visit"
    ]
