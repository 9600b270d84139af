"""What is wrong with the disk or the directory is said in one line, with what to do."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import StoreError
from graph.store import EmbeddedStore, Seed, layout, pruning, publishing
from ontology.terms import GRAPH_ONTOLOGY

A = NamedNode("http://example.org/a")
SEED = Seed(version=lambda: "1", quads=lambda: [Quad(A, A, A, GRAPH_ONTOLOGY)])


def load(store: EmbeddedStore, size: int = 1) -> None:
    with store.write(note="load") as draft:
        draft.replace_graph(A, (Quad(A, A, Literal(n), A) for n in range(size)))


def failing(number: int) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path / "data", seed=SEED)
    for size in (1, 2, 3):
        load(store, size)
    return store


def fresh(store: EmbeddedStore) -> EmbeddedStore:
    return EmbeddedStore(store.data_dir, seed=SEED)


def check_one_line(caught: pytest.ExceptionInfo[StoreError], *words: str) -> None:
    said = str(caught.value)
    assert "\n" not in said
    for word in words:
        assert word in said


@pytest.mark.parametrize("below", ["", "/deeper/still"])
def test_the_data_directory_is_a_file(tmp_path: Path, below: str) -> None:
    (tmp_path / "data").write_text("a file")
    store = EmbeddedStore(Path(f"{tmp_path}/data{below}"), seed=SEED)
    for act in (store.read, store.exists, store.rollback, lambda: load(store)):
        with pytest.raises(StoreError) as caught:
            act()
        check_one_line(caught, "is a file, not a directory", "choose another")


def test_not_writable(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    with pytest.raises(StoreError) as caught:
        load(store)
    check_one_line(caught, "no permission", "change the owner")


def test_a_file_system_without_locks(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", failing(errno.ENOLCK))
    with pytest.raises(StoreError) as caught:
        load(store)
    check_one_line(caught, "no file locks", "local disk")


@pytest.mark.parametrize("where", ["sync_files", "sync_directory"])
def test_disk_full_while_publishing(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(publishing, where, failing(errno.ENOSPC))
        with pytest.raises(StoreError) as caught:
            load(store, 9)
    check_one_line(caught, "the disk is full", "free some space", "unchanged")
    names = {path.name for path in (store.data_dir / "generations").iterdir()}
    assert names == {f"00000{n}{suffix}" for n in (1, 2, 3) for suffix in ("", ".json")}
    assert store.read().version == "3"
    load(store)
    assert store.read().version == "4"


def test_disk_full_while_the_caller_writes(store: EmbeddedStore) -> None:
    def write(error: OSError) -> None:
        with store.write(note="load"):
            raise error

    with pytest.raises(StoreError, match="the disk is full"):
        write(OSError("IO error: No space left on device: While appending to file"))
    with pytest.raises(ConnectionError):
        write(ConnectionError("of the caller's own"))
    assert store.read().version == "3"


def test_the_pointer_moved_but_was_not_synced(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error after the rename must not remove what readers may already have."""
    real = layout.sync_directory

    def fail_at_top(path: Path) -> None:
        if path == store.data_dir:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(path)

    with monkeypatch.context() as patch:
        patch.setattr(layout, "sync_directory", fail_at_top)
        with pytest.raises(StoreError):
            load(store, 9)
    assert fresh(store).read().version == "4"
    assert len(fresh(store).read().store) == 10


def test_failing_to_prune_does_not_fail_the_write(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pruning, "remove_tree", failing(errno.EIO))
    keeper = EmbeddedStore(store.data_dir, keep_generations=1, seed=SEED)
    load(keeper, 5)
    assert keeper.read().version == "4"
    assert "not pruned" in caplog.text


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda d: (d / "CURRENT").unlink(), "CURRENT is missing"),
        (lambda d: (d / "CURRENT").write_text(""), "CURRENT holds ''"),
        (lambda d: (d / "CURRENT").write_text("../../x"), "not the number"),
        (lambda d: (d / "CURRENT").write_text("000007"), "names generation 7, which is not there"),
        (lambda d: shutil.rmtree(d / "generations/000003"), "generation 3 cannot be opened"),
        (lambda d: (d / "generations/000003.json").unlink(), "generation 3, which is not there"),
        (lambda d: (d / "generations/000003.json").write_text("{"), "000003.json is damaged"),
        (lambda d: (d / "generations/000003/CURRENT").unlink(), "generation 3 cannot be opened"),
    ],
)
def test_damage_is_named_and_an_older_generation_can_be_taken(
    store: EmbeddedStore, damage: Callable[[Path], object], said: str
) -> None:
    damage(store.data_dir)
    for act in (fresh(store).read, lambda: load(fresh(store))):
        with pytest.raises(StoreError) as caught:
            act()
        check_one_line(caught, "roll back to", "restore a backup")
    with pytest.raises(StoreError, match=said):
        fresh(store).read()
    back = fresh(store).rollback(to=2)
    assert back.number > 3
    assert len(fresh(store).read().store) == 3
    load(fresh(store), 8)
    assert len(fresh(store).read().store) == 9


def test_a_generation_of_a_newer_release(store: EmbeddedStore) -> None:
    path = store.data_dir / "generations/000003.json"
    path.write_text(json.dumps({"format": 2}))
    with pytest.raises(StoreError) as caught:
        fresh(store).read()
    check_one_line(caught, "format 2", "newer release", "upgrade nowrongdoor")
    assert len(fresh(store).rollback(to=2).note) > 0
