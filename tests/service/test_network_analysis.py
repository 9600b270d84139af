"""`nwd network`: its options, its lists, and what it says of itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.measures import NetworkOptions
from graph.measures.options import CLAIM_RULES, RANKED_BY, STATUSES
from graph.store import EmbeddedStore
from loaders.load import load_source
from service.analyses import network
from service.cli import nwd
from service.demo import demo_sources


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network") / "data"
    name, path, _ = demo_sources()[0]
    load_source(EmbeddedStore(folder), path, source=name)
    return folder


def run(data_dir: Path, *arguments: str) -> str:
    given = ["network", "--data-dir", str(data_dir), "--as-of", "2026-11-21", *arguments]
    found = CliRunner().invoke(nwd, given, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def result(data_dir: Path, *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(data_dir, "--format", "json", *arguments))
    return answer


def test_options_are_those_of_the_measures() -> None:
    assert {option.name: option.default for option in network.OPTIONS} == asdict(NetworkOptions())
    choices = {option.name: option.choices for option in network.OPTIONS if option.choices}
    assert choices == {"status": STATUSES, "claims": CLAIM_RULES, "rank_by": RANKED_BY}


def test_lists_have_the_columns_of_the_result(data_dir: Path) -> None:
    found = result(data_dir)
    for listed in network.LISTS:
        rows = found[listed.name]
        assert rows
        assert {column.name for column in listed.columns} == set(rows[0])
        assert set(listed.read) <= set(rows[0])


def test_every_measure_of_a_partner_has_its_meaning(data_dir: Path) -> None:
    found = result(data_dir)
    told = {row["measure"] for row in found["measures"] if row["of"] == "partner"}
    beside = {"partner", "name", "sector", "declared", "rank", "betweenness_error", "sentence"}
    assert told == set(found["partners"][0]) - beside
    for row in found["measures"]:
        assert all(row.values())


def test_claims_of_the_tables_are_read(data_dir: Path) -> None:
    either, both = (result(data_dir, "--claims", rule) for rule in ("either", "both"))
    claims = either["claims"]
    assert min(claims["both"], claims["sender_only"], claims["receiver_only"]) > 0
    assert claims["agreement"] < 1
    assert both["network"]["arcs"] == claims["both"] < either["network"]["arcs"]


def test_the_response_and_missing_ranks_are_told_first(data_dir: Path) -> None:
    told = run(data_dir).split("Partners\n")[0]
    found = result(data_dir)
    assert not found["response"]["ranked"]
    assert found["response"]["reason"] in told
    assert "have declared their referrals" in told
    assert "No ranks" not in run(data_dir, "--least-response", "0.1").split("Partners\n")[0]
