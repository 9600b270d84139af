"""A real server process over HTTP: what only a socket, a process and a signal can show."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from served.command_line import read_json, run_nwd
from served.server import NWD, running_server

from service.demo import AS_OF

AS_OF_DEMO = ("--as-of", AS_OF.isoformat())


@pytest.fixture(scope="module")
def data_dir(loaded_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration, to be written to while it is served."""
    target = tmp_path_factory.mktemp("served")
    run_nwd("backup", target / "saved", data_dir=loaded_demo)
    run_nwd("restore", target / "saved", data_dir=target / "nwd-data")
    return target / "nwd-data"


@pytest.fixture(scope="module")
def http(data_dir: Path) -> Iterator[httpx.Client]:
    with (
        running_server(data_dir, *AS_OF_DEMO) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        yield client


def test_healthz(http: httpx.Client) -> None:
    assert http.get("/healthz").json()["status"] == "ok"
    assert "server" not in http.get("/healthz").headers


def test_coverage_is_what_the_command_prints(http: httpx.Client, data_dir: Path) -> None:
    printed = read_json("coverage", "--no-save", *AS_OF_DEMO, data_dir=data_dir)
    assert http.get("/api/coverage").json() == printed


def test_sparql_by_get_and_post(http: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/nowrongdoor/ontology#Door> }"
    headers = {"Content-Type": "application/sparql-query"}
    answers = [
        http.get("/sparql", params={"query": query}),
        http.post("/sparql", data={"query": query}),
        http.post("/sparql", content=query, headers=headers),
    ]
    assert {a.json()["results"]["bindings"][0]["n"]["value"] for a in answers} == {"77"}


def test_a_body_that_is_too_long_is_refused(http: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield b" " * 100_000

    headers = {"Content-Type": "application/sparql-query"}
    assert http.post("/sparql", content=chunks(), headers=headers).status_code == 413
    assert http.get("/healthz").status_code == 200


def test_head_and_problems(http: httpx.Client) -> None:
    head = http.head("/api/coverage")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 1000
    assert http.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert http.request("BREW", "/").status_code == 501


def test_a_load_is_served_without_a_restart(http: httpx.Client, data_dir: Path) -> None:
    before = http.get("/healthz").json()["generation"]
    services = http.get("/api/coverage").json()["completeness"]["services"]
    run_nwd("drop", "directory", data_dir=data_dir)
    _wait_for(http, before + 1)
    assert http.get("/api/coverage").json()["completeness"]["services"] < services
    run_nwd("rollback", data_dir=data_dir)
    _wait_for(http, before + 2)
    assert http.get("/api/coverage").json()["completeness"]["services"] == services


def _wait_for(http: httpx.Client, generation: int) -> None:
    """Until it is served: it is made ready beside the one before it."""
    deadline = time.monotonic() + 60
    while http.get("/healthz").json()["generation"] != generation:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_port_in_use_is_one_line(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run_nwd("serve", "--port", port, data_dir=data_dir, exit_code=1)
    (line,) = result.stderr.splitlines()
    assert f"cannot listen on 127.0.0.1:{port}" in line


@contextmanager
def _killed_after(process: subprocess.Popen[str]) -> Iterator[None]:
    """A failed test must not wait for a server that nobody ends."""
    try:
        yield
    finally:
        process.kill()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_no_files(
    data_dir: Path, tmp_path: Path, ending: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [*NWD, "serve", "--port", "0", "--data-dir", str(data_dir)]
    with (
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process,
        _killed_after(process),
    ):
        assert process.stderr is not None
        assert process.stdout is not None
        address = process.stderr.readline().split(" on ")[1].strip()
        answer = httpx.get(f"{address}sparql?query=ASK{{}}", trust_env=False, timeout=60)
        assert json.loads(answer.text)["boolean"] is True
        copies = [path.name for path in (data_dir / "public").iterdir()]
        assert [name for name in copies if name.startswith(f"{process.pid}-")] != []
        process.send_signal(ending)
        assert process.wait(timeout=60) in (0, -ending)
        said = process.stderr.read().splitlines()
        assert said[0] == "Ctrl-C ends"
        assert all(" logger=nwd.access event=request " in line for line in said[1:])
        assert process.stdout.read() == ""
    assert list(tmp_path.iterdir()) == []
    left = [path.name for path in (data_dir / "public").iterdir()]
    assert [name for name in left if name.startswith(f"{process.pid}-")] == []
