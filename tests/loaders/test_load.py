"""Loading into a store: what is published, what is told, and what changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions

from graph.errors import SourceError, StrictError, UnknownSource
from graph.store import EmbeddedStore
from loaders.load import check_source, drop_source, list_sources, load_source
from loaders.stages import source_name
from ontology.terms import GRAPH_EDGES, GRAPH_ONTOLOGY, GRAPH_SOURCES, mint, nwd, source_graph

VALLEY = Path(__file__).parents[1] / "data" / "workbook" / "valley"


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "store")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ours"
    made.mkdir()
    write(made, "partners", "id,name", "p,P", "q,Q")
    return made


def write(folder: Path, table: str, *lines: str) -> None:
    (folder / f"{table}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def held(store: EmbeddedStore) -> set[str]:
    return {str(quad) for quad in store.read().store}


def size(store: EmbeddedStore, graph: NamedNode) -> int:
    return sum(1 for _ in store.read().store.quads_for_pattern(None, None, None, graph))


def test_a_load_is_one_generation_with_provenance(store: EmbeddedStore) -> None:
    report = load_source(store, VALLEY, licence="CC0", title="The valley")
    assert (report.source, report.kind, report.refused, report.issues) == (
        "valley", "workbook", 0, (),
    )  # fmt: skip
    assert report.generation == store.read().generation.number
    assert report.triples == size(store, source_graph("valley"))
    assert report.rows_read == 32
    assert {"read", "build", "derive", "publish"} <= set(report.seconds)
    assert "valley" in store.history()[0].note
    assert size(store, GRAPH_ONTOLOGY) > 1_000
    (listed,) = list_sources(store.read())
    assert re.fullmatch(r"[0-9a-f]{64}", str(listed.pop("sha256")))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(listed.pop("loaded_at")))
    assert listed == {
        "name": "valley", "title": "The valley", "kind": "workbook", "licence": "CC0",
        "file": "valley", "rows": 32, "loaded": 32, "refused": 0, "issues": 0,
        "triples": report.triples,
    }  # fmt: skip


def test_loading_again_replaces_and_adds_nothing(store: EmbeddedStore, folder: Path) -> None:
    load_source(store, VALLEY)
    load_source(store, folder, source="x")
    before = {line for line in held(store) if "generatedAtTime" not in line}
    load_source(store, folder, source="x")
    assert {line for line in held(store) if "generatedAtTime" not in line} == before
    write(folder, "partners", "id,name", "r,R", "r,again")
    load_source(store, folder, source="x")
    after = held(store)
    assert not any(mint("x", "partner", "p").value in line for line in after)
    assert any(mint("x", "partner", "r").value in line for line in after)
    assert [row["name"] for row in list_sources(store.read())] == ["valley", "x"]
    write(folder, "partners", "id,name", "r,R")
    load_source(store, folder, source="x")
    assert not any("LoadIssue" in line for line in held(store) if GRAPH_SOURCES.value in line)


def test_issues_are_kept_with_the_source(store: EmbeddedStore, folder: Path) -> None:
    write(folder, "services", "id,name,partner", "s,S,p", "r,R,nobody")
    report = load_source(store, folder, source="x")
    assert (report.refused, [issue.code for issue in report.issues]) == (1, ["dangling-reference"])
    found = store.read().query(
        f"""
        PREFIX nwd: <{nwd("row").value.removesuffix("row")}>
        SELECT ?code ?severity ?file ?row ?column ?value ?record WHERE {{ GRAPH {GRAPH_SOURCES} {{
          ?issue a nwd:LoadIssue ; nwd:ofSource {source_graph("x")} ; nwd:issueCode ?code ;
            nwd:severity ?severity ; nwd:message ?message ; nwd:file ?file ; nwd:row ?row ;
            nwd:column ?column ; nwd:value ?value ; nwd:record ?record . }} }}
        """
    )
    assert isinstance(found, QuerySolutions)
    assert [[term.value for term in solution] for solution in found] == [
        ["dangling-reference", "error", "services.csv", "3", "partner", "nobody", "r"]
    ]


def test_edges_follow_the_sources(store: EmbeddedStore) -> None:
    load_source(store, VALLEY)
    assert size(store, GRAPH_EDGES) == 2
    drop_source(store, "valley")
    assert size(store, GRAPH_EDGES) == 0


def test_a_strict_load_with_an_issue_changes_nothing(store: EmbeddedStore, folder: Path) -> None:
    load_source(store, VALLEY)
    before = held(store)
    write(folder, "services", "id,name,partner,status", "s,S,p,so-so")
    with pytest.raises(StrictError, match=r"1 issue and nothing changed.*row 2") as caught:
        load_source(store, folder, strict=True)
    assert len(caught.value.issues) == 1
    assert (held(store), len(store.history())) == (before, 1)
    assert load_source(store, folder).generation == 2


@pytest.mark.parametrize("lines", [["id,name"], ["id,name", ",P"], ["name", "P"]])
def test_nothing_to_load_changes_nothing(
    store: EmbeddedStore, tmp_path: Path, lines: list[str]
) -> None:
    made = tmp_path / "bad"
    made.mkdir()
    write(made, "partners", *lines)
    with pytest.raises(SourceError, match="nothing could be loaded"):
        load_source(store, made, kind="workbook")
    assert not store.exists()


def test_a_circle_through_another_source_changes_nothing(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    write(one, "places", "id,name,part_of", "a,A,")
    write(two, "places", "id,name,part_of", "b,B,one:a")
    load_source(store, one)
    load_source(store, two)
    write(one, "places", "id,name,part_of", "a,A,two:b")
    before = held(store)
    with pytest.raises(SourceError, match="part_of leads in a circle: one:a > two:b > one:a"):
        load_source(store, one)
    assert held(store) == before
    with pytest.raises(SourceError, match="part_of leads in a circle"):
        check_source(store, one)


def test_a_source_does_not_know_what_it_held_before(store: EmbeddedStore, folder: Path) -> None:
    load_source(store, folder, source="x")
    gone = mint("x", "partner", "q").value
    write(folder, "partners", "id,name,parent", f"p,P,{gone}", "r,R,x:q")
    write(folder, "places", "id,name", "a,A")
    report = load_source(store, folder, source="x")
    assert [issue.code for issue in report.issues] == ["dangling-reference"] * 2


def test_checking_writes_nothing_and_sees_the_store(store: EmbeddedStore, folder: Path) -> None:
    load_source(store, VALLEY)
    before = held(store)
    write(folder, "services", "id,name,partner", "s,S,valley:wic", "r,R,nobody")
    report = check_source(store, folder)
    assert report.generation is None
    assert report.loaded == {"partners": 2, "services": 1}
    assert held(store) == before
    assert load_source(store, folder).triples == report.triples
    assert check_source(None, folder).loaded == {"partners": 2, "services": 0}


def test_dropping_an_unknown_source(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownSource):
        drop_source(store, "x")
    load_source(store, VALLEY)
    with pytest.raises(UnknownSource, match="loaded: valley"):
        drop_source(store, "x")
    assert drop_source(store, "valley").kind == "drop"
    assert list_sources(store.read()) == []


@pytest.mark.parametrize("name", ["", " x", "a:b", "a\nb"])
def test_names_that_no_source_can_have(store: EmbeddedStore, name: str) -> None:
    with pytest.raises(SourceError, match="no name for a source"):
        load_source(store, VALLEY, source=name)


def test_the_default_name_is_made_of_the_file(tmp_path: Path) -> None:
    assert source_name(Path("Linn County (2026).xlsx")) == "linn-county-2026"
    assert source_name(Path("東京.csv")) == "東京"
    assert source_name(Path("---.csv")) == "source"
    assert source_name(tmp_path / "." / ".." / tmp_path.name) == source_name(tmp_path)


def test_progress_is_told(store: EmbeddedStore, tmp_path: Path) -> None:
    made = tmp_path / "many"
    made.mkdir()
    write(made, "partners", "id,name", *(f"p{n},P" for n in range(6_000)))
    told: list[tuple[str, int]] = []
    load_source(store, made, progress=lambda stage, done, total: told.append((stage, done)))
    assert ("reading partners", 5_000) in told
