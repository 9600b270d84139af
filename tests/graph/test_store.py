"""The embedded store in normal life."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat

from graph.errors import SourceError, StoreError, StoreMissing, UnknownGeneration
from graph.store import EmbeddedStore, MemoryStore, ReadableStore, Seed, replacing
from ontology.terms import GRAPH_ONTOLOGY

SLOW = pytest.mark.slow
A = NamedNode("http://example.org/a")
B = NamedNode("http://example.org/b")
P = NamedNode("http://example.org/p")
SEED = Seed(version=lambda: "1", quads=lambda: [Quad(A, P, Literal("seed"), GRAPH_ONTOLOGY)])


def build(graph: NamedNode, count: int, word: str = "") -> Iterator[Quad]:
    for n in range(count):
        yield Quad(NamedNode(f"http://example.org/{n}"), P, Literal(f"{word}{n}"), graph)


def count(store: ReadableStore, graph: NamedNode) -> int:
    rows = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(rows, QuerySolutions)
    return int(next(rows)["n"].value)


def load(store: EmbeddedStore, graph: NamedNode, size: int, *, kind: str = "load") -> int:
    with store.write(note=f"{size} triples", kind=kind) as draft:
        draft.replace_graph(graph, build(graph, size))
    assert draft.published is not None
    return draft.published.number


def hashes(directory: Path) -> dict[str, tuple[str, int]]:
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in directory.iterdir()
    }


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "data", seed=SEED)


def test_a_new_store_touches_nothing_and_says_that_it_is_missing(store: EmbeddedStore) -> None:
    assert not store.exists()
    assert store.history() == []
    with pytest.raises(StoreMissing, match="no data yet"):
        store.read()
    assert not store.data_dir.exists()


def test_write_then_read(store: EmbeddedStore) -> None:
    before = datetime.now(UTC)
    with store.write(note="first") as draft:
        assert draft.number == 1
        assert draft.replace_graph(A, build(A, 3)) == 3
        assert count(draft, A) == 3
        draft.set_note("first, noted later")
    snapshot = store.read()
    assert store.exists()
    assert snapshot.version == "1"
    assert count(snapshot, A) == 3
    generation = snapshot.generation
    assert generation == draft.published == store.history()[0]
    assert (generation.number, generation.note) == (1, "first, noted later")
    assert (generation.kind, generation.triples) == ("load", 4)
    assert before <= generation.published_at <= datetime.now(UTC)


def test_readers_stay_where_they_are_and_move_on_when_asked(store: EmbeddedStore) -> None:
    load(store, A, 1)
    old = store.read()
    assert store.read() is old
    load(store, A, 2)
    assert count(old, A) == 1
    new = store.read()
    assert (new.version, count(new, A), count(old, A)) == ("2", 2, 1)


def test_another_object_sees_what_is_published(store: EmbeddedStore) -> None:
    load(store, A, 1)
    other = EmbeddedStore(store.data_dir, seed=SEED)
    assert other.read().version == "1"
    load(store, A, 2)
    assert other.read().version == "2"


def test_an_exception_discards_the_draft(store: EmbeddedStore) -> None:
    load(store, A, 1)

    def fail() -> None:
        with store.write(note="fails") as draft:
            draft.replace_graph(A, build(A, 5))
            draft.replace_graph(B, (Quad(A, P, Literal(1 // (3 - n)), B) for n in range(9)))

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(store.read(), A) == 1
    assert list((store.data_dir / "drafts").iterdir()) == []
    assert load(store, A, 2) == 2


def test_a_draft_is_of_no_use_after_its_block(store: EmbeddedStore) -> None:
    with store.write(note="first") as draft:
        kept = draft.store
    with pytest.raises(StoreError, match="this write has ended"):
        draft.replace_graph(A, build(A, 1))
    with suppress(OSError):  # its files are gone
        kept.extend(build(B, 10))
    assert count(store.read(), B) == 0


def test_the_old_generation_is_unaffected_byte_for_byte(store: EmbeddedStore) -> None:
    with store.write(note="many files") as draft:
        draft.replace_graph(A, build(A, 30_000))
        draft.store.add(Quad(A, P, Literal("in the log only"), B))
    first = store.data_dir / "generations" / "000001"
    before = hashes(first)
    with store.write(note="everything that changes files") as draft:
        draft.replace_graph(A, build(A, 30_000, "changed "))
        draft.remove_graph(B)
        draft.store.update(f"INSERT DATA {{ GRAPH {B} {{ {A} {P} 1 }} }}")
        draft.store.flush()
        draft.store.optimize()
        draft.store.clear()
        draft.replace_graph(B, build(B, 25_000))
        draft.store.optimize()
    store.read()
    store.rollback(to=1)
    assert hashes(first) == before
    again = store.read()
    assert count(again, A) == 30_000
    assert count(again, B) == 1
    assert again.store.read_only(str(first)).query(f"ASK {{ GRAPH {B} {{ ?s ?p ?o }} }}")


@pytest.fixture(params=[pytest.param(200, id="lowered"), pytest.param(replacing.SMALL, marks=SLOW)])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many quads still go in one transaction; lowered, so that few take every way."""
    number: int = request.param
    monkeypatch.setattr(replacing, "SMALL", number)
    return number


@pytest.mark.parametrize("share", [0, 0.05, 0.995, 1, 1.5])
@pytest.mark.parametrize("beside_share", [0, 0.05, 3.5])
def test_replace_and_remove_graph(
    store: EmbeddedStore, small: int, share: float, beside_share: float
) -> None:
    """Each way of replacing: few or many quads, alone or beside a larger graph."""
    size, beside = round(share * small), round(beside_share * small)
    with store.write(note="load") as draft:
        draft.store.bulk_extend(build(B, beside))
        draft.store.add(Quad(A, P, Literal("in the default graph")))
        for word in ("old ", "new "):
            draft.replace_graph(A, build(A, size, word))
            assert count(draft, A) == size
            assert count(draft, B) == beside
            assert not draft.query(f'ASK {{ GRAPH {A} {{ ?s ?p ?o FILTER(?o = "old 0") }} }}') or (
                word == "old "
            )
        assert len(draft.store) == size + beside + 2
        draft.remove_graph(A)
        assert A not in set(draft.store.named_graphs())
        assert len(draft.store) == beside + 2


def test_large_graph_beside_a_larger_one_is_removed_quad_by_quad(store: EmbeddedStore) -> None:
    said: list[tuple[str, int, int | None]] = []
    with store.write(note="load") as draft:
        draft.replace_graph(A, build(A, 51_000))
        draft.replace_graph(B, build(B, 110_000))
        draft.replace_graph(A, build(A, 4), progress=lambda *at: said.append(at))
        assert (count(draft, A), count(draft, B)) == (4, 110_000)
    assert said == [
        ("storing", 4, 4),
        ("removing", 50_000, 51_000),
        ("indexing", 0, 4),
        ("indexing", 4, 4),
    ]


@pytest.mark.parametrize("share", [0.05, 1.5])
@pytest.mark.parametrize("beside_share", [0, 5])
def test_quads_may_be_made_by_looking_into_the_store(
    store: EmbeddedStore, small: int, share: float, beside_share: float
) -> None:
    """They find the data as it was until the last of them is made."""
    size, beside = round(share * small), round(beside_share * small)
    with store.write(note="load") as draft:
        draft.store.bulk_extend(build(B, beside))
        for word in ("1 ", "2 "):
            draft.replace_graph(A, build(A, size, word))
        before = len(draft.store)

        def look() -> Iterator[Quad]:
            yield Quad(A, P, Literal(f"first {len(draft.store)}"), A)
            yield from build(A, size, "3 ")
            yield Quad(A, P, Literal(f"last {len(draft.store)}"), A)

        draft.replace_graph(A, look())
        found = {quad.object for quad in draft.store.quads_for_pattern(A, P, None, A)}
        assert found == {Literal(f"first {before}"), Literal(f"last {before}")}
        assert (count(draft, A), count(draft, B)) == (size + 2, beside)


def test_a_quad_of_another_graph_is_refused(store: EmbeddedStore) -> None:
    with (
        pytest.raises(ValueError, match=r"is in <http://example\.org/b>"),
        store.write(note="n") as d,
    ):
        d.replace_graph(A, build(B, 1))
    assert not store.exists()


def test_bulk_load_file(store: EmbeddedStore, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.nt"
    good.write_text("<http://example.org/s> <http://example.org/p> 1, 2 .")
    bad.write_text("<http://example.org/s> <http://example.org/p> 1 .\nno triple\n")
    with store.write(note="files") as draft:
        draft.bulk_load_file(good, RdfFormat.TURTLE, A)
        assert count(draft, A) == 2
        for path, said in ((bad, "bad.nt"), (tmp_path / "none.ttl", "no such file")):
            with pytest.raises(SourceError, match=said):
                draft.bulk_load_file(path, None, B)
        (tmp_path / "odd.xyz").write_text("?")
        with pytest.raises(SourceError, match=r"odd\.xyz"):
            draft.bulk_load_file(tmp_path / "odd.xyz", to_graph=B)


def test_the_default_graph_is_the_union_unless_the_query_names_its_own(
    store: EmbeddedStore,
) -> None:
    load(store, A, 2)
    load(store, B, 3)
    readable: list[ReadableStore] = [store.read(), MemoryStore(store.read().store)]
    for each in readable:

        def values(text: str, each: ReadableStore = each) -> int:
            rows = each.query(text)
            assert isinstance(rows, QuerySolutions)
            return len(list(rows))

        assert values("SELECT ?s ?o { ?s ?p ?o }") == 6
        assert values("SELECT DISTINCT ?s ?o { ?s ?p ?o }") == 4
        assert values(f"SELECT ?s FROM {A} {{ ?s ?p ?o }}") == 2
        assert values(f"SELECT ?s from named {B} {{ graph ?g {{ ?s ?p ?o }} }}") == 3
        assert values(f"PREFIX e:<{A.value[:-1]}> SELECT ?s FROM e:b {{ ?s ?p ?o }}") == 3
        assert values(f'SELECT ?from {{ ?from ?p ?o FILTER(?o != "FROM {A}") }} # FROM {A}') == 6
        assert values("PREFIX from: <http://example.org/> SELECT ?s { ?s from:p ?o }") == 6


def test_dump(store: EmbeddedStore, tmp_path: Path) -> None:
    load(store, A, 2)
    snapshot = store.read()
    everything = snapshot.dump(format=RdfFormat.N_QUADS)
    assert everything is not None
    assert len(everything.splitlines()) == 3
    union = snapshot.dump(format=RdfFormat.N_TRIPLES)
    assert union is not None
    assert len(union.splitlines()) == 3
    path = tmp_path / "a.nt"
    assert snapshot.dump(path, format=RdfFormat.N_TRIPLES, from_graph=A) is None
    assert len(path.read_text().splitlines()) == 2


def test_pruning_keeps_the_newest_loads_and_the_newest_findings(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data", keep_generations=3, seed=SEED)
    kinds = ["load", "findings", "load", "drop", "findings", "load", "findings", "findings", "load"]
    for kind in kinds:
        load(store, A, 2, kind=kind)
    assert [(entry.number, entry.kind) for entry in store.history()] == [
        (9, "load"),
        (8, "findings"),
        (6, "load"),
        (4, "drop"),
    ]
    names = sorted(path.name for path in (store.data_dir / "generations").iterdir())
    assert names == [f"{n:06d}{suffix}" for n in (4, 6, 8, 9) for suffix in ("", ".json")]
    with pytest.raises(ValueError, match="1 or more"):
        EmbeddedStore(tmp_path, keep_generations=0)


def test_rollback(store: EmbeddedStore) -> None:
    for size in (1, 2, 3):
        load(store, A, size)
    back = store.rollback()
    assert (back.number, back.kind, back.note) == (4, "rollback", "rollback to generation 2")
    assert count(store.read(), A) == 2
    assert store.rollback(to=1).number == 5
    assert count(store.read(), A) == 1
    assert [entry.number for entry in store.history()] == [5, 4, 3, 2, 1]
    with pytest.raises(UnknownGeneration, match="there is no generation 99") as caught:
        store.rollback(to=99)
    assert (caught.value.sought, caught.value.available) == (99, [5, 4, 3, 2, 1])
    assert load(store, A, 9) == 6


def test_rollback_with_nothing_to_go_back_to(store: EmbeddedStore) -> None:
    with pytest.raises(StoreMissing):
        store.rollback()
    load(store, A, 1)
    with pytest.raises(UnknownGeneration, match="no earlier generation"):
        store.rollback()


def test_the_ontology_is_seeded_once_and_again_when_its_version_differs(tmp_path: Path) -> None:
    asked: list[str] = []

    def seed(version: str) -> Seed:
        def quads() -> Iterator[Quad]:
            asked.append(version)
            yield Quad(A, P, Literal(f"seed {version}"), GRAPH_ONTOLOGY)

        return Seed(version=lambda: version, quads=quads)

    for version in ("1", "1", "2", "2"):
        load(EmbeddedStore(tmp_path, seed=seed(version)), A, 1)
    assert asked == ["1", "2"]
    store = EmbeddedStore(tmp_path, seed=seed("2"))
    found = list(store.read().store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY))
    assert [quad.object for quad in found] == [Literal("seed 2")]
    store.rollback(to=1)
    load(store, A, 1)
    assert asked == ["1", "2", "2"]


def test_the_shipped_ontology_is_the_default_seed(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    load(store, A, 1)
    assert count(store.read(), GRAPH_ONTOLOGY) > 100


def test_memory_store_version_follows_the_data() -> None:
    memory = MemoryStore(build(A, 3))
    assert memory.version == MemoryStore(reversed(list(build(A, 3)))).version
    before = memory.version
    memory.store.add(Quad(A, P, B, B))
    assert memory.version != before
    answer = memory.query(f"ASK {{ {A} {P} {B} }}")
    assert isinstance(answer, QueryBoolean)
    assert answer


def test_draft_version_never_stands_for_changed_data(store: EmbeddedStore) -> None:
    with store.write(note="n") as draft:
        assert draft.version != draft.version
