"""Scenarios judged: steps, breaks, opportunities, paths."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.coverage.completeness import compute_completeness
from graph.parameters import CoverageParameters
from graph.planning.journeys.asking import NeedContext
from graph.planning.journeys.ground import Ground, Place, read_pathway_waits
from graph.planning.journeys.judging import (
    NeedJudged,
    StepJudged,
    ancestors,
    judge_need,
    judge_step,
    place_of,
)
from graph.planning.journeys.paths import Verdict, judge_paths
from graph.planning.journeys.records import Scenario, Step, read_scenarios
from graph.planning.journeys.result import build_result
from graph.projection import Projection
from graph.register import Register
from graph.store import ReadableStore


def compute_journeys(
    store: ReadableStore,
    net: Projection,
    parameters: CoverageParameters,
    *,
    scenario: str | None = None,
    collaborative: str | None = None,
) -> dict[str, Any]:
    """Every scenario, the one named or those of a collaborative, judged; ready for JSON.

    Keys: `parameters`, `summary`, `scenarios`, `steps`, `needs`, `breaks`, `opportunities`,
    `paths`, `problems`, `names` (of the ids used), `completeness`; the lists are described by
    `graph.planning.journeys.result`. Verdicts are `holds`, `fails` or `unknown`.

    Raises BadParameter where no scenario or collaborative is called so.
    """
    register = Register(store)
    scenarios = read_scenarios(register, net, only=scenario, collaborative=collaborative)
    judged = judge_scenarios(scenarios, net, parameters, read_pathway_waits(store, net))
    result = build_result(net, scenarios, judged)
    return {
        "parameters": parameters.as_dict() | {"scenario": scenario, "collaborative": collaborative},
        **result,
        "completeness": compute_completeness(judged.ground.facts) if judged.ground else {},
    }


class Judged:
    """The steps of all scenarios judged, and the verdict of each scenario."""

    def __init__(self, ground: Ground | None) -> None:
        self.ground = ground
        self.steps: dict[str, list[StepJudged]] = {}
        """By scenario id."""
        self.verdicts: dict[str, Verdict | None] = {}


def judge_scenarios(
    scenarios: list[Scenario], net: Projection, parameters: CoverageParameters, waits: Any
) -> Judged:
    """Judges need by need, since a need's facts are the larger part of the work.

    `waits`: [pathway] days, -1 where unknown.
    """
    steps = [(each, step) for each in scenarios for step in each.steps if step.touchpoint >= 0]
    ground = Ground(
        net,
        parameters,
        waits,
        [place_of(each, step) for each, step in steps],
        [step.at for _, step in steps if step.at >= 0],
    )
    by_need: dict[int, list[tuple[Scenario, Step]]] = defaultdict(list)
    for each, step in steps:
        for need in step.needs:
            by_need[need].append((each, step))
    found: dict[tuple[str, str], list[NeedJudged]] = defaultdict(list)
    for need in sorted(by_need):
        asked = by_need[need]
        places: set[Place] = set()
        for each, step in asked:
            earlier = [before for before in ancestors(each, step) if before.touchpoint >= 0]
            places.update(place_of(each, one) for one in (step, *earlier))
        context = NeedContext(ground, need, places)
        for each, step in asked:
            followers = each.followers.get(step.id, ())
            found[each.id, step.id].append(judge_need(context, each, step, followers))
    judged = Judged(ground)
    for each in scenarios:
        ready = [judge_step(ground, each, step, found[each.id, step.id]) for step in each.steps]
        judged.steps[each.id] = ready
        judged.verdicts[each.id] = judge_paths(ready)
    return judged
