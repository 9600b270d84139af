"""What was matched counts once: as if the tables had been merged by hand."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from communities.agreement import FEW_PARAMETERS
from communities.community import seeded_community
from communities.engine_result import load_tables
from communities.split_records import MARK, Split, split, split_over_sources
from oracle.plain_facts import OracleParameters

from graph.coverage import CoverageParameters, compute_coverage
from graph.identity import Asked, Deciding, read_identity
from graph.identity.decisions import describe_decision
from graph.overlap import compute_overlaps
from graph.projection import build_projection
from graph.store import MemoryStore
from ontology.terms import mint

AT = datetime(2026, 6, 30, 12, tzinfo=UTC)
Parameters = tuple[OracleParameters, ...]
KINDS = {"partners": "partner", "services": "service"}


def iri(record: tuple[str, str, str]) -> str:
    source, table, identifier = record
    return mint(source, KINDS[table], identifier).value


def decide(store: MemoryStore, made: Split, word: str) -> None:
    """One decision of that kind on every pair."""
    asked = [Asked(iri(one), iri(other), word, "tester") for one, other in made.pairs]
    deciding = Deciding(store, asked, at=AT)
    for each in asked:
        assert deciding.decide(each) is not None
    store.store.extend(quad for each in deciding.made for quad in describe_decision(each))


def load(sources: Any) -> MemoryStore:
    store = load_tables(sources)
    assert isinstance(store, MemoryStore)
    return store


def results(store: MemoryStore, parameters: Parameters = FEW_PARAMETERS[:2]) -> str:
    """Coverage and overlap, without the mark of second records."""
    net = build_projection(store)
    found: list[Any] = []
    for each in parameters:
        asked = CoverageParameters(**asdict(each))
        found.append(compute_coverage(net, asked).as_dict())
        found.append(compute_overlaps(net, asked)["pairs"])
    return json.dumps(found, sort_keys=True).replace(MARK, "")


@pytest.mark.parametrize("seed", range(8))
def test_accepted_matches_count_as_tables_merged_by_hand(seed: int) -> None:
    """Second records in one source or in another; undone, everything is as it was before."""
    check_merging(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(8, 408, 100))
def test_many_communities_merged_by_hand(first: int) -> None:
    for seed in range(first, first + 100):
        check_merging(seed, FEW_PARAMETERS)


def check_merging(seed: int, parameters: Parameters = FEW_PARAMETERS[:2]) -> None:
    sources = seeded_community(seed)
    rng = random.Random(seed)
    over = seed % 2 and len(sources) == 1
    made = split_over_sources(sources, rng) if over else split(sources, rng)
    store = load(made.sources)
    before = results(store, parameters)
    decide(store, made, "accepted")
    assert results(store, parameters) == results(load(sources), parameters)
    decide(store, made, "withdrawn")
    assert results(store, parameters) == before


def test_splitting_makes_a_difference() -> None:
    """Else the test above would tell nothing: most communities look different when split."""
    differ = 0
    for seed in range(3):
        sources = seeded_community(seed)
        made = split(sources, random.Random(seed))
        differ += results(load(made.sources)) != results(load(sources))
    assert differ >= 2


@pytest.mark.parametrize("seed", range(24, 28))
def test_a_match_without_a_conflict_takes_no_coverage_away(seed: int) -> None:
    check_keeping(seed)


@pytest.mark.slow
def test_no_match_without_a_conflict_takes_coverage_away() -> None:
    for seed in range(28, 328):
        check_keeping(seed)


def check_keeping(seed: int) -> None:
    made = split(seeded_community(seed), random.Random(seed), gently=True)
    store = load(made.sources)
    before = covered(store, FEW_PARAMETERS[0])
    decide(store, made, "accepted")
    assert read_identity(store) or not made.pairs
    assert before <= covered(store, FEW_PARAMETERS[0])


def covered(store: MemoryStore, asked: OracleParameters) -> set[tuple[str, ...]]:
    result = compute_coverage(
        build_projection(store), CoverageParameters(**asdict(asked))
    ).as_dict()
    return {
        (cell["touchpoint"], cell["need"], cell["segment"], cell["place"])
        for cell in result["cells"]
        if cell["any_door"] == "covered"
    }
