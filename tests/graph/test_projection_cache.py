"""A mapped projection is the one that was built, and a file that is not right is replaced."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from communities.community import seeded_community
from communities.engine_result import load_tables
from pyoxigraph import Literal, NamedNode, Quad

from graph.coverage import CoverageParameters, compute_coverage
from graph.projection import Projection, build_projection, cache, open_projection
from graph.projection.keeping import hash_data
from graph.projection.packing import FORMAT, UnusableFile, map_record, write_record
from graph.projection.texts import Choices, Texts, TextSets
from graph.store import EmbeddedStore, MemoryStore, Snapshot, derived_file
from loaders.load import load_source
from ontology.terms import SKOS
from service.demo import demo_sources
from service.published.embedded import EmbeddedPublished
from service.settings import Settings
from service.workers.sources import open_source

AS_OF = date(2026, 11, 21)
LABELS = {"version": "1"}
ROOT = Path(__file__).parents[2]
THING = NamedNode("http://example.org/thing")
LABEL = NamedNode(SKOS + "prefLabel")


def differences(one: object, other: object, where: str = "") -> list[str]:
    """Where two records differ, in types of numbers, in order or in values."""
    if is_dataclass(one):
        return [
            found
            for field in fields(one)
            for found in differences(
                getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}"
            )
        ]
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        told = (one.dtype, one.shape) != (other.dtype, other.shape)
        nan = one.dtype.kind == "f"
        return [where] if told or not np.array_equal(one, other, equal_nan=nan) else []
    if isinstance(one, Mapping):
        assert isinstance(other, Mapping)
        return [] if dict(one) == dict(other) else [where]
    if isinstance(one, Sequence) and not isinstance(one, str):
        assert isinstance(other, Sequence)
        each = [other[i] for i in range(len(other))]
        return [] if list(one) == list(other) == each else [where]
    return [] if one == other else [where]


def arrays_of(record: object) -> list[np.ndarray[Any, Any]]:
    if isinstance(record, np.ndarray):
        return [record]
    if not is_dataclass(record):
        return []
    return [a for field in fields(record) for a in arrays_of(getattr(record, field.name))]


def mapped_again(net: Projection, path: Path) -> Projection:
    with path.open("wb") as file:
        write_record(net, file, labels=LABELS)
    mapped: Projection = map_record(Projection, path, labels=LABELS)
    return mapped


@pytest.fixture
def data(tmp_path: Path) -> EmbeddedStore:
    """A generated community in a data directory; its newest generation alone is kept."""
    store = EmbeddedStore(tmp_path / "data", keep_generations=1)
    made = load_tables(seeded_community(3))
    assert isinstance(made, MemoryStore)
    with store.write(note="a community") as draft:
        draft.add_quads(made.store)
    return store


def kept_file(snapshot: Snapshot) -> Path:
    return derived_file(snapshot.directory)


def forbid_building(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> Projection:
        raise AssertionError("it was built, not mapped")

    monkeypatch.setattr(cache, "build_projection", refuse)


@pytest.mark.parametrize("seed", range(12))
def test_generated_communities_are_the_same_when_mapped(seed: int, tmp_path: Path) -> None:
    net = build_projection(load_tables(seeded_community(seed)))
    mapped = mapped_again(net, tmp_path / "net")
    assert differences(net, mapped) == []
    assert mapped.segments.index[net.segments.iris[-1]] == len(net.segments) - 1
    assert "nothing" not in mapped.segments.index
    asked = CoverageParameters(as_of=AS_OF)
    assert compute_coverage(mapped, asked).as_dict() == compute_coverage(net, asked).as_dict()


def test_the_comparison_of_these_tests_sees_a_change(tmp_path: Path) -> None:
    net = build_projection(load_tables(seeded_community(0)))
    mapped = mapped_again(net, tmp_path / "net")
    other = replace(mapped, stage_from=mapped.stage_from + 1, version="another")
    assert differences(net, other) == [".version", ".stage_from"]


def test_the_demonstration_is_mapped_by_who_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore(tmp_path / "data")
    for name, path, _ in demo_sources():
        load_source(store, path, source=name)
    built = open_projection(store.read())
    forbid_building(monkeypatch)
    mapped = open_projection(EmbeddedStore(tmp_path / "data").read())
    assert differences(built, mapped) == []
    assert len(mapped.services) > 10
    asked = CoverageParameters(as_of=AS_OF)
    assert compute_coverage(mapped, asked).as_dict() == compute_coverage(built, asked).as_dict()


def test_what_is_mapped_cannot_be_changed(data: EmbeddedStore) -> None:
    snapshot = data.read()
    open_projection(snapshot)
    arrays = arrays_of(open_projection(snapshot))
    assert len(arrays) > 40
    assert not any(array.flags.writeable for array in arrays)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[:20], id="a few bytes"),
        pytest.param(lambda content: content[:-64], id="cut short"),
        pytest.param(lambda content: content + b"\0" * 64, id="too long"),
        pytest.param(lambda content: content[:60] + b"!" + content[61:], id="header altered"),
        pytest.param(lambda content: content[:-70] + b"?" * 6 + content[-64:], id="array altered"),
        pytest.param(lambda content: b"x" * len(content), id="something else"),
        pytest.param(
            lambda content: content[:16] + struct.pack("<I", FORMAT - 1) + content[20:],
            id="another format",
        ),
    ],
)
def test_a_file_that_is_not_right_is_replaced(data: EmbeddedStore, spoil: Any) -> None:
    snapshot = data.read()
    built = open_projection(snapshot)
    path = kept_file(snapshot)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert path.read_bytes() != whole
    assert differences(built, open_projection(snapshot)) == []
    assert path.read_bytes() == whole


def test_a_file_of_other_data_is_replaced(data: EmbeddedStore, tmp_path: Path) -> None:
    snapshot = data.read()
    open_projection(snapshot)
    other = EmbeddedStore(tmp_path / "other")
    made = load_tables(seeded_community(4))
    assert isinstance(made, MemoryStore)
    with other.write(note="another community") as draft:
        draft.add_quads(made.store)
    assert other.read().version == snapshot.version
    kept_file(other.read()).write_bytes(kept_file(snapshot).read_bytes())
    assert differences(build_projection(other.read()), open_projection(other.read())) == []


def test_a_file_of_other_code_is_replaced(
    data: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = data.read()
    with monkeypatch.context() as before:
        before.setattr(cache, "_hash_code", lambda: "other code")
        open_projection(snapshot)
    ours = cache._hash_code()
    labels = {"code": ours, "data": hash_data(snapshot.directory), "version": "1"}
    with pytest.raises(UnusableFile, match="something else"):
        map_record(Projection, kept_file(snapshot), labels=labels)
    open_projection(snapshot)
    map_record(Projection, kept_file(snapshot), labels=labels)


def test_it_is_built_where_nothing_can_be_kept(
    data: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = data.read()

    def refuse(*_: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(cache, "keep", refuse)
    assert differences(build_projection(snapshot), open_projection(snapshot)) == []
    assert not kept_file(snapshot).exists()


def test_a_folder_in_its_place_is_no_error(data: EmbeddedStore) -> None:
    snapshot = data.read()
    kept_file(snapshot).mkdir()
    assert differences(build_projection(snapshot), open_projection(snapshot)) == []
    assert sorted(path.name for path in snapshot.directory.parent.iterdir()) == [
        "000001",
        "000001.derived",
        "000001.json",
    ]


def test_several_processes_build_it_at_once(data: EmbeddedStore) -> None:
    code = (
        "import sys; from pathlib import Path; from graph.projection import open_projection;"
        "from graph.store import EmbeddedStore; sys.stdin.read(1);"
        "net = open_projection(EmbeddedStore(Path(sys.argv[1])).read()); print(len(net.services))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(data.data_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0] for process in started]
    snapshot = data.read()
    net = build_projection(snapshot)
    assert told == [f"{len(net.services)}\n"] * 3
    assert differences(net, open_projection(snapshot)) == []
    names = {path.name for path in snapshot.directory.parent.iterdir()}
    assert names == {"000001", "000001.derived", "000001.json"}


def test_it_goes_with_its_generation(data: EmbeddedStore) -> None:
    open_projection(data.read())
    first = kept_file(data.read())
    assert first.exists()
    again = EmbeddedStore(data.data_dir, keep_generations=1)
    data._latest = None  # a reader that lets go of the generation
    with again.write(note="a second load") as draft:
        draft.add_quads([Quad(THING, LABEL, Literal("a thing"), THING)])
    assert not first.exists()
    open_projection(again.read())
    assert [path.name for path in first.parent.glob("*.derived")] == ["000002.derived"]


def test_leftovers_go_with_the_next_writer(data: EmbeddedStore) -> None:
    open_projection(data.read())
    kept = kept_file(data.read())
    half = kept.with_name(kept.name + ".0123456789abcdef")
    orphan = kept.with_name("000000.derived")
    half.write_bytes(b"half")
    orphan.write_bytes(b"of a generation that is gone")
    with data.write(note="a second load") as draft:
        draft.add_quads([Quad(THING, LABEL, Literal("a thing"), THING)])
    assert not half.exists()
    assert not orphan.exists()


def test_it_is_not_in_a_backup(data: EmbeddedStore, tmp_path: Path) -> None:
    open_projection(data.read())
    data.backup(tmp_path / "backup")
    assert not list((tmp_path / "backup").rglob("*.derived*"))
    data.restore(tmp_path / "backup")
    assert data.read().version == "2"
    restored = open_projection(data.read())
    assert differences(build_projection(data.read()), restored) == []


def test_a_server_keeps_that_of_its_public_copy_with_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    store = EmbeddedStore(settings.data_dir)
    for name, path, _ in demo_sources():
        load_source(store, path, source=name)
    published = EmbeddedPublished(settings)
    served = published.refresh()
    assert served is not None
    assert served.kept is None, "nothing is withheld of the demonstration"
    public = open_source(served.source, settings)
    built = open_projection(public)
    copied = derived_file(Path(served.source["path"]))
    assert copied.exists()
    assert not list((settings.data_dir / "generations").glob("*.derived"))
    with monkeypatch.context() as during:
        forbid_building(during)
        mapped = open_projection(open_source(served.source, settings))
    assert differences(built, mapped) == []
    del served
    published.close()
    assert not copied.exists()


def test_a_store_in_memory_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = load_tables(seeded_community(1))
    assert differences(build_projection(store), open_projection(store)) == []
    assert os.listdir(tmp_path) == []


def test_texts_are_lists_to_who_reads_them() -> None:
    given = ["", "a", "Ä", "食べ物", "a"]
    texts = Texts.of(given)
    position: Any = np.int64(2)
    assert list(texts) == given
    assert texts[-1] == "a"
    assert texts[1:4] == given[1:4]
    assert texts[position] == "Ä"
    assert "食べ物" in texts
    assert texts.index("Ä") == 2
    with pytest.raises(IndexError):
        texts[5]
    with pytest.raises(IndexError):
        texts[-6]
    optional = [None, "b", None, "a", "b"]
    choices = Choices.of(optional)
    assert list(choices) == optional
    assert [choices[i] for i in range(5)] == optional
    assert choices[-5] is None
    assert choices[::2] == optional[::2]
    sets = [frozenset({"x", "y"}), frozenset(), frozenset({"y"})]
    assert list(TextSets.of(sets)) == sets
    assert TextSets.of(sets)[0] == sets[0]
    for empty in (Texts.of([]), Choices.of([]), TextSets.of([])):
        assert list(empty) == []
        assert len(empty) == 0
