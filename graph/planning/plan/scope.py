"""What belongs to which plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.planning.choosing import check_known
from graph.planning.plan.records import Action, Objective, Plan, PlanRecords, Priority


@dataclass(frozen=True)
class Belonging:
    """Records by IRI, and the plan that each is a part of."""

    plans: Mapping[str, Plan]
    priorities: Mapping[str, Priority]
    objectives: Mapping[str, Objective]
    actions: Mapping[str, Action]
    plan_of: Mapping[str, Plan]
    """The plan of a plan, priority, objective, action or request for support, where it is known."""
    objectives_of: Mapping[str, Sequence[Objective]]
    actions_of: Mapping[str, Sequence[Action]]


def arrange(records: PlanRecords) -> Belonging:
    """Who belongs to whom."""
    plans = {each.iri: each for each in records.plans}
    priorities = {each.iri: each for each in records.priorities}
    objectives = {each.iri: each for each in records.objectives}
    plan_of: dict[str, Plan] = dict(plans)
    above = [(each.iri, each.plan) for each in records.priorities]
    above += [(each.iri, each.priority) for each in records.objectives]
    above += [(each.iri, each.objective) for each in records.actions]
    above += [(each.iri, each.supports) for each in records.support]
    for iri, parent in above:
        if parent is not None and parent in plan_of:
            plan_of[iri] = plan_of[parent]
    objectives_of: dict[str, list[Objective]] = defaultdict(list)
    for objective in records.objectives:
        objectives_of[objective.priority or ""].append(objective)
    actions_of: dict[str, list[Action]] = defaultdict(list)
    for action in records.actions:
        actions_of[action.objective or ""].append(action)
    actions = {each.iri: each for each in records.actions}
    return Belonging(plans, priorities, objectives, actions, plan_of, objectives_of, actions_of)


def select_plans(
    records: PlanRecords, plan: str | None, collaborative: str | None
) -> frozenset[str] | None:
    """The ids of the plans asked for; None for all.

    Raises BadParameter, naming those there are, for a plan or a collaborative without one.
    """
    if plan is None and collaborative is None:
        return None
    known = {each.id for each in records.plans}
    if plan is not None:
        check_known([plan], known, analysis="plan", option="plan")
    owners = {
        each.id: records.ids[each.collaborative] for each in records.plans if each.collaborative
    }
    if collaborative is not None:
        check_known(
            [collaborative],
            set(owners.values()),
            analysis="plan",
            option="collaborative",
            noun="plan of the collaborative",
        )
    return frozenset(
        each
        for each in known
        if plan in (None, each) and (collaborative is None or owners.get(each) == collaborative)
    )
