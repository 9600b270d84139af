"""Crosswalks applied to sources that are loaded, and kept for their next load."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SourceError, StoreMissing, UnknownSource
from graph.store import EmbeddedStore
from loaders.crosswalk.applying import ApplyReport, apply_crosswalk, remove_crosswalk
from loaders.crosswalk.kept import read_kept
from loaders.load import check_source, drop_source, load_source
from ontology.terms import GRAPH_SOURCES, VOID, nwd, source_graph

HEADER = "vocabulary,match,term,maps_to,unless,note\n"
TERMS = (
    "id,code,name,parent_id,taxonomy\nt0,BD,Basic,,AIRS\nt1,BD-1800,Food Things,t0,AIRS\n"
    "t2,BD-1800.2000,Larder Shelves,t1,AIRS\nt3,PH-1000,Visits,,AIRS\n"
)
SERVICES = (
    "id,organization_id,name\ns1,o1,Shelves\ns2,o1,Basics\ns3,o1,Diaper Depot\ns4,o1,Visiting\n"
    "s5,o1,Nothing known\n"
)
LINKS = (
    "id,link_id,link_entity,taxonomy_term_id\na,s1,service,t2\nb,s2,service,t0\n"
    "c,s4,service,t3\nd,s3,service,t0\n"
)


def crosswalk(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("directory") / "county"
    folder.mkdir()
    areas = "id,service_id,name\na1,s4,Linn County\n"
    for name, content in {
        "organizations": "id,name\no1,One\n",
        "services": SERVICES,
        "taxonomy_terms": TERMS,
        "attributes": LINKS,
        "service_areas": areas,
    }.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, directory: Path) -> Path:
    """A store with the directory, loaded without a crosswalk."""
    path = tmp_path_factory.mktemp("loaded") / "data"
    load_source(EmbeddedStore(path), directory)
    return path


def copy_of(loaded: Path, tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(Path(copytree(loaded, tmp_path / "data")))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return crosswalk(
        tmp_path / "own.csv",
        "AIRS,broader,Food Things,need:food,,",
        "AIRS,label,Visits,need:home-visiting,,",
        "AIRS,label,Visits,touchpoint:home-visiting-enrollment,,",
        "AIRS,code,XX-1,need:food,,nobody has it",
    )


def graph_of(store: EmbeddedStore, source: str = "county") -> set[Quad]:
    with store.read().copied() as held:
        return set(held.quads_for_pattern(None, None, None, source_graph(source)))


def needs_of(store: EmbeddedStore) -> list[str]:
    quads = [q for q in graph_of(store) if q.predicate == nwd("addressesNeed")]
    return sorted(f"{name(q.subject)} {name(q.object)}" for q in quads)


def name(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value.rpartition("/")[2]


def told_triples(store: EmbeddedStore) -> int:
    with store.read().copied() as held:
        dataset, triples = source_graph("county"), NamedNode(VOID + "triples")
        (quad,) = held.quads_for_pattern(dataset, triples, None, GRAPH_SOURCES)
        assert isinstance(quad.object, Literal)
        return int(quad.object.value)


def test_apply_gives_what_a_load_gives(tmp_path: Path, directory: Path, own: Path) -> None:
    loaded, applied = EmbeddedStore(tmp_path / "a"), EmbeddedStore(tmp_path / "b")
    load_source(loaded, directory, crosswalks=[own])
    load_source(applied, directory)
    report = apply_crosswalk(applied, own)
    assert graph_of(applied) == graph_of(loaded)
    assert told_triples(applied) == told_triples(loaded) == len(graph_of(applied))
    (change,) = report.changes
    assert (change.services, change.coded_before, change.coded_after) == (5, 1, 3)
    assert (change.needs_added, change.needs_removed) == (2, 0)
    assert (change.doors_added, change.doors_removed) == (1, 0)
    assert [(rule.row, services) for rule, services in report.used] == [(2, 1), (3, 1), (4, 1)]
    assert [rule.row for rule in report.unused] == [5]
    assert report.generation == applied.read().generation.number


def test_applying_again_changes_nothing(tmp_path: Path, loaded: Path, own: Path) -> None:
    store = copy_of(loaded, tmp_path)
    apply_crosswalk(store, own)
    before = store.read().generation.number, graph_of(store)
    report = apply_crosswalk(store, own)
    assert (report.changed, report.generation) == (False, None)
    assert (store.read().generation.number, graph_of(store)) == before


def test_a_dry_run_tells_and_changes_nothing(tmp_path: Path, loaded: Path, own: Path) -> None:
    store = copy_of(loaded, tmp_path)
    before = store.read().generation.number, graph_of(store)
    report = apply_crosswalk(store, own, dry_run=True)
    assert (report.changes[0].coded_after, report.changed, report.generation) == (3, True, None)
    assert (store.read().generation.number, graph_of(store)) == before


def test_what_was_derived_before_is_replaced(tmp_path: Path, directory: Path, own: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, directory, crosswalks=[own])
    assert needs_of(store) == ["s1 food", "s3 diapers", "s4 home-visiting"]
    other = crosswalk(
        tmp_path / "other.csv",
        "AIRS,label,Visits,need:family-navigation,,",
        "AIRS,label,Larder Shelves,none,,",
    )
    report = apply_crosswalk(store, other)
    assert needs_of(store) == ["s3 diapers", "s4 family-navigation"]
    assert (report.changes[0].needs_removed, report.changes[0].doors_removed) == (2, 1)
    kinds = {name(q.object) for q in graph_of(store) if q.predicate.value.endswith("#type")}
    assert not kinds & {"Door", "Touchpoint"}


def test_the_file_applied_last_is_asked_first(tmp_path: Path, directory: Path) -> None:
    first = crosswalk(tmp_path / "first.csv", "AIRS,label,Visits,need:food,,")
    second = crosswalk(
        tmp_path / "second.csv", "AIRS,label,Visits,need:snap,,", "AIRS,label,Basic,need:wic,,"
    )
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, directory, keywords=False)
    apply_crosswalk(store, second)
    apply_crosswalk(store, first)
    assert needs_of(store) == ["s2 wic", "s3 wic", "s4 food"]
    apply_crosswalk(store, second)
    assert needs_of(store) == ["s2 wic", "s3 wic", "s4 snap"]


@pytest.mark.slow
def test_a_file_of_the_same_name_is_replaced(tmp_path: Path, loaded: Path, own: Path) -> None:
    store = copy_of(loaded, tmp_path)
    apply_crosswalk(store, own)
    crosswalk(own, "AIRS,label,Visits,need:wic,,")
    apply_crosswalk(store, own)
    assert needs_of(store) == ["s3 diapers", "s4 wic"]


def test_reloading_uses_what_was_applied(
    tmp_path: Path, loaded: Path, directory: Path, own: Path
) -> None:
    store = copy_of(loaded, tmp_path)
    apply_crosswalk(store, own)
    before = graph_of(store)
    checked = check_source(store, directory)
    assert checked.mapping is not None
    assert checked.mapping["kept_crosswalks"] == ["own.csv"]
    report = load_source(store, directory)
    assert graph_of(store) == before
    assert report.mapping is not None
    assert report.mapping["services_coded_by"] == {
        "stated": 0,
        "terms": 2,
        "keywords": 1,
        "nothing": 2,
    }


@pytest.mark.slow
def test_a_load_with_other_crosswalks_forgets_the_kept_ones(
    tmp_path: Path, directory: Path, own: Path
) -> None:
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, directory, crosswalks=[own])
    other = crosswalk(tmp_path / "other.csv", "AIRS,label,Visits,need:wic,,")
    load_source(store, directory, crosswalks=[other])
    load_source(store, directory)
    assert needs_of(store) == ["s3 diapers", "s4 wic"]


def test_what_is_kept_is_the_file(tmp_path: Path, loaded: Path, own: Path) -> None:
    store = copy_of(loaded, tmp_path)
    apply_crosswalk(store, own)
    with store.read().copied() as held:
        (file,) = read_kept(held, "county").files
    assert (file.name, len(file.sha256)) == ("own.csv", 64)
    assert [(rule.row, rule.match, rule.term, rule.maps_to, rule.note) for rule in file.rules] == [
        (2, "broader", "Food Things", "need:food", None),
        (3, "label", "Visits", "need:home-visiting", None),
        (4, "label", "Visits", "touchpoint:home-visiting-enrollment", None),
        (5, "code", "XX-1", "need:food", "nobody has it"),
    ]


def test_the_choice_against_keywords_is_kept(tmp_path: Path, directory: Path, own: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, directory, keywords=False)
    apply_crosswalk(store, own)
    assert needs_of(store) == ["s1 food", "s4 home-visiting"]
    load_source(store, directory)
    assert needs_of(store) == ["s1 food", "s4 home-visiting"]
    load_source(store, directory, keywords=True)
    assert needs_of(store) == ["s1 food", "s3 diapers", "s4 home-visiting"]


def test_removing_a_crosswalk_undoes_it(tmp_path: Path, loaded: Path, own: Path) -> None:
    store = copy_of(loaded, tmp_path)
    before = graph_of(store)
    apply_crosswalk(store, own)
    report = remove_crosswalk(store, "own.csv")
    assert graph_of(store) == before
    assert (report.changes[0].coded_before, report.changes[0].coded_after) == (3, 1)
    with pytest.raises(SourceError, match=r"own\.csv: no crosswalk of this name is kept"):
        remove_crosswalk(store, "own.csv")


@pytest.mark.slow
def test_dropping_a_source_forgets_its_crosswalks(
    tmp_path: Path, directory: Path, own: Path
) -> None:
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, directory, crosswalks=[own])
    drop_source(store, "county")
    load_source(store, directory)
    assert needs_of(store) == ["s3 diapers"]


def test_needs_that_the_source_states_stay(tmp_path: Path, loaded: Path, own: Path) -> None:
    """A stated need has no mapped fact, so that mapping never takes it away."""
    store = copy_of(loaded, tmp_path)
    with store.write(note="state a need", kind="update") as draft:
        service = NamedNode("https://w3id.org/nowrongdoor/id/county/service/s4")
        need = NamedNode("https://w3id.org/nowrongdoor/code/need/home-visiting")
        draft.add_quads([Quad(service, nwd("addressesNeed"), need, source_graph("county"))])
    apply_crosswalk(store, own)
    assert needs_of(store) == ["s1 food", "s3 diapers", "s4 home-visiting"]
    facts = {name(q.subject) for q in graph_of(store) if q.predicate == nwd("mappedTo")}
    assert facts == {
        "s1%3Et2%3Eneed%3Afood",
        "s3%3E%3Eneed%3Adiapers",
        "s4%3Et3%3Etouchpoint-kind%3Ahome-visiting-enrollment",
    }
    remove_crosswalk(store, "own.csv")
    assert needs_of(store) == ["s3 diapers", "s4 home-visiting"]


@pytest.mark.slow
def test_only_the_sources_that_are_named(
    tmp_path: Path, loaded: Path, directory: Path, own: Path
) -> None:
    store = copy_of(loaded, tmp_path)
    load_source(store, directory, source="other")
    report = apply_crosswalk(store, own, sources=["county"])
    assert [change.source for change in report.changes] == ["county"]
    assert len(graph_of(store)) > len(graph_of(store, "other"))


def test_bad_calls_are_refused(tmp_path: Path, directory: Path, own: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    with pytest.raises(StoreMissing):
        apply_crosswalk(store, own)
    load_source(store, directory)
    plan = tmp_path / "plan"
    plan.mkdir()
    (plan / "partners.csv").write_text("id,name\np1,One\n")
    load_source(store, plan)
    before = store.read().generation.number
    with pytest.raises(UnknownSource, match="nowhere"):
        apply_crosswalk(store, own, sources=["nowhere"])
    with pytest.raises(SourceError, match="states itself"):
        apply_crosswalk(store, own, sources=["plan"])
    same = tmp_path / "sub"
    same.mkdir()
    with pytest.raises(SourceError, match="two crosswalks have this file name"):
        load_source(store, directory, crosswalks=[own, crosswalk(same / "own.csv")])
    assert store.read().generation.number == before


@pytest.mark.slow
def test_a_bad_row_is_told_and_the_others_apply(tmp_path: Path, loaded: Path) -> None:
    store = copy_of(loaded, tmp_path)
    own = crosswalk(tmp_path / "own.csv", "AIRS,label,Visits,wic,,", "AIRS,label,Basic,need:wic,,")
    report: ApplyReport = apply_crosswalk(store, own)
    assert [(issue.row, issue.column) for issue in report.issues] == [(2, "maps_to")]
    assert needs_of(store) == ["s2 wic", "s3 wic"]
