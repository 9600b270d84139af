"""The service over HTTP beside bare pyoxigraph, `oxigraph serve` and rdflib-endpoint."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from bench.load import Fired, fire

BIN = Path(sys.executable).parent
NWD = (sys.executable, "-c", "from service.cli import main; main()")
CHEAP = (
    "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT ?place ?name WHERE { GRAPH ?g { ?place a nwd:Place ; skos:prefLabel ?name } } LIMIT 10"
)
SECONDS = 4.0
CONNECTIONS = (1, 8, 64)
START_SECONDS = 900
NAMED_TIMES = 3
ANOTHER = {"Cache-Control": "no-cache"}


def measure_serving(data_dir: Path, quads: Path, workbook: Path) -> None:
    """Print named queries against the bare engine, then requests a second, then the tails."""
    with _ours(data_dir, NWD_QUERY_TIMEOUT="300") as port:
        compare_named(data_dir, port)
    rates(data_dir, quads)
    tails(data_dir, workbook)


def compare_named(data_dir: Path, port: int) -> None:
    """Each named query that can be asked without a value, over HTTP and on the bare store."""
    bare = json.loads(_run_step("bare_named", data_dir))
    worst, kept, ratios = [], 0, []
    for name, (alone, rows) in bare.items():
        over = statistics.median(_ask_named(port, name) for _ in range(NAMED_TIMES))
        ratios.append(over / alone)
        kept += over - alone <= max(0.005, 0.25 * alone)
        worst.append((over - alone, name, alone, over, rows))
    print(
        f"named queries: {kept} of {len(bare)} within 5 ms or 1.25 times the bare engine; "
        f"median extra {1000 * statistics.median(each[0] for each in worst):.1f} ms, "
        f"median ratio {statistics.median(ratios):.2f}"
    )
    for extra, name, alone, over, rows in sorted(worst, reverse=True)[:5]:
        print(
            f"  {name}: {1000 * over:.0f} ms against {1000 * alone:.0f} ms, {rows:,} rows "
            f"(extra {1000 * extra:.0f} ms)",
            flush=True,
        )


def _ask_named(port: int, name: str) -> float:
    address = f"http://127.0.0.1:{port}/api/queries/{name}?format=json&limit=10000"
    began = time.perf_counter()
    with urlopen(Request(address, headers=ANOTHER), timeout=600) as response:
        response.read()
    return time.perf_counter() - began


def rates(data_dir: Path, quads: Path) -> None:
    """Requests a second of one cheap query, each server alone, at several connections."""
    with _ours(data_dir) as port:
        _tell_rates("ours, without the answer cache", port, "/sparql", ANOTHER)
        _tell_rates("ours, with it", port, "/sparql", {})
    with _oxigraph(quads) as port:
        _tell_rates("oxigraph serve", port, "/query", {})
    with _rdflib_endpoint(quads) as port:
        _tell_rates("rdflib-endpoint", port, "/", {})


def _tell_rates(name: str, port: int, path: str, headers: dict[str, str]) -> None:
    request = _get(f"{path}?query={quote(CHEAP)}", headers)
    fire(port, [request], connections=2, seconds=1)
    told = []
    for connections in CONNECTIONS:
        fired = fire(port, [request], connections=connections, seconds=SECONDS)
        if set(fired.statuses) != {200}:
            raise SystemExit(f"{name}: {fired.statuses}")
        told.append(
            f"{connections}: {fired.rate:,.0f}/s (p99 {1000 * fired.percentile(0.99):.1f} ms)"
        )
    print(f"{name}: {'; '.join(told)}", flush=True)


def tails(data_dir: Path, workbook: Path) -> None:
    """The p99 of the cheap query: alone, while a load publishes, and beside hostile queries."""
    with _ours(data_dir, NWD_QUERY_TIMEOUT="5") as port:
        request = _get(f"/sparql?query={quote(CHEAP)}", ANOTHER)
        named = _get("/api/queries/touchpoints/without-doors", ANOTHER)
        _tell_tail("alone", fire(port, [request], connections=4, seconds=SECONDS))
        command = [*NWD, "load", str(workbook), "--source", "bench-again", "--data-dir"]
        with subprocess.Popen(
            [*command, str(data_dir)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as loading:
            during = Fired()
            began = time.perf_counter()
            while loading.poll() is None:
                _add(during, fire(port, [request], connections=4, seconds=2))
            _add(during, fire(port, [request], connections=4, seconds=4))
            during.lasted = time.perf_counter() - began
        _tell_tail("while a load publishes a new generation", during)
        hostile = [threading.Thread(target=_ask_hostile, args=(port, i)) for i in range(20)]
        for each in hostile:
            each.start()
        time.sleep(0.5)
        _tell_tail(
            "named query beside 20 hostile ones", fire(port, [named], connections=4, seconds=4)
        )
        _tell_tail(
            "free query beside 20 hostile ones", fire(port, [request], connections=4, seconds=4)
        )
        for each in hostile:
            each.join()


def _tell_tail(what: str, fired: Fired) -> None:
    print(
        f"{what}: {fired.rate:,.0f}/s, median {1000 * fired.percentile(0.5):.1f} ms, "
        f"p99 {1000 * fired.percentile(0.99):.1f} ms, statuses {fired.statuses}",
        flush=True,
    )


def _add(whole: Fired, part: Fired) -> None:
    whole.seconds += part.seconds
    for status, count in part.statuses.items():
        whole.statuses[status] = whole.statuses.get(status, 0) + count


def _ask_hostile(port: int, number: int) -> None:
    lists = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(40)))} }}" for i in range(8))
    text = f"SELECT (COUNT(*) AS ?n{number}) WHERE {{ {lists} }}"
    fire(port, [_get(f"/sparql?query={quote(text)}", {})], connections=1, seconds=60, most=1)


def _get(path: str, headers: dict[str, str]) -> bytes:
    told = {"Accept": "application/sparql-results+json, application/json;q=0.5", **headers}
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in told.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _run_step(step: str, *arguments: object) -> bytes:
    command = [sys.executable, "-m", "bench.steps", step, *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


@contextmanager
def serving_ours(data_dir: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """Port and process of `nwd serve`."""
    port = _free_port()
    command = [*NWD, "serve", "--data-dir", str(data_dir), "--port", str(port)]
    with _process(command, port, "/readyz", settings) as process:
        yield port, process.pid


@contextmanager
def _ours(data_dir: Path, **settings: str) -> Iterator[int]:
    with serving_ours(data_dir, **settings) as (port, _):
        yield port


@contextmanager
def _oxigraph(quads: Path) -> Iterator[int]:
    folder = quads.with_suffix(".oxigraph")
    if not folder.exists():
        load = ["load", "--location", str(folder), "--file", str(quads)]
        subprocess.run([str(BIN / "oxigraph"), *load], check=True, stderr=subprocess.DEVNULL)
    port = _free_port()
    command = [str(BIN / "oxigraph"), "serve-read-only", "--location", str(folder)]
    with _process([*command, "--bind", f"127.0.0.1:{port}"], port, "/", {}):
        yield port


@contextmanager
def _rdflib_endpoint(quads: Path) -> Iterator[int]:
    port = _free_port()
    command = [str(BIN / "rdflib-endpoint"), "serve", str(quads), "--port", str(port)]
    with _process([*command, "--host", "127.0.0.1"], port, f"/?query={quote(CHEAP)}", {}):
        yield port


@contextmanager
def _process(
    command: list[str], port: int, ready: str, settings: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(process, port, ready)
            yield process
        finally:
            process.terminate()
            process.wait(60)


def _wait(process: subprocess.Popen[Any], port: int, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{process.args!r} did not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
