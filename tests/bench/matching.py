"""Steps that measure matching: time beside an exact join, and how much of it is right."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

from bench.registry import step
from communities.corruption import second_directory
from communities.demonstration import demonstration_records
from communities.invented_directory import invented_directory
from communities.match_quality import Quality, by_band
from communities.servicenet import labelled_pairs, read_servicenet

from loaders.matching import MatchRecord, MatchRecords, match_records, propose_matches
from loaders.matching.records import Kind

SHARE_FIRST = 0.56
"""Of the records wanted, those in the first of two directories; the second has most of them too."""
RATES = (0.1, 0.25, 0.5)
SEEDS = (1, 2, 3)


@step
def matching(partners: str, services: str) -> dict[str, Any]:
    """Two directories of so many records together, matched against themselves.

    Beside it a join of the same records on one exact key, which lists its pairs: the name as it is
    written, and the telephone. Times are processor seconds of one process.
    """
    first = invented_directory(
        int(int(partners) * (SHARE_FIRST - 0.05)),
        int(int(services) * (SHARE_FIRST + 0.035)),
        seed=1,
        source="first",
    )
    two = second_directory(first, rate=0.2, seed=2)
    records = [*two.records.partners, *two.records.services]
    joins = {name: _exact_join(records, key) for name, key in KEYS.items()}
    started, began = time.process_time(), time.perf_counter()
    found = match_records(two.records)
    seconds, elapsed = time.process_time() - started, time.perf_counter() - began
    each = (found.partner_blocks, found.service_blocks)
    return {
        "seconds": seconds,
        "elapsed": elapsed,
        "joins": joins,
        "partners": len(two.records.partners),
        "services": len(two.records.services),
        "blocks": sum(one.blocks for one in each),
        "pairs": sum(one.pairs for one in each),
        "passed_over": sum(one.passed_over for one in each),
        "proposals": len(found.proposals),
        "quality": _told(two.records, two.truth, found.proposals),
    }


@step
def matching_quality(folder: str) -> dict[str, Any]:
    """Precision, recall and F1 of labelled records and of copies of the demonstration community."""
    labelled = read_servicenet(Path(folder))
    told = {"labelled": _told(labelled, labelled_pairs(), propose_matches(labelled))}
    for rate in RATES:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for seed in SEEDS:
            two = second_directory(demonstration_records(), rate=rate, seed=seed)
            for name, counts in _counts(two.records, two.truth, propose_matches(two.records)):
                sums[name] = [a + b for a, b in zip(sums[name], counts, strict=True)]
        told[f"copies, changed at {rate:.0%}"] = {
            name: _figures(Quality(*counts)) for name, counts in sums.items()
        }
    return told


def _exact_join(
    records: Sequence[MatchRecord], key: Callable[[MatchRecord], tuple[str, ...]]
) -> tuple[float, int]:
    """Median seconds of five joins, and the pairs."""
    taken = []
    for _ in range(5):
        started = time.process_time()
        holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in records:
            for value in key(record):
                holders[record.kind, value].append(record.iri)
        pairs = [pair for held in holders.values() for pair in combinations(held, 2)]
        taken.append(time.process_time() - started)
    return median(taken), len(pairs)


KEYS: dict[str, Callable[[MatchRecord], tuple[str, ...]]] = {
    "name": lambda record: record.names,
    "telephone": lambda record: record.phones,
}


def _told(records: MatchRecords, truth: frozenset[tuple[str, str]], proposals: Any) -> Any:
    counted = _counts(records, truth, proposals)
    return {name: _figures(Quality(*counts)) for name, counts in counted}


def _counts(
    records: MatchRecords, truth: frozenset[tuple[str, str]], proposals: Any
) -> list[tuple[str, tuple[int, int, int]]]:
    kinds: tuple[Kind, Kind] = ("partner", "service")
    told = []
    for kind in kinds:
        iris = {record.iri for record in records.of_kind(kind)}
        known = {pair for pair in truth if pair[0] in iris}
        found = [each for each in proposals if each.kind == kind]
        for name, quality in by_band(found, known).items():
            counts = (quality.proposed, quality.right, quality.known)
            told.append((f"{kind}s, {name}", counts))
    return told


def _figures(quality: Quality) -> dict[str, float]:
    return {
        "proposed": quality.proposed,
        "known": quality.known,
        "precision": round(quality.precision, 3),
        "recall": round(quality.recall, 3),
        "f1": round(quality.f1, 3),
    }
