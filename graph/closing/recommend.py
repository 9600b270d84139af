"""What to connect next: the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.closing.actions import EFFORT, KINDS
from graph.closing.candidates import build_pools
from graph.closing.cards import CardWriter
from graph.closing.flows import Flows
from graph.closing.greedy import (
    GUARANTEE,
    GUARANTEE_WITH_COSTS,
    Candidates,
    Pick,
    choose_by_budget,
    choose_by_count,
    union_weight,
)
from graph.closing.optimum import compute_optimum, is_small
from graph.closing.trying import compute_true_gain
from graph.closing.words import PROPOSALS
from graph.closing.world import World
from graph.errors import AnalysisError
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.whatif import Baseline

DEFAULT_COUNT = 25


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    `count`: most actions. `budget`: most that they may cost together, None for no limit. `actions`:
    kinds considered. `cost`: kind -> cost where it is not the effort class. `exact`: whether the
    best possible gain is computed too; None: where the problem is small.

    Raises AnalysisError for a value outside its range.
    """

    count: int = DEFAULT_COUNT
    budget: float | None = None
    actions: Sequence[str] = KINDS
    cost: Mapping[str, float] = field(default_factory=dict)
    exact: bool | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise AnalysisError(f"count must be 1 or more, not {self.count}")
        if self.budget is not None and not self.budget >= 0:
            raise AnalysisError(f"budget must be 0 or more, not {self.budget}")
        for kind in (*self.actions, *self.cost):
            if kind not in KINDS:
                raise AnalysisError(f"{kind} is no kind of action; there are {', '.join(KINDS)}")
        for kind, cost in self.cost.items():
            if not cost > 0:
                raise AnalysisError(f"the cost of {kind} must be more than 0, not {cost}")

    def costs(self) -> dict[str, float]:
        return {kind: float(self.cost.get(kind, effort)) for kind, effort in EFFORT.items()}


def compute_recommendations(
    net: Projection,
    parameters: CoverageParameters,
    wanted: Wanted,
    *,
    base: Baseline | None = None,
) -> dict[str, Any]:
    """The actions to propose, chosen together, with a card for each.

    `base` is the baseline of the projection with these parameters, where there is one already.

    Keys: `parameters`, `required`, `headline` (as it is) and `headline_after` (with all of them),
    `considered` (kind -> candidates that gain anything), `full_services`, `gain`, `guarantee`,
    `optimum` (None where it was not computed), `statement`, `recommendations`, `completeness`.
    """
    world = World(net, parameters)
    pools = build_pools(Flows(world), wanted.actions)
    candidates = Candidates(pools, world.elements, wanted.costs())
    if wanted.budget is None:
        picks = choose_by_count(candidates, wanted.count)
    else:
        picks = choose_by_budget(candidates, wanted.budget, wanted.count)
    base = base or Baseline(net, parameters)
    summary = base.coverage.summary()
    true = compute_true_gain(base, [pick.action for pick in picks])
    considered = {kind: 0 for kind in KINDS if kind in wanted.actions}
    for pool in pools:
        considered[pool.kind] += len(pool.bound)
    elements = world.elements
    return {
        "parameters": {**parameters.as_dict(), **_asked(wanted)},
        "required": summary["required"],
        "headline": summary["headline"],
        "headline_after": true["headline"],
        "considered": {"candidates": len(candidates), "by_kind": considered},
        "full_services": int(world.full.sum()),
        "gain": {
            "doors_weight": union_weight(picks, elements.weight),
            "doors_weight_open": float(elements.weight.sum()),
            "any_door": true["any_door"],
            "every_door": true["every_door"],
        },
        "cost": sum(pick.cost for pick in picks),
        "guarantee": _guarantee(wanted),
        "optimum": _optimum(candidates, picks, wanted),
        "statement": PROPOSALS,
        "recommendations": CardWriter(world, base, candidates, picks, true).write(),
        "completeness": summary["completeness"],
    }


def _asked(wanted: Wanted) -> dict[str, Any]:
    return {
        "count": wanted.count,
        "budget": wanted.budget,
        "actions": [kind for kind in KINDS if kind in wanted.actions],
        "cost": wanted.costs(),
        "exact": wanted.exact,
    }


def _guarantee(wanted: Wanted) -> dict[str, Any]:
    """How far from the best gain the set can be at most."""
    share = GUARANTEE if wanted.budget is None else GUARANTEE_WITH_COSTS
    return {
        "of": "doors_weight",
        "least_share_of_best": float(share),
        "sentence": (
            f"The weight of doors led on, each by one action at most, is at least {share:.0%} of "
            "the best that any such set of the candidates considered can reach. Of the gain on "
            "the changed network, where actions can work together, nothing is promised."
        ),
    }


def _optimum(
    candidates: Candidates, picks: Sequence[Pick], wanted: Wanted
) -> dict[str, float | None] | None:
    if not (is_small(candidates) if wanted.exact is None else wanted.exact):
        return None
    best = compute_optimum(candidates, wanted.count, wanted.budget)
    reached = union_weight(picks, candidates.weight)
    return {"doors_weight": best, "reached_share": reached / best if best else None}
