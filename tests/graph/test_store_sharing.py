"""Two writers, and readers whose generation is superseded and pruned."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import StoreLocked
from graph.store import EmbeddedStore, Seed, Snapshot
from graph.store.layout import Layout
from graph.store.snapshot import open_snapshot
from ontology.terms import GRAPH_ONTOLOGY

A = NamedNode("http://example.org/a")
SEED = Seed(version=lambda: "1", quads=lambda: [Quad(A, A, A, GRAPH_ONTOLOGY)])
ROOT = Path(__file__).parents[2]


def build(count: int) -> Iterator[Quad]:
    for n in range(count):
        yield Quad(NamedNode(f"http://example.org/{n}"), A, Literal(n), A)


def load(store: EmbeddedStore, size: int, *, wait_seconds: float = 0) -> None:
    with store.write(note=f"{size} items", wait_seconds=wait_seconds) as draft:
        draft.replace_graph(A, build(size))


def numbers(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / "generations").glob("*.json"))


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "data", keep_generations=1, seed=SEED)


def test_a_second_writer_is_told_who_holds_the_lock(store: EmbeddedStore) -> None:
    other = EmbeddedStore(store.data_dir, seed=SEED)
    with store.write(note="long work"):
        with pytest.raises(StoreLocked, match="long work") as caught:
            load(other, 1)
        with pytest.raises(StoreLocked):
            store.rollback()
        holder = json.loads((store.data_dir / "LOCK").read_text())
    assert holder["pid"] == os.getpid()
    assert f"process {os.getpid()} on {holder['host']} since" in caught.value.holder
    assert (store.data_dir / "LOCK").read_text() == ""
    load(other, 1)
    assert other.read().version == "2"


def test_a_second_writer_waits_as_long_as_allowed(store: EmbeddedStore) -> None:
    other = EmbeddedStore(store.data_dir, seed=SEED)
    begun = threading.Event()

    def work() -> None:
        with store.write(note="short work") as draft:
            draft.replace_graph(A, build(3))
            begun.set()
            time.sleep(0.4)

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait(20)
    with pytest.raises(StoreLocked):
        load(other, 1, wait_seconds=0.1)
    load(other, 5, wait_seconds=30)
    thread.join()
    assert (other.read().version, len(other.read().store)) == ("2", 6)


def test_the_lock_vanishes_with_the_process(store: EmbeddedStore) -> None:
    text = (
        "import sys, time; from pathlib import Path; from graph.store import EmbeddedStore\n"
        "with EmbeddedStore(Path(sys.argv[1])).write(note='other'):\n"
        "    sys.stdout.write('ready\\n'); sys.stdout.flush(); time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", text, str(store.data_dir)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    with pytest.raises(StoreLocked, match=f"process {process.pid} "):
        load(store, 1)
    process.kill()
    process.communicate()
    load(store, 1)
    assert store.read().version == "1"


def load_many_files(store: EmbeddedStore) -> None:
    """More data files than RocksDB opens at once, so that some are opened only when needed."""
    with store.write(note="many files") as draft:
        for part in range(8):
            draft.store.bulk_extend(
                Quad(NamedNode(f"http://example.org/{part}/{n}"), A, Literal(n), A)
                for n in range(500)
            )
    assert draft.published is not None
    folder = store.data_dir / "generations" / f"{draft.published.number:06d}"
    assert len(list(folder.glob("*.sst"))) > 16


def test_pruning_passes_by_a_generation_that_is_open(store: EmbeddedStore) -> None:
    load_many_files(store)
    reader = EmbeddedStore(store.data_dir, seed=SEED).read()
    for size in (1, 2, 3):
        load(store, size)
    assert numbers(store.data_dir) == ["000001.json", "000004.json"]
    assert len(reader.store) == 4001
    assert sum(1 for _ in reader.store) == 4001
    del reader
    gc.collect()
    load(store, 4)
    assert numbers(store.data_dir) == ["000005.json"]


def test_a_reader_that_comes_too_late_takes_the_next_generation(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, 1)
    opened: list[int] = []

    def open_late(place: Layout, number: int) -> Snapshot:
        if not opened:
            load(store, 2)
        opened.append(number)
        return open_snapshot(place, number)

    monkeypatch.setattr("graph.store.embedded.open_snapshot", open_late)
    snapshot = EmbeddedStore(store.data_dir, seed=SEED).read()
    assert (opened, snapshot.version, len(snapshot.store)) == ([1, 2], "2", 3)


def test_readers_in_threads_while_generations_come_and_go(store: EmbeddedStore) -> None:
    load(store, 1)
    ended = threading.Event()
    wrong: list[str] = []
    reads = 0

    def read() -> None:
        nonlocal reads
        own = EmbeddedStore(store.data_dir, seed=SEED)
        while not ended.is_set():
            snapshot = own.read()
            found = sum(1 for _ in snapshot.store)
            reads += 1
            if found != snapshot.generation.triples or found != snapshot.generation.number + 1:
                wrong.append(f"{snapshot.generation}: {found}")

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for size in range(2, 14):
        load(store, size)
    ended.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert reads > 5


def test_a_relative_directory_is_found_after_a_change_of_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = EmbeddedStore(Path("data"), seed=SEED)
    load_many_files(store)
    snapshot = store.read()
    monkeypatch.chdir("/")
    assert sum(1 for _ in snapshot.store) == 4001
