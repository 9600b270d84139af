"""Requests meant to bring the service down: each ends in time, and the next one is served.

One real server with one worker a lane, so that whatever is lost is missed at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from served.server import running_process

DEADLINE = 2.0
MEMORY_MB = 384
ANSWER = "application/sparql-results+json"


def _values(lists: int, each: int) -> str:
    numbers = " ".join(map(str, range(each)))
    return " ".join(f"VALUES ?v{i} {{ {numbers} }}" for i in range(lists))


_ANY = "(!<urn:x>|^!<urn:x>)*"
QUERIES = {
    "product of VALUES": f"SELECT (COUNT(*) AS ?n) WHERE {{ {_values(8, 40)} }}",
    "product of VALUES, all rows": f"SELECT * WHERE {{ {_values(8, 40)} }} ORDER BY ?v0 ?v7",
    "unbounded paths": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?a {_ANY} ?b . ?b {_ANY} ?c }}",
    "huge GROUP_CONCAT": (
        "SELECT (GROUP_CONCAT(?x; SEPARATOR='----------------------------------------') AS ?y) "
        "WHERE { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?c), STR(?f)) AS ?x) }"
    ),
    "sort over a cross join": (
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    ),
    "distinct over a cross join": (
        "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . "
        "BIND(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f)) AS ?x) }"
    ),
    "construct of a cross join": (
        "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && ?c = ?d) }"
    ),
    "regex bomb": (
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f "
        "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '((((a|b)*){1,60}){1,60}){1,60}$')) }"
    ),
    "text that grows": (
        "SELECT (STRLEN(REPLACE(REPLACE(REPLACE('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'a', '"
        + "b" * 1000
        + "'), 'b', '"
        + "c" * 1000
        + "'), 'c', '"
        + "d" * 1000
        + "')) AS ?n) WHERE {}"
    ),
    "nested braces": "SELECT * WHERE " + "{" * 100_000 + "?a ?b ?c" + "}" * 100_000,
    "nested brackets": "SELECT (" + "(" * 100_000 + "1" + ")" * 100_000 + " AS ?n) WHERE {}",
    "many negations": "SELECT * WHERE { FILTER(" + "!" * 100_000 + "true) }",
    "long path": "SELECT * WHERE { ?a " + "/".join(["<urn:p>"] * 20_000) + " ?b }",
    "long disjunction": "SELECT * WHERE { FILTER(" + "||".join(["?x"] * 50_000) + ") }",
    "many unions": "SELECT * WHERE { " + " UNION ".join(["{ ?a ?b ?c }"] * 20_000) + " }",
    "many optionals": "SELECT * WHERE { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c } " * 20_000 + "}",
    "many patterns": "SELECT * WHERE { " + " ".join(f"?a{i} ?b ?c ." for i in range(30_000)) + " }",
    "unclosed quotes": 'SELECT * WHERE { ?a ?b "' + "'\"" * 200_000,
    "long literal": "SELECT * WHERE { FILTER(?x = '" + "a" * 4_000_000 + "') }",
}


@pytest.fixture(scope="module")
def server(loaded_demo: Path) -> Iterator[tuple[str, int]]:
    """Address and process of a server with short limits."""
    settings = {
        "NWD_QUERY_TIMEOUT": str(DEADLINE),
        "NWD_QUERY_MEMORY_MB": str(MEMORY_MB),
        "NWD_WORKERS": "1",
    }
    with running_process(loaded_demo, environment=settings) as found:
        yield found


def _ask(address: str, query: bytes | str) -> httpx.Response:
    headers = {"Content-Type": "application/sparql-query", "Accept": f"{ANSWER}, */*;q=0.1"}
    body = query.encode() if isinstance(query, str) else query
    return httpx.post(
        f"{address}/sparql", content=body, headers=headers, timeout=60, trust_env=False
    )


class Peak:
    """Most memory, MiB, that any process of a server holds while this is entered."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.mb = 0.0

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            children = Path(f"/proc/{self._server}/task/{self._server}/children")
            for process in (str(self._server), *children.read_text().split()):
                # One that has just ended holds nothing.
                with suppress(OSError, StopIteration):
                    lines = Path(f"/proc/{process}/status").read_text().splitlines()
                    held = next(line for line in lines if line.startswith("VmHWM"))
                    self.mb = max(self.mb, int(held.split()[1]) / 1024)


@pytest.mark.parametrize("name", QUERIES)
def test_it_ends_in_time_and_the_next_request_is_served(server: tuple[str, int], name: str) -> None:
    address, process = server
    began = time.monotonic()
    with Peak(process) as peak:
        response = _ask(address, QUERIES[name])
    took = time.monotonic() - began
    assert took < DEADLINE + 1, f"{took:.1f} s"
    assert 0 < peak.mb < MEMORY_MB + 64
    if response.status_code == 200:
        assert response.headers["content-type"].startswith((ANSWER, "text/turtle"))
    else:
        assert response.status_code in (400, 403, 504, 507), response.text[:300]
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
    after = _ask(address, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")
    assert after.status_code == 200
    assert len(after.json()["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"SELECT * WHERE { ?a ?b '" + b"a" * 10_000_000 + b"' }", 413),
        (b"SELECT * WHERE { ?a ?b '\xff\xfe' }", 400),
        ("SELECT * WHERE { ?a ?b ?c }".encode("utf-16"), 400),
        (b"\x00" * 1000, 400),
        (b"", 400),
    ],
    ids=["ten megabytes", "invalid UTF-8", "UTF-16", "zeros", "nothing"],
)
def test_a_body_that_is_no_query_is_refused(
    server: tuple[str, int], body: bytes, status: int
) -> None:
    address, _ = server
    response = _ask(address, body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert _ask(address, "ASK {}").json()["boolean"] is True


def test_named_queries_are_served_while_every_free_worker_is_busy(
    server: tuple[str, int],
) -> None:
    address, _ = server
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        # Their processes are there, and have the data open.
        client.get("/api/queries/touchpoints/without-doors")
        for _ in range(3):
            with pytest.raises(httpx.TimeoutException):
                client.get("/sparql", params={"query": QUERIES["product of VALUES"]}, timeout=0.3)
            began = time.monotonic()
            answer = client.get("/api/queries/touchpoints/without-doors")
            assert answer.status_code == 200
            assert time.monotonic() - began < DEADLINE
        # Whoever went away has left no query behind.
        began = time.monotonic()
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert time.monotonic() - began < DEADLINE + 1
