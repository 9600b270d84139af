"""What holds of every set of proposals: against all pairs without blocks, and by itself."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from communities.corruption import second_directory
from communities.invented_directory import invented_directory
from communities.match_records import partner, records, score, service
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.matching import MatchRecord, MatchRecords, Proposal, match_records, proposals
from loaders.matching.bands import LEAST, LIKELY, POSSIBLE, band
from loaders.matching.blocking import LARGEST_BLOCK, Blocks, find_pairs, partner_keys
from loaders.matching.keys import KeyedRecords
from loaders.matching.screening import Screen

SEEDS = range(3)
TESTS = Path(__file__).parents[1]


def _directories(seed: int, partners: int = 25, services: int = 90) -> MatchRecords:
    first = invented_directory(partners, services, seed=seed, source="first")
    return second_directory(first, rate=0.25, seed=seed).records


def _key(found: Proposal) -> tuple[str, str]:
    return found.left, found.right


def _every_pair(keyed: KeyedRecords, *_: object, **__: object) -> tuple[Any, Blocks]:
    pairs = np.array(list(combinations(range(len(keyed.records)), 2)), np.int64).reshape(-1, 2)
    return pairs, Blocks(0, 0, 0, len(pairs))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_likely_pair_is_lost_by_blocks_or_bounds(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pair weighed one by one finds no more likely ones, and gives each the same score."""
    loaded = _directories(seed)
    quick = {_key(p): p for p in match_records(loaded).proposals}
    monkeypatch.setattr(proposals, "find_pairs", _every_pair)
    monkeypatch.setattr(Screen, "passing", lambda _self, pairs, _least: map(tuple, pairs.tolist()))
    full = {_key(p): p for p in match_records(loaded).proposals}
    likely = {key for key, p in full.items() if p.band == "likely"}
    assert len(likely) > 40
    assert likely == {key for key, p in quick.items() if p.band == "likely"}
    assert {key: full[key] for key in quick} == quick
    possible = {key for key, p in full.items() if p.score >= POSSIBLE}
    assert len(possible & quick.keys()) >= 0.99 * len(possible)


@pytest.mark.parametrize("least", [LEAST, POSSIBLE, LIKELY])
def test_the_bound_of_a_pair_is_never_below_its_score(
    least: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = _directories(7)
    monkeypatch.setattr(proposals, "find_pairs", _every_pair)
    screened = match_records(loaded, least=least).proposals
    monkeypatch.setattr(Screen, "passing", lambda _self, pairs, _least: map(tuple, pairs.tolist()))
    assert screened == match_records(loaded, least=least).proposals


@pytest.mark.parametrize("seed", SEEDS)
def test_proposals_are_in_order_and_in_range(seed: int) -> None:
    loaded = _directories(seed)
    kinds = {record.iri: record.kind for record in (*loaded.partners, *loaded.services)}
    found = match_records(loaded).proposals
    assert len({_key(p) for p in found}) == len(found)
    assert [(p.kind, -p.score, *_key(p)) for p in found] == sorted(
        (p.kind, -p.score, *_key(p)) for p in found
    )
    for each in found:
        assert each.left < each.right
        assert kinds[each.left] == kinds[each.right] == each.kind
        assert LEAST <= each.score <= 1
        assert each.band == band(each.score)
        assert each.reasons
        for reason in each.reasons:
            assert -1 <= reason.agreement <= 1
            assert reason.sentence[0].isupper()
            assert reason.sentence.endswith(".")


def test_the_order_and_the_side_of_records_do_not_matter() -> None:
    loaded = _directories(3)
    draw = random.Random(3)
    mixed = [draw.sample(of, len(of)) for of in (loaded.partners, loaded.services)]
    shuffled = MatchRecords(tuple(mixed[0]), tuple(mixed[1]), loaded.places)
    assert match_records(loaded).proposals == match_records(shuffled).proposals
    swapped = {record.iri: f"urn:z{i:05}" for i, record in enumerate(reversed(loaded.partners))}
    renamed = MatchRecords(
        tuple(replace(p, iri=swapped[p.iri], within=frozenset()) for p in loaded.partners),
        (),
        loaded.places,
    )
    bare = replace(
        loaded, services=(), partners=tuple(replace(p, within=frozenset()) for p in loaded.partners)
    )
    scores = {_key(p): p.score for p in match_records(bare).proposals}
    again = {_key(p): p.score for p in match_records(renamed).proposals}
    assert again == {
        (min(swapped[a], swapped[b]), max(swapped[a], swapped[b])): s
        for (a, b), s in scores.items()
    }


def test_the_same_in_every_process() -> None:
    """The order of sets differs from process to process; the proposals must not."""
    code = (
        "from communities.invented_directory import invented_directory as made\n"
        "from communities.corruption import second_directory as second\n"
        "from loaders.matching import propose_matches\n"
        "two = second(made(20, 60, seed=1, source='a'), rate=0.3, seed=1)\n"
        "print(propose_matches(two.records))\n"
    )
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert b"likely" in said.pop()


TAKEN: dict[str, Callable[[MatchRecord], MatchRecord]] = {
    "phone": lambda one: replace(one, phones=()),
    "web": lambda one: replace(one, urls=()),
    "page": lambda one: replace(one, urls=()),
    "email": lambda one: replace(one, emails=()),
    "mail-host": lambda one: replace(one, emails=()),
    "identifier": lambda one: replace(one, identifiers=()),
    "address": lambda one: replace(one, addresses=()),
    "name": lambda one: replace(one, names=()),
    "needs": lambda one: replace(one, needs=frozenset()),
}


def test_taking_an_agreeing_key_away_never_raises_a_score() -> None:
    loaded = _directories(11, partners=8, services=24)
    draw = random.Random(11)
    found = [p for p in match_records(loaded).proposals if p.score < 1]
    tried: set[str] = set()
    for each in draw.sample(found, min(16, len(found))):
        agreeing = [r.key for r in each.reasons if r.agreement > 0 and r.key in TAKEN]
        for key in agreeing:
            changed = _replaced(loaded, each.left, TAKEN[key])
            assert _score(changed, each.left, each.right) <= each.score, (key, each)
            tried.add(key)
    assert tried >= {"phone", "name", "address", "needs"}


def _replaced(
    loaded: MatchRecords, iri: str, change: Callable[[MatchRecord], MatchRecord]
) -> MatchRecords:
    def each(of: tuple[MatchRecord, ...]) -> tuple[MatchRecord, ...]:
        return tuple(change(one) if one.iri == iri else one for one in of)

    return MatchRecords(each(loaded.partners), each(loaded.services), loaded.places)


def _score(loaded: MatchRecords, left: str, right: str) -> float:
    every = {_key(p): p.score for p in match_records(loaded, least=0.0).proposals}
    return every.get((left, right), 0.0)


def test_a_key_that_very_many_records_hold_is_no_block() -> None:
    """Work is bounded by blocks, whatever the records share; what is passed over is told."""
    count = 3_000
    held = [
        partner(f"a/{i}", "Family Resource Center", phone="541-555-0100", url="https://c.example")
        for i in range(count)
    ]
    keyed = KeyedRecords(held, ())
    pairs, blocks = find_pairs(keyed, partner_keys(keyed))
    assert len(pairs) == blocks.pairs == 0
    assert blocks.passed_over >= 3
    assert blocks.largest_passed_over == count
    several = [replace(one, phones=(f"541-555-{i // 10:04}",)) for i, one in enumerate(held)]
    keyed = KeyedRecords(several, ())
    pairs, blocks = find_pairs(keyed, partner_keys(keyed))
    assert len(pairs) == count // 10 * 45
    assert len(pairs) <= blocks.blocks * LARGEST_BLOCK * (LARGEST_BLOCK - 1) // 2


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_a_key(text: str) -> None:
    """Whatever a source writes in a cell is compared or passed over, never an error."""
    one = partner("a/1", text, phone=text, url=text, email=text, ein=text, at=[f"{text}, {text}"])
    both = records(one, replace(one, iri="urn:b/1", source="b"))
    for each in match_records(both, least=0.0).proposals:
        assert 0 <= each.score <= 1
        assert all(reason.sentence for reason in each.reasons)


def test_an_empty_store_has_no_proposals() -> None:
    found = match_records(MatchRecords())
    assert found.proposals == ()
    assert found.partner_blocks == found.service_blocks == Blocks(0, 0, 0, 0)


def test_a_service_without_a_known_provider_is_weighed_by_its_own_keys() -> None:
    """A dangling key is no evidence against: of such a provider nothing is known."""
    keys = {"phone": "541-555-0101", "url": "https://h.example/cribs"}
    found = records(
        service("a/1", "Hearthside crib exchange", of="a/absent", **keys),
        service("b/1", "Hearthside Crib Exchange", of="b/absent", **keys),
        partner("b/absent"),
    )
    assert score(found, "a/1", "b/1") >= LIKELY
