"""Keys: made, listed, revoked; kept hashed, whole, and for their owner only."""

from __future__ import annotations

import json
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from served.command_line import read_csv, read_json, run_nwd
from served.server import NWD

from graph.errors import StoreError
from service.keys import KeyStore, render_keys


def create(data_dir: Path, name: str, scope: str, *sources: str) -> str:
    options = [word for source in sources for word in ("--source", source)]
    result = run_nwd("key", "create", "--name", name, "--scope", scope, *options, data_dir=data_dir)
    (token,) = result.stdout.splitlines()
    assert token not in result.stderr
    return token


def test_create_list_and_revoke(tmp_path: Path) -> None:
    data_dir = tmp_path / "new" / "nwd-data"
    anna, reader = (
        create(data_dir, "anna", "edit", "clinic", "library"),
        create(data_dir, "r", "read"),
    )
    assert anna.startswith("nwd_")
    assert len(bytes.fromhex(anna.removeprefix("nwd_"))) == 32
    assert anna != reader
    rows = read_json("key", "list", data_dir=data_dir)
    assert [(row["name"], row["scope"], row["sources"]) for row in rows] == [
        ("anna", "edit", ["clinic", "library"]),
        ("r", "read", []),
    ]
    assert rows[0]["ends_with"] == anna[-4:]
    assert read_csv("key", "list", data_dir=data_dir)[0]["sources"] == "clinic; library"
    assert "anna" in run_nwd("key", "list", data_dir=data_dir).stdout
    assert "anna" in run_nwd("key", "revoke", "anna", data_dir=data_dir).stderr
    assert [row["name"] for row in read_json("key", "list", data_dir=data_dir)] == ["r"]


def test_only_the_hash_is_kept_and_only_for_the_owner(tmp_path: Path) -> None:
    token = create(tmp_path, "anna", "admin")
    path = tmp_path / "keys.json"
    assert token not in path.read_text("utf-8")
    assert token[4:-4] not in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    create(tmp_path, "ben", "read")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "exit_code", "word"),
    [
        (["create", "--name", "anna", "--scope", "read"], 1, "there is a key named 'anna'"),
        (["create", "--name", "a b", "--scope", "read"], 2, "letters"),
        (["create", "--name", "", "--scope", "read"], 2, "letters"),
        (["create", "--name", "x", "--scope", "write"], 2, "'write' is not one of"),
        (["create", "--name", "x", "--scope", "admin", "--source", "s"], 2, "scope edit"),
        (["revoke", "ben"], 1, "there are: anna"),
    ],
)
def test_what_is_refused(tmp_path: Path, arguments: list[str], exit_code: int, word: str) -> None:
    create(tmp_path, "anna", "read")
    result = run_nwd("key", *arguments, data_dir=tmp_path, exit_code=exit_code)
    assert result.stdout == ""
    assert word in result.stderr
    assert [row["name"] for row in read_json("key", "list", data_dir=tmp_path)] == ["anna"]


def test_a_store_follows_what_other_processes_do(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path)
    assert keys.list_keys() == ()
    assert keys.find("nwd_x") is None
    command = [*NWD, "key", "create", "--name", "anna", "--scope", "edit"]
    done = subprocess.run(
        [*command, "--data-dir", str(tmp_path)], capture_output=True, text=True, check=True
    )
    token = done.stdout.splitlines()[-1]
    found = keys.find(token)
    assert found is not None
    assert (found.name, found.scope) == ("anna", "edit")
    for wrong in (token[:-1], token + "0", token.upper(), "", "nwd_", "x" * 100_000, "\xff"):
        assert keys.find(wrong) is None
    KeyStore(tmp_path).revoke("anna")
    assert keys.find(token) is None


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    names = [f"k{n}" for n in range(24)]
    with ThreadPoolExecutor(6) as pool:
        tokens = list(pool.map(lambda name: KeyStore(tmp_path).create(name, "read"), names))
    keys = KeyStore(tmp_path)
    assert {key.name for key in keys.list_keys()} == set(names)
    found = [keys.find(token) for token in tokens]
    assert [key.name if key else None for key in found] == names
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: "",
        lambda told: "[]",
        lambda told: json.dumps({**told, "format": 2}),
        lambda told: json.dumps({**told, "keys": told["keys"] * 2}),
        lambda told: json.dumps({**told, "keys": [{**told["keys"][0], "scope": "root"}]}),
        lambda told: json.dumps({**told, "keys": [{**told["keys"][0], "sha256": "00"}]}),
        lambda told: json.dumps({**told, "keys": [{**told["keys"][0], "sources": None}]}),
        lambda told: json.dumps({**told, "keys": [{"name": "anna"}]}),
        lambda told: json.dumps(told)[:-20],
        lambda told: "\xff",
    ],
)
def test_a_damaged_file_is_not_a_store_without_keys(tmp_path: Path, change: object) -> None:
    assert callable(change)
    token = KeyStore(tmp_path).create("anna", "admin")
    path = tmp_path / "keys.json"
    path.write_text(change(json.loads(path.read_text("utf-8"))), "latin-1")
    keys = KeyStore(tmp_path)
    for act in (keys.list_keys, lambda: keys.find(token), lambda: keys.create("ben", "read")):
        with pytest.raises(StoreError, match=r"keys\.json cannot be understood"):
            act()
    result = run_nwd("key", "list", data_dir=tmp_path, exit_code=1)
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(StoreError):
        KeyStore(tmp_path).list_keys()
    with pytest.raises(StoreError):
        KeyStore(tmp_path).create("anna", "read")


def test_an_empty_list(tmp_path: Path) -> None:
    assert read_json("key", "list", data_dir=tmp_path / "none") == []
    assert not (tmp_path / "none").exists()
    (tmp_path / "keys.json").write_bytes(render_keys(()))
    assert read_json("key", "list", data_dir=tmp_path) == []
