"""What-if answers are those of a full run on the changed projection."""

from __future__ import annotations

import random

import numpy as np
import pytest
from communities.changed_tables import ChangedTables
from communities.community import AS_OF, seeded_community
from communities.drawn_changes import draw_changes
from communities.engine_result import Engine

from graph.changes import Change, RemovePartner, RemoveSite, apply_changes
from graph.coverage import CoverageParameters, compute_coverage
from graph.projection import Projection
from graph.whatif import Baseline, compute_what_if

PARAMETERS = [
    CoverageParameters(1, "warm", AS_OF),
    CoverageParameters(3, "any", AS_OF),
    CoverageParameters(0, "warm", AS_OF, uncoded_services="ignore"),
]


def check(net: Projection, parameters: CoverageParameters, changes: list[list[Change]]) -> int:
    """How many of the answers differ from the baseline; each is compared with a full run."""
    base, different = Baseline(net, parameters), 0
    for each in changes:
        answer = compute_what_if(base, each)
        full = compute_coverage(apply_changes(net, each), parameters, routes="none")
        assert set(answer.status) == set(full.status)
        for variant, (any_door, every_door) in full.status.items():
            assert np.array_equal(answer.status[variant][0], any_door), (variant, each)
            assert np.array_equal(answer.status[variant][1], every_door), (variant, each)
        asked = (parameters.handoffs, parameters.mode)
        alone = compute_what_if(base, each, variants=[asked])
        assert list(alone.status) == [asked]
        assert np.array_equal(alone.status[asked], answer.status[asked]), each
        different += len(answer.changed_cells(asked)) > 0
    return different


@pytest.mark.parametrize(
    "seed", [*range(10), *(pytest.param(n, marks=pytest.mark.slow) for n in range(10, 30))]
)
def test_answers_are_those_of_a_full_run(seed: int) -> None:
    sources = seeded_community(seed)
    net, rng = Engine(sources).net, random.Random(seed)
    drawn = list(draw_changes(net, rng, ChangedTables(sources)))
    several = [rng.sample(drawn, rng.randint(1, len(drawn))) for _ in range(3)]
    removals: list[list[Change]] = [[RemovePartner(p)] for p in range(len(net.partners))]
    removals += [[RemoveSite(site)] for site in range(len(net.sites))]
    for parameters in PARAMETERS:
        check(net, parameters, [[], *([one] for one in drawn), *several, *removals])


def test_larger_communities_where_little_is_touched() -> None:
    different = 0
    for seed in range(4):
        sources = seeded_community(seed, scale=4.0)
        net, rng = Engine(sources).net, random.Random(seed)
        drawn = list(draw_changes(net, rng, ChangedTables(sources)))
        different += check(net, PARAMETERS[0], [[one] for one in drawn])
    assert different > 3
