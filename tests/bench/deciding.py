"""Steps that measure what rests on coverage: what if, resilience, recommendations."""

from __future__ import annotations

import random
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from bench.registry import AS_OF, step

from graph.changes import (
    AddPathway,
    Change,
    RemovePartner,
    RemovePathway,
    RemoveService,
    SetMode,
    apply_changes,
)
from graph.coverage import Coverage, compute_coverage
from graph.parameters import CoverageParameters
from graph.projection import Projection, Ternary, open_projection
from graph.store import EmbeddedStore

PARAMETERS = CoverageParameters(as_of=AS_OF)


@step
def what_if(data_dir: str, sample: str) -> dict[str, Any]:
    """Single changes of each kind, answered from a baseline and by a full run of the statuses.

    The answers must be the same, cell by cell and variant by variant.
    """
    from graph.whatif import Baseline, compute_what_if

    net = _open(data_dir)
    started = time.perf_counter()
    base = Baseline(net, PARAMETERS)
    prepared = time.perf_counter() - started
    changes = _single_changes(net, random.Random(5), int(sample))
    compute_what_if(base, [changes[0]])
    answers, full, changed = [], [], 0
    for change in changes:
        started = time.perf_counter()
        answer = compute_what_if(base, [change])
        answered = time.perf_counter()
        again = _statuses(apply_changes(net, [change]))
        full.append(time.perf_counter() - answered)
        answers.append(answered - started)
        for variant, (any_door, every_door) in again.status.items():
            assert np.array_equal(answer.status[variant][0], any_door), change
            assert np.array_equal(answer.status[variant][1], every_door), change
        changed += len(answer.touched) > 0
    return {
        "baseline": prepared,
        "seconds": median(answers),
        "slowest": max(answers),
        "full": median(full),
        "answers": len(changes),
        "touching": changed,
        "kinds": _by_kind(changes, answers),
    }


@step
def resilience(data_dir: str, sample: str) -> dict[str, Any]:
    """The loss of every partner at once, and of some partners by removing them and asking again.

    The losses of the sampled partners must be the same.
    """
    from graph.resilience import compute_resilience

    net = _open(data_dir)
    before = _statuses(net)
    started = time.perf_counter()
    found = compute_resilience(net, PARAMETERS, kinds=["partner"])
    seconds = time.perf_counter() - started
    lost = {unit["unit"]: unit["lost_weight"] for unit in found["units"]}
    draw = random.Random(6)
    holding = [p for p, name in enumerate(net.partners.ids) if lost.get(name, 0.0) > 0]
    chosen = draw.sample(range(len(net.partners)), int(sample) // 2)
    chosen += draw.sample(holding, min(len(holding), int(sample) - len(chosen)))
    started = time.perf_counter()
    for partner in chosen:
        after = _statuses(apply_changes(net, [RemovePartner(partner)]))
        gone = (before.any_door == Ternary.TRUE) & (after.any_door != Ternary.TRUE)
        weight = float(before.required.weight[gone].sum())
        expected = lost.get(net.partners.ids[partner], 0.0)
        assert np.isclose(weight, expected), (partner, weight, expected)
    brute = (time.perf_counter() - started) / len(chosen) * len(net.partners)
    return {
        "seconds": seconds,
        "brute": brute,
        "sampled": len(chosen),
        "partners": len(net.partners),
        "holding": len(holding),
    }


@step
def recommend(data_dir: str, count: str) -> dict[str, Any]:
    """So many recommendations out of all candidates, beside a full run of the statuses.

    The baseline, which the service keeps for what-if too, is measured apart.
    """
    from graph.closing.recommend import Wanted, compute_recommendations
    from graph.whatif import Baseline

    net = _open(data_dir)
    started = time.perf_counter()
    _statuses(net)
    covered = time.perf_counter()
    base = Baseline(net, PARAMETERS)
    kept = time.perf_counter()
    found = compute_recommendations(net, PARAMETERS, Wanted(count=int(count)), base=base)
    return {
        "seconds": time.perf_counter() - kept,
        "baseline": kept - covered,
        "full": covered - started,
        "candidates": found["considered"]["candidates"],
        "recommended": len(found["recommendations"]),
    }


def _open(data_dir: str) -> Projection:
    return open_projection(EmbeddedStore(Path(data_dir)).read())


def _statuses(net: Projection) -> Coverage:
    return compute_coverage(net, PARAMETERS, routes="none")


def _single_changes(net: Projection, draw: random.Random, each: int) -> list[Change]:
    """So many changes of each kind, kinds in turn."""
    partners, pathways = range(len(net.partners)), range(len(net.pathways))
    first = net.first_partner
    changes: list[Change] = []
    for _ in range(each):
        sender, receiver = draw.sample(partners, 2)
        changes += [
            RemoveService(draw.randrange(len(net.services))),
            RemovePartner(draw.choice(partners)),
            RemovePathway(draw.choice(pathways)),
            AddPathway(first + sender, first + receiver),
            SetMode(draw.choice(pathways), Ternary.TRUE),
        ]
    return changes


def _by_kind(changes: list[Change], seconds: list[float]) -> dict[str, float]:
    """Median seconds of each kind of change."""
    kinds = sorted({type(change).__name__ for change in changes})
    return {
        kind: median(
            s for change, s in zip(changes, seconds, strict=True) if type(change).__name__ == kind
        )
        for kind in kinds
    }
