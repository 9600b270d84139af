"""The service keeps to its own description, whatever is asked: schemathesis with all its checks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served.command_line import run_nwd
from served.server import running_process, running_server

from queries.catalogue import catalogue
from queries.tokens import tokens
from service.demo import AS_OF
from service.export_formats import list_export_formats

TESTS = Path(__file__).parents[1]
A_QUERY = "/api/queries/findings/gaps-by-type"
EXPORTS = "/api/export/{format}"
"""Makes files, each of which takes a while."""
WRITING = ("/update", "/rdf-graph-store")
SEED = "20260701"


@pytest.fixture(scope="module")
def address(loaded_demo: Path) -> Iterator[str]:
    late = {"NWD_ANALYSIS_TIMEOUT": "10"}
    asked = (loaded_demo, "--as-of", AS_OF.isoformat())
    with running_process(*asked, environment=late) as (found, _):
        yield found


@pytest.fixture(scope="module")
def declared(address: str) -> set[str]:
    """What `/sparql` may answer."""
    document = httpx.get(f"{address}/openapi.json", trust_env=False, timeout=60).json()
    return set(document["paths"]["/sparql"]["get"]["responses"])


def check(address: str, folder: Path, *options: str) -> None:
    """Run schemathesis; what it finds is the message of the failure."""
    config = TESTS / "served" / "schemathesis.toml"
    run = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
    more = ["--seed", SEED, "--no-shrink", "--warnings", "off", "--request-timeout", "40"]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "served.schemathesis_hooks",
        "SERVED_AT": address,
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)]),
    }
    command = [*run, f"{address}/openapi.json", *more, *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr


def repeating() -> str:
    """The paths, as a pattern, of what takes the same as another operation, by the same code.

    These are the named queries but the first of each topic, and the files of an analysis but its
    first. Each value of each list is tried, so that others would take minutes to say the same.
    """
    queries = {query.topic: name for name, query in reversed(list(catalogue().items()))}
    formats = {each.of: name for name, each in reversed(list(list_export_formats().items()))}
    others = [f"queries/{name}" for name in catalogue() if name not in queries.values()]
    others += [
        f"export/{name}"
        for name, each in list_export_formats().items()
        if each.of is not None and name not in formats.values()
    ]
    return f"/api/({'|'.join(map(re.escape, others))})"


def test_every_operation_is_as_described(address: str, tmp_path: Path) -> None:
    check(address, tmp_path, "--phases", "fuzzing", "-n", "1", "--exclude-path", EXPORTS)


def test_parameters_are_as_described(address: str, tmp_path: Path) -> None:
    check(address, tmp_path, "--phases", "coverage", "--include-path", A_QUERY)


@pytest.mark.slow
def test_every_operation_with_many_values(address: str, tmp_path: Path) -> None:
    left_out = ("--exclude-path-regex", f"^({re.escape(EXPORTS)}|{repeating()})$")
    check(address, tmp_path, "--phases", "examples,fuzzing", "-n", "20", *left_out)


@pytest.mark.slow
def test_every_limit_of_every_parameter(address: str, tmp_path: Path) -> None:
    options = ("--exclude-path-regex", f"^{repeating()}$")
    check(address, tmp_path, "--phases", "coverage", *options)


@pytest.mark.slow
def test_writing_is_as_described(own_demo: Path, tmp_path: Path) -> None:
    key = run_nwd("key", "create", "--name", "test", "--scope", "admin", data_dir=own_demo)
    token = f"Authorization: Bearer {key.stdout.split()[-1]}"
    chosen = [part for path in WRITING for part in ("--include-path", path)]
    with running_server(own_demo, "--writable") as address:
        check(address, tmp_path, "-H", token, "--phases", "examples,coverage,fuzzing", *chosen)


# The text of a query, which a schema cannot tell


@st.composite
def nearly_queries(draw: st.DrawFn) -> str:
    """A query of the catalogue with some of its tokens left out, doubled or replaced."""
    query = catalogue()[draw(st.sampled_from(sorted(catalogue())))]
    parts = [token.text for token in tokens(query.text)]
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(parts) - 1))
        change = draw(
            st.sampled_from(["", parts[place] * 2, "{", "}", "'", "\x00", "SERVICE", "é"])
        )
        parts[place] = change
    return "".join(parts)


@given(text=nearly_queries())
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_query_that_is_nearly_one_has_a_clean_end(
    address: str, declared: set[str], text: str
) -> None:
    answer = httpx.get(f"{address}/sparql", params={"query": text}, trust_env=False, timeout=60)
    assert str(answer.status_code) in declared
    assert answer.status_code < 500 or answer.status_code in (504, 507)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
