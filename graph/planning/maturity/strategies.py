"""Example strategies for cells in which a goal is not met, with the actions that take them up."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.planning.maturity.assessments import MET
from graph.planning.maturity.boards import Board
from graph.planning.maturity.model import Goal
from graph.register import Register


def list_strategies(board: Board, register: Register) -> list[dict[str, Any]]:
    """One object a strategy of a cell with a goal that people do not rate as met, or that fails.

    The review counts before the collaborative's own rating; where nobody rated the goal, and the
    map does not show it to fail, nothing is proposed. An action takes a strategy up when any of
    its columns refers to it.
    """
    open_goals: dict[tuple[str, str], list[str]] = defaultdict(list)
    for goal in board.model.goals:
        if _is_open(board, goal):
            open_goals[goal.area, goal.stage].append(goal.id)
    actions = _actions(register)
    return [
        {
            "strategy": strategy.id,
            "name": strategy.name,
            "description": strategy.description,
            "area": strategy.area,
            "stage": strategy.stage,
            "goals": open_goals[strategy.area, strategy.stage],
            "actions": sorted(actions.get(strategy.iri, ())),
        }
        for strategy in board.model.strategies
        if (strategy.area, strategy.stage) in open_goals
    ]


def _is_open(board: Board, goal: Goal) -> bool:
    rating = board.rating(goal, "reviewed") or board.rating(goal, "self")
    not_met = rating is not None and rating.rank is not None and rating.value != MET
    return not_met or board.computed(goal) is False


def _actions(register: Register) -> dict[str, set[str]]:
    """Ids of the actions by what they refer to."""
    found: dict[str, set[str]] = defaultdict(set)
    for action in register.of("ActionStep"):
        for name in action.values:
            for iri in action.refs(name):
                found[iri].add(action.id)
    return found
