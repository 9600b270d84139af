"""Counts over providers that are held as bits, against the facts one by one."""

from __future__ import annotations

import random

import numpy as np
from communities.community import AS_OF, seeded_community
from communities.engine_result import load_tables

from graph.coverage.columns import build_columns
from graph.coverage.facts import Facts
from graph.coverage.providers import build_providers
from graph.coverage.required import select_required
from graph.parameters import CoverageParameters
from graph.projection import build_projection

SEEDS = (9, 22, 33, 35, 41, 64, 78, 250)


def test_columns_are_read_counted_and_found_in_rows() -> None:
    rng = np.random.default_rng(1)
    segment, place, stage = rng.integers(0, 3, 400), rng.integers(0, 60, 400), np.zeros(400, int)
    columns, _ = build_columns(segment, place, stage)
    for rows in (1, 64, 65, 300):
        matrix = rng.random((rows, len(columns))) < 0.02
        matrix[-1] = True
        words = columns.pack(matrix)
        asked = np.flatnonzero(rng.random(len(columns)) < 0.5)
        assert (columns.spread(words, asked) == matrix[:, asked]).all()
        few = rng.permutation(np.flatnonzero(columns.segment == 1))[:3]
        assert (columns.spread(words, few) == matrix[:, few]).all()
        assert columns.count(words).tolist() == matrix.sum(axis=0).tolist()
        assert columns.first_row(words, asked).tolist() == matrix[:, asked].argmax(axis=0).tolist()


def test_the_provider_with_the_fewest_unknown_facts() -> None:
    seen = {count for seed in SEEDS for count in check_fewest_unknown(seed)}
    assert {-1, 0, 1, 2, 3} <= seen


def check_fewest_unknown(seed: int) -> set[int]:
    """The counts that were seen."""
    net = build_projection(load_tables(seeded_community(seed, scale=3.0)))
    facts, required = Facts(net, CoverageParameters(as_of=AS_OF)), select_required(net)
    rng, seen = random.Random(seed), set()
    for need in np.unique(required.need).tolist():
        cells = np.flatnonzero(required.need == need)
        stage = net.touchpoint_stage[required.touchpoint[cells]]
        columns, _ = build_columns(required.segment[cells], required.place[cells], stage)
        # In another order, so that the first row is not the one with the lowest number anyway.
        services = np.array(rng.sample(range(len(net.services)), len(net.services)), np.int64)
        providers = build_providers(facts, need, columns, within=services)
        least, first = providers.fewest_unknown(columns)
        for column in range(len(columns)):
            at = np.full(len(providers.service), column)
            rows = np.arange(len(providers.service))
            unknown = providers.unknown_at(rows, at)
            serves = columns.test(providers.serves_high, rows, at)
            counts = {row: int(unknown[row]) for row in rows[serves].tolist()}
            expected = min(counts, key=lambda row: (counts[row], row), default=-1)
            assert first[column] == expected
            assert least[column] == counts.get(expected, -1)
            seen.add(int(least[column]))
    return seen
