"""Backups: whole or not there; restored only when they are what was saved."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import StoreError, StoreMissing
from graph.store import EmbeddedStore, Seed
from ontology.terms import GRAPH_ONTOLOGY

A = NamedNode("http://example.org/a")
SEED = Seed(version=lambda: "1", quads=lambda: [Quad(A, A, A, GRAPH_ONTOLOGY)])
TOP = "nowrongdoor-backup"


def build(count: int) -> Iterator[Quad]:
    for n in range(count):
        yield Quad(NamedNode(f"http://example.org/{n}"), A, Literal(n), A)


def load(store: EmbeddedStore, size: int) -> None:
    with store.write(note=f"{size} items") as draft:
        draft.replace_graph(A, build(size))


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path / "data", seed=SEED)
    load(store, 40)
    return store


@pytest.mark.parametrize("name", ["saved", "saved.tar.gz", "saved.TGZ"])
def test_backup_and_restore(store: EmbeddedStore, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    store.backup(target)
    assert target.is_dir() == (name == "saved")
    load(store, 2)
    restored = store.restore(target)
    assert (restored.number, restored.kind, restored.triples) == (3, "restore", 41)
    assert restored.note == f"restore of {name}: 40 items"
    assert len(store.read().store) == 41
    assert [entry.number for entry in store.history()] == [3, 2, 1]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["data", name])
    load(store, 7)
    assert len(store.read().store) == 8


def test_restore_into_a_new_directory(store: EmbeddedStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "saved.tar.gz")
    other = EmbeddedStore(tmp_path / "other" / "data", seed=SEED)
    assert other.restore(tmp_path / "saved.tar.gz").number == 1
    assert len(other.read().store) == 41


def test_a_backup_shares_no_file_with_the_store(store: EmbeddedStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "saved")
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "saved" / "store").iterdir())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("there", "already there"),
        ("none/saved", "no directory"),
        ("data/saved", "inside the data directory"),
        ("saved.zip", "end it with .tar.gz"),
    ],
)
def test_targets_that_are_refused(
    store: EmbeddedStore, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(StoreError, match=said):
        store.backup(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "there"]


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        EmbeddedStore(tmp_path / "data").backup(tmp_path / "saved")


@pytest.mark.parametrize("name", ["saved", "saved.tar.gz"])
def test_a_failing_backup_leaves_nothing(
    store: EmbeddedStore, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: object, target: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(StoreError, match="the disk is full"):
        store.backup(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


Change = Callable[[dict[str, bytes]], None]


def remake(source: Path, target: Path, change: Change, *more: tarfile.TarInfo) -> Path:
    """A copy of a backup with its files changed and members added."""
    with tarfile.open(source) as tar:
        members = {m.name: b"".join(tar.extractfile(m) or ()) for m in tar.getmembers()}
    change(members)
    with tarfile.open(target, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for info in more:
            tar.addfile(info)
    return target


def _flip(members: dict[str, bytes]) -> None:
    name = max(members, key=lambda name: len(members[name]))
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])


def _drop(members: dict[str, bytes]) -> None:
    del members[next(name for name in members if name.endswith(".sst"))]


def _miscount(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[f"{TOP}/backup.json"])
    manifest["generation"]["triples"] += 1
    members[f"{TOP}/backup.json"] = json.dumps(manifest).encode()


def _newer(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[f"{TOP}/backup.json"])
    manifest["generation"]["format"] = 99
    members[f"{TOP}/backup.json"] = json.dumps(manifest).encode()


def _put(name: str) -> Change:
    return lambda members: members.update({name: b"planted"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_flip, "not those that were backed up"),
        (_drop, "not those that were backed up"),
        (_miscount, "does not hold the 42 triples"),
        (_newer, "newer release"),
        (lambda members: members.pop(f"{TOP}/backup.json"), "it has no backup.json"),
        (_put(f"{TOP}/backup.json"), "is damaged"),
        (_put(f"{TOP}/store/more.sst"), "not those that were backed up"),
        (_put(f"{TOP}/store/../../planted"), "which no backup has"),
        (_put(f"{TOP}/../planted"), "which no backup has"),
        (_put("/planted"), "which no backup has"),
        (_put("../planted"), "which no backup has"),
        (_put(f"{TOP}/store/.hidden"), "which no backup has"),
        (_put(f"{TOP}/store/deep/er"), "which no backup has"),
    ],
)
def test_a_changed_backup_is_refused(
    store: EmbeddedStore, tmp_path: Path, change: Change, said: str
) -> None:
    store.backup(tmp_path / "saved.tar.gz")
    bad = remake(tmp_path / "saved.tar.gz", tmp_path / "bad.tar.gz", change)
    with pytest.raises(StoreError, match=said):
        store.restore(bad)
    assert [entry.number for entry in store.history()] == [1]
    assert not list(tmp_path.rglob("planted"))
    assert list((store.data_dir / "drafts").iterdir()) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, b"5"])
def test_members_that_are_not_files_are_refused(
    store: EmbeddedStore, tmp_path: Path, kind: bytes
) -> None:
    store.backup(tmp_path / "saved.tar.gz")
    link = tarfile.TarInfo(f"{TOP}/store/more.sst")
    link.type, link.linkname = kind, "/etc/hostname"
    bad = remake(tmp_path / "saved.tar.gz", tmp_path / "bad.tar.gz", lambda members: None, link)
    with pytest.raises(StoreError, match="which no backup has"):
        store.restore(bad)


def test_a_link_in_a_directory_is_refused(store: EmbeddedStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "saved")
    (tmp_path / "saved" / "store" / "more.sst").symlink_to("/etc/hostname")
    with pytest.raises(StoreError, match="not a plain file"):
        store.restore(tmp_path / "saved")


def test_what_is_no_backup_is_refused(store: EmbeddedStore, tmp_path: Path) -> None:
    whole = tmp_path / "saved.tar.gz"
    store.backup(whole)
    (tmp_path / "cut.tar.gz").write_bytes(whole.read_bytes()[:-2000])
    (tmp_path / "text.tar.gz").write_text("not a tar")
    (tmp_path / "empty").mkdir()
    for name in ("cut.tar.gz", "text.tar.gz", "empty"):
        with pytest.raises(StoreError, match="is not a backup, or is damaged"):
            store.restore(tmp_path / name)
    with pytest.raises(StoreError, match="no such file"):
        store.restore(tmp_path / "none.tar.gz")
    assert [entry.number for entry in store.history()] == [1]
