"""`nwd serve` as a process: what it refuses to start, what it logs, and how it ends."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from served.command_line import run_nwd
from served.server import NWD

from service.commands import serve
from service.keys import KeyStore
from service.settings import Settings

LIMIT_SECONDS = 60
SECRET = "Thistledown"


class Server:
    """A running server, what it said, and requests to it."""

    def __init__(self, process: subprocess.Popen[bytes], words: Path) -> None:
        self.process, self.words = process, words
        self.address = self._wait()
        self.http = httpx.Client(base_url=self.address, trust_env=False, timeout=LIMIT_SECONDS)
        # It listens before it answers.
        assert self.http.get("/healthz").status_code == 200

    def _wait(self) -> str:
        deadline = time.monotonic() + LIMIT_SECONDS
        while " on http://" not in (said := self.words.read_text()):
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return said.split(" on ")[1].split()[0].rstrip("/")

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def end(self) -> list[str]:
        """What it said, after it has ended well."""
        self.http.close()
        self.process.terminate()
        assert self.process.wait(LIMIT_SECONDS) == 0
        return self.words.read_text().splitlines()


@contextmanager
def started(data_dir: Path, words: Path, *options: str, **environment: str) -> Iterator[Server]:
    command = [*NWD, "serve", "--port", "0", "--data-dir", str(data_dir), *options]
    with (
        words.open("wb") as file,
        subprocess.Popen(command, stderr=file, env={**os.environ, **environment}) as process,
    ):
        try:
            server = Server(process, words)
            yield server
            server.http.close()
        finally:
            process.kill()


# What is refused


@pytest.mark.parametrize(
    "options", [["--host", "0.0.0.0", "--writable"], ["--behind-proxy", "--writable"]]
)
def test_writable_for_others_needs_a_key(tmp_path: Path, options: list[str]) -> None:
    result = run_nwd("serve", *options, data_dir=tmp_path, exit_code=1)
    (line,) = result.stderr.splitlines()
    assert "nwd key create --name NAME --scope edit" in line


def test_keys_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}", "utf-8")
    options = ("--host", "0.0.0.0", "--writable")
    (line,) = run_nwd("serve", *options, data_dir=tmp_path, exit_code=1).stderr.splitlines()
    assert "keys.json cannot be understood" in line


@pytest.mark.parametrize(
    ("given", "behind_proxy", "rate"),
    [
        ({}, False, None),
        ({"writable": True}, False, None),
        ({"host": "0.0.0.0"}, False, 1200),
        ({"host": "0.0.0.0", "rate_limit": 0}, False, 0),
        ({}, True, 1200),
        ({"rate_limit": 7}, True, 7),
    ],
)
def test_who_others_can_ask_has_a_limit(
    tmp_path: Path, given: dict[str, Any], behind_proxy: bool, rate: int | None
) -> None:
    settings = Settings(data_dir=tmp_path, **given)
    assert serve._check_exposure(settings, behind_proxy=behind_proxy).rate_limit == rate
    KeyStore(tmp_path).create("anna", "edit")
    open_to_all = settings.model_copy(update={"writable": True, "host": "0.0.0.0"})
    assert serve._check_exposure(open_to_all, behind_proxy=behind_proxy).writable


# A server without data


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Nothing is loaded; every request needs a key."""
    folder = tmp_path_factory.mktemp("empty")
    with started(folder / "data", folder / "stderr", NWD_REQUIRE_KEY="true") as server:
        yield server


def test_a_server_without_data_is_alive_but_not_ready(empty: Server) -> None:
    health = empty.http.get("/healthz")
    assert health.json() == {"status": "ok", "generation": None, "triples": None}
    ready = empty.http.get("/readyz")
    assert ready.status_code == 503
    assert "load a source first" in ready.json()["detail"]


def test_keys_count_while_it_runs(empty: Server) -> None:
    data_dir = empty.words.parent / "data"
    assert empty.http.get("/api/queries").status_code == 401
    created = run_nwd("key", "create", "--name", "anna", "--scope", "read", data_dir=data_dir)
    headers = {"X-API-Key": created.stdout.splitlines()[-1]}
    assert empty.http.get("/api/queries", headers=headers).status_code == 200
    run_nwd("key", "revoke", "anna", data_dir=data_dir)
    assert empty.http.get("/api/queries", headers=headers).status_code == 401


def test_a_body_that_is_too_long_is_refused_readably(empty: Server) -> None:
    token = KeyStore(empty.words.parent / "data").create("writer", "edit")
    headers = {"X-API-Key": token, "Content-Type": "application/sparql-query"}
    answer = empty.http.post("/sparql", content=b" " * (7 << 20), headers=headers)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    chunks = (b" " * 65_536 for _ in range(120))
    assert empty.http.post("/sparql", content=chunks, headers=headers).status_code == 413


def test_a_long_address(empty: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", empty.port, timeout=LIMIT_SECONDS)
    connection.request("GET", "/api/queries?" + "x" * (80 << 10))
    answer = connection.getresponse()
    assert answer.status == 414
    assert answer.headers["Content-Type"] == "application/problem+json"
    connection.close()


# A server with data


@pytest.fixture
def server(loaded_demo: Path, tmp_path: Path) -> Iterator[Server]:
    options = ("--behind-proxy", "--workers", "1")
    with started(loaded_demo, tmp_path / "stderr", *options, NWD_LOG_FORMAT="json") as server:
        yield server


def test_logs_numbers_and_the_proxy(server: Server) -> None:
    assert server.http.get("/readyz").json()["generation"] == 2
    forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    answer = server.http.get(f"/api/queries?{SECRET}=1", headers=forwarded)
    assert answer.status_code == 422
    assert "strict-transport-security" in answer.headers
    numbers = server.http.get("/metrics")
    assert numbers.headers["content-type"].startswith("text/plain")
    families = {f.name: f for f in text_string_to_metric_families(numbers.text)}
    assert families["nwd_generation"].samples[0].value == 2
    lanes = {s.labels["lane"]: s.value for s in families["nwd_workers"].samples}
    assert lanes["sparql"] == 1
    said = server.end()
    assert len(said[0].split(" on ")) == 2
    lines = [json.loads(line) for line in said[2:]]
    assert [(line["route"], line["status"]) for line in lines if line["event"] == "request"] == [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/api/queries", 422),
        ("/metrics", 200),
    ]
    assert lines[2]["id"] == answer.headers["x-request-id"]
    assert lines[2]["client"] == "203.0.113.9"
    assert SECRET not in "".join(said)


def _wait_until_refused(port: int) -> None:
    ends = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    pytest.fail("connections are still taken")


def test_running_requests_are_finished(server: Server) -> None:
    kind = {"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LIMIT_SECONDS)
    connection.putrequest("POST", "/sparql")
    for name, value in kind.items():
        connection.putheader(name, value)
    connection.endheaders(b"3\r\nASK\r\n")
    time.sleep(0.3)
    server.process.terminate()
    _wait_until_refused(server.port)
    connection.send(b"2\r\n{}\r\n0\r\n\r\n")
    answer = connection.getresponse()
    body = answer.read()
    assert (answer.status, json.loads(body).get("boolean")) == (200, True), body
    connection.close()
    assert server.process.wait(LIMIT_SECONDS) == 0


@pytest.mark.slow
def test_a_request_that_never_ends_does_not_hold_it_up(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT_SECONDS) as client:
        head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
        client.sendall(head + b"Content-Type: application/sparql-query\r\n\r\nASK")
        time.sleep(0.3)
        began = time.monotonic()
        server.end()
        assert time.monotonic() - began < serve.STOP_SECONDS + 5


def test_a_reader_of_the_log_that_stopped_stops_nothing(loaded_demo: Path) -> None:
    command = [*NWD, "serve", "--port", "0", "--data-dir", str(loaded_demo)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split(" on ")[1].strip()
        with httpx.Client(base_url=address, trust_env=False, timeout=LIMIT_SECONDS) as client:
            # More than a pipe holds, which is 64 KiB.
            headers = {"X-Request-Id": "x" * 128}
            for _ in range(280):
                assert client.get("/static/style.css", headers=headers).status_code == 200
        process.terminate()
        assert process.wait(LIMIT_SECONDS) == 0
