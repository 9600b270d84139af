"""Who may do what: keys in headers, scopes, sources, and a line in the audit log for each write."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest
from served.asgi_client import Client
from served.problems import check_problem
from served.small_app import small_app

from service.keys import Key, KeyScope, KeyStore, allows, may_write_source
from service.middleware.rate import FAILED_KEYS

SCOPES: tuple[KeyScope, ...] = ("read", "edit", "admin")


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    """A key of each scope, and one that may write to one source only."""
    store = KeyStore(tmp_path)
    tokens: dict[str, str] = {scope: store.create(scope, scope) for scope in SCOPES}
    return {**tokens, "limited": store.create("limited", "edit", ["clinic"])}


def send(client: Client, method: str, path: str, token: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.request(method, path, headers=headers)


def audited(data_dir: Path) -> list[dict[str, Any]]:
    path = data_dir / "audit.log"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_key_is_sent_in_one_of_two_headers(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path))
    token = tokens["edit"]
    for headers in (
        {"Authorization": f"Bearer {token}"},
        {"Authorization": f"bearer  {token}"},
        {"X-API-Key": token},
        {"Authorization": f"Bearer {token}", "X-API-Key": token},
        {"Authorization": "Basic YTpi", "X-API-Key": token},
    ):
        assert client.get("/who", headers=headers).json() == {"key": "edit"}
    assert client.get("/who").json() == {"key": None}
    assert client.get("/who", headers={"Authorization": "Basic YTpi"}).json() == {"key": None}


@pytest.mark.parametrize("wrong", ["", "x", "nwd_", "nwd_" + "0" * 64, "\u00ff"])
def test_a_wrong_key_is_refused_on_public_reads_too(
    tmp_path: Path, tokens: dict[str, str], wrong: str
) -> None:
    client = Client(small_app(tmp_path))
    answer = client.get("/who", headers={"X-API-Key": wrong.encode("latin-1")})
    check_problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    two = {"Authorization": f"Bearer {tokens['edit']}", "X-API-Key": tokens["admin"]}
    check_problem(client.get("/who", headers=two), 401)


def test_scopes(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path, writable=True))
    check_problem(client.post("/write"), 401, "scope edit")
    check_problem(send(client, "POST", "/write", tokens["read"]), 403, "edit is needed")
    assert send(client, "POST", "/write", tokens["edit"]).json() == {"key": "edit"}
    assert send(client, "POST", "/write", tokens["admin"]).json() == {"key": "admin"}
    check_problem(send(client, "DELETE", "/everything", tokens["edit"]), 403, "admin is needed")
    assert send(client, "DELETE", "/everything", tokens["admin"]).status_code == 200


def test_a_key_may_be_for_some_sources(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path, writable=True))
    assert send(client, "PUT", "/sources/clinic", tokens["limited"]).status_code == 200
    check_problem(send(client, "PUT", "/sources/library", tokens["limited"]), 403, "library")
    assert [line["key"] for line in audited(tmp_path)] == ["limited"]
    assert send(client, "PUT", "/sources/library", tokens["edit"]).status_code == 200


@pytest.mark.parametrize("own", SCOPES)
def test_each_scope_includes_those_before_it(own: KeyScope) -> None:
    key = Key("k", own, ("clinic",) if own == "edit" else ())
    assert [allows(key, scope) for scope in SCOPES] == [SCOPES.index(own) >= n for n in range(3)]
    assert may_write_source(key, "clinic") is (own != "read")
    assert may_write_source(key, "library") is (own == "admin")


def test_no_key_writes_to_a_service_that_only_reads(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path))
    for token in (None, tokens["edit"], tokens["admin"]):
        check_problem(send(client, "POST", "/write", token), 403, "--writable")


def test_reading_may_need_a_key(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path, require_key=True))
    for path in ("/who", "/nowhere", "/openapi.json"):
        check_problem(client.get(path), 401, "every request needs a key")
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz", headers={"X-API-Key": "x"}).status_code == 200
    assert send(client, "GET", "/who", tokens["read"]).json() == {"key": "read"}


def test_created_and_revoked_keys_count_at_once(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path, require_key=True))
    token = KeyStore(tmp_path).create("late", "read")
    assert send(client, "GET", "/who", token).json() == {"key": "late"}
    KeyStore(tmp_path).revoke("late")
    check_problem(send(client, "GET", "/who", token), 401)


def test_a_damaged_file_lets_nobody_in(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path, require_key=True))
    (tmp_path / "keys.json").write_text("{}", "utf-8")
    check_problem(send(client, "GET", "/who", tokens["read"]), 500, "cannot be understood")
    check_problem(client.get("/who"), 401)


def test_guessing_is_slowed_down(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path, writable=True))
    statuses = [client.get("/who", headers={"X-API-Key": f"{n}"}).status_code for n in range(30)]
    assert statuses == [401] * FAILED_KEYS + [429] * (30 - FAILED_KEYS)
    answer = send(client, "GET", "/who", tokens["read"])
    check_problem(answer, 429, "refused too often")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert client.get("/who").status_code == 200
    check_problem(client.post("/write"), 429)


# The audit log


def test_writes_are_in_the_audit_log(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = Client(small_app(tmp_path, writable=True))
    answer = send(client, "POST", "/write", tokens["edit"])
    (line,) = audited(tmp_path)
    assert line["id"] == answer.headers["x-request-id"]
    told = {name: line[name] for name in ("key", "scope", "action", "target", "outcome")}
    assert told == {
        "key": "edit",
        "scope": "edit",
        "action": "load",
        "target": "clinic",
        "outcome": "done",
    }
    assert (line["generation"], line["client"]) == (7, "127.0.0.1")
    assert stat.S_IMODE((tmp_path / "audit.log").stat().st_mode) == 0o600


def test_refused_writes_are_in_the_audit_log(
    tmp_path: Path, tokens: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nwd.audit")
    client = Client(small_app(tmp_path, writable=True))
    client.post("/write?secret=Thistledown")
    send(client, "PUT", "/sources/Thistledown", tokens["read"])
    send(client, "POST", "/write", "nwd_wrong")
    send(client, "DELETE", "/thistledown/x", "nwd_wrong")
    send(client, "GET", "/who", "nwd_wrong")
    lines = audited(tmp_path)
    assert [(line["action"], line["target"], line["key"]) for line in lines] == [
        ("POST", "/write", None),
        ("PUT", "/sources/{source}", "read"),
        ("POST", "/write", None),
        ("DELETE", "unknown", None),
    ]
    assert {line["outcome"] for line in lines} == {"refused"}
    assert len(caplog.records) == len(lines)
    assert "Thistledown" not in (tmp_path / "audit.log").read_text("utf-8")
    assert tokens["read"] not in (tmp_path / "audit.log").read_text("utf-8")


def test_a_refusal_that_cannot_be_recorded_is_still_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "audit.log").mkdir()
    client = Client(small_app(tmp_path, writable=True))
    check_problem(client.post("/write"), 401)
    token = KeyStore(tmp_path).create("anna", "edit")
    check_problem(send(client, "POST", "/write", token), 500)
