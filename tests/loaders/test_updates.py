"""What a newer file of a source changes, against a plain comparison of the two tables."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from communities.community import seeded_community
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from graph.store import EmbeddedStore, ReadableStore
from loaders.load import build_store, load_source
from loaders.updates import SourceChanges, compare_source
from ontology.terms import DCTERMS, code, nwd, source_graph

Tables = dict[str, list[dict[str, Any]]]
GRAPH = source_graph("one")
TABLES: Tables = {
    "partners": [{"id": "p", "name": "Clinic"}, {"id": "r", "name": "Library"}],
    "services": [
        {"id": "s", "name": "Visits", "partner": "p", "needs": "home-visiting", "status": "active"},
        {"id": "t", "name": "Story time", "partner": "r", "description": "Books"},
    ],
}


def _compare(before: Tables, after: Tables) -> SourceChanges:
    old, new = (build_store({"one": tables}).store for tables in (before, after))
    return compare_source(old, new, GRAPH, against=3)


def test_nothing_changed() -> None:
    changes = _compare(TABLES, TABLES)
    assert changes.counts == {"added": 0, "removed": 0, "changed": 0, "same": 4}
    assert changes.records == ()
    assert changes.total == 0
    assert changes.sentence() == (
        "Nothing changed against generation 3: 4 records with an id of their own are as they were."
    )


def test_fields_come_go_and_change() -> None:
    after = copy.deepcopy(TABLES)
    after["services"][0] |= {"status": "inactive", "needs": "home-visiting;wic", "wait_days": 9}
    del after["services"][1]["description"]
    changes = _compare(TABLES, after)
    told = {
        (record.id, field.field): (field.before, field.after)
        for record in changes.records
        for field in record.fields
    }
    assert told == {
        ("s", "service status"): (("Active",), ("Inactive",)),
        ("s", "addresses need"): (("Home visiting",), ("Home visiting", "WIC")),
        ("s", "wait in days"): ((), ("9",)),
        ("t", "description"): (("Books",), ()),
    }
    assert changes.fields["Service", "service status"] == 1
    assert changes.counts == {"added": 0, "removed": 0, "changed": 2, "same": 2}


def test_records_come_and_go_with_all_they_said() -> None:
    after = copy.deepcopy(TABLES)
    after["partners"] = [{"id": "q", "name": "School"}, TABLES["partners"][0]]
    after["services"] = TABLES["services"][:1]
    changes = _compare(TABLES, after)
    assert [(r.change, r.kind, r.id, r.name) for r in changes.records] == [
        ("added", "Partner", "q", "School"),
        ("removed", "Partner", "r", "Library"),
        ("removed", "Service", "t", "Story time"),
    ]
    assert all(not field.before for field in changes.records[0].fields)
    assert ("Books",) in [field.before for field in changes.records[2].fields]


@pytest.mark.parametrize("seed", range(6))
def test_against_the_rows(seed: int) -> None:
    """Every service and partner whose row differs is told, and no other."""
    before, after = (_tables(seed), _tables(seed))
    after["services"] = after["services"][1:]
    for row in after["partners"][::2]:
        row["name"] = f"{row['name']} (moved)"
    changes = _compare(before, after)
    told = {(r.change, r.id) for r in changes.records if r.kind in ("Partner", "Service")}
    names = {row["id"] for row in after["partners"][::2]}
    assert told == {("removed", before["services"][0]["id"])} | {("changed", id_) for id_ in names}


def _tables(seed: int) -> Tables:
    tables = seeded_community(seed)["a"]
    return {name: [dict(row) for row in rows] for name, rows in tables.items()}


def test_blank_nodes_are_counted_and_not_compared() -> None:
    record, value = NamedNode("http://x.example/r"), NamedNode("http://x.example/v")
    stores = [Store(), Store()]
    for store in stores:
        store.add(Quad(record, NamedNode(DCTERMS + "identifier"), Literal("r"), GRAPH))
        store.add(Quad(record, value, BlankNode(), GRAPH))
    changes = compare_source(stores[0], stores[1], GRAPH)
    assert (changes.total, changes.uncompared) == (0, 2)


def _write(folder: Path, status: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "partners.csv").write_text("id,name\np,Clinic\n")
    (folder / "services.csv").write_text(f"id,name,partner,status\ns,Visits,p,{status}\n")
    return folder


def test_a_dry_run_tells_and_leaves_the_store(tmp_path: Path) -> None:
    store, seen = EmbeddedStore(tmp_path / "data"), []
    asked = f"ASK {{ ?s {nwd('serviceStatus')} {code('service-status', 'inactive')} }}"
    first = load_source(store, _write(tmp_path / "county", "active"))
    assert (first.changes, first.generation) == (None, 1)

    def review(draft: ReadableStore) -> None:
        seen.append(bool(draft.query(asked)))

    path = _write(tmp_path / "county", "inactive")
    dry = load_source(store, path, dry_run=True, review=review)
    assert dry.generation is None
    assert dry.changes is not None
    assert dry.changes.against == 1
    assert [record.id for record in dry.changes.records] == ["s"]
    assert seen == [True]
    assert [generation.number for generation in store.history()] == [1]
    assert not store.read().query(asked)
    real = load_source(store, path)
    assert (real.generation, real.changes) == (2, dry.changes)


def test_a_dry_run_of_the_first_load_makes_no_store(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    report = load_source(store, _write(tmp_path / "county", "active"), dry_run=True)
    assert report.loaded["services"] == 1
    assert report.generation is None
    assert not store.exists()
