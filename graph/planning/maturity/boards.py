"""One board: a model, for one collaborative and its places, as people and as the map rate it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.planning.maturity.assessments import MET, METHODS, RATINGS, UNKNOWN, Assessment, Rating
from graph.planning.maturity.judging import Judgement
from graph.planning.maturity.model import Goal, Model
from graph.planning.maturity.truth import Truth, all_of, verdict
from graph.register import Register

CLAIMED = frozenset({"most", "met"})
"""Ratings that say a goal is as good as reached."""
NOT_CLAIMED = frozenset({"not-started", "planned", "some"})
PEOPLE_HIGHER, MAP_HIGHER = "people higher", "map higher"
SELF_HIGHER, REVIEW_HIGHER = "self higher", "review higher"
APART = 2
"""Steps of the order by which self and review differ before it is told."""


@dataclass(frozen=True)
class Board:
    """A model with what is said of its goals."""

    model: Model
    collaborative: str | None
    """IRI; None where all is looked at."""
    place: str | None
    current: Mapping[str, Assessment]
    """The current assessment by method."""
    judged: Mapping[str, Judgement]
    """What each rule found, by name."""

    def rating(self, goal: Goal, method: str) -> Rating | None:
        """What the current assessment of the method says of the goal."""
        assessment = self.current.get(method)
        return None if assessment is None else assessment.ratings.get(goal.iri)

    def judgement(self, goal: Goal) -> Judgement | None:
        """What the goal's rule found; None where no rule there is judges it."""
        return self.judged.get(goal.rule or "")

    def computed(self, goal: Goal) -> Truth:
        """What the map says of the whole goal: a rule on a part of it can only refute it."""
        found = self.judgement(goal)
        if found is None:
            return None
        return found.fact if goal.whole else all_of(found.fact, None)


def make_grid(board: Board) -> list[dict[str, Any]]:
    """One object a cell, by area and stage; see `compute_maturity`."""
    return [
        _cell(board, area.id, area.name, stage.id, stage.name, stage.place)
        for area in board.model.areas
        for stage in board.model.stages
    ]


def _cell(
    board: Board, area: str, area_name: str, stage: str, stage_name: str, rank: int | None
) -> dict[str, Any]:
    goals = [goal for goal in board.model.goals if (goal.area, goal.stage) == (area, stage)]
    cell: dict[str, Any] = {
        "area": area,
        "area_name": area_name,
        "stage": stage,
        "stage_name": stage_name,
        "stage_rank": rank,
        "goals": len(goals),
    }
    for method in METHODS:
        ratings = [board.rating(goal, method) for goal in goals]
        cell[method] = _word(ratings)
        cell[f"{method}_rated"] = sum(rating is not None for rating in ratings)
        cell[f"{method}_met"] = _share_met(ratings)
    facts = [board.computed(goal) for goal in goals]
    with_rule = [goal for goal in goals if board.judgement(goal) is not None]
    cell["computed"] = verdict(all_of(*facts)) if with_rule else None
    cell["computed_holds"] = sum(fact is True for fact in facts)
    cell["computed_fails"] = sum(fact is False for fact in facts)
    cell["computed_unknown"] = sum(
        fact is None and board.judgement(goal) is not None
        for fact, goal in zip(facts, goals, strict=True)
    )
    cell["not_judged"] = sum(board.judgement(goal) is None for goal in goals)
    cell["state"] = "goals" if goals else "no goals"
    return cell


def _word(ratings: Sequence[Rating | None]) -> str | None:
    """The middle rating of the goals that were rated, the lower of two; None where none was."""
    given = [rating for rating in ratings if rating is not None]
    ranks = sorted(rating.rank for rating in given if rating.rank is not None)
    if not ranks:
        return UNKNOWN if given else None
    return RATINGS[ranks[(len(ranks) - 1) // 2]]


def _share_met(ratings: Sequence[Rating | None]) -> list[float] | None:
    """[least, most] share of the goals that are met: what is not rated or not known may be."""
    if not any(rating is not None for rating in ratings):
        return None
    met = sum(rating is not None and rating.value == MET for rating in ratings)
    perhaps = sum(rating is None or rating.value == UNKNOWN for rating in ratings)
    return [met / len(ratings), (met + perhaps) / len(ratings)]


def make_goals(board: Board, register: Register) -> list[dict[str, Any]]:
    """One object a goal: the three ratings and what they rest on."""
    return [_goal(board, goal, register) for goal in board.model.goals]


def _goal(board: Board, goal: Goal, register: Register) -> dict[str, Any]:
    judgement = board.judgement(goal)
    told: dict[str, Any] = {
        "goal": goal.id,
        "name": goal.name,
        "statement": goal.statement,
        "area": goal.area,
        "stage": goal.stage,
    }
    for method in METHODS:
        rating = board.rating(goal, method)
        told[method] = None if rating is None else rating.value
    told["computed"] = None if judgement is None else verdict(board.computed(goal))
    told["rule"] = goal.rule
    told["rule_verdict"] = None if judgement is None else judgement.verdict
    told["judges"] = None if judgement is None else "whole" if goal.whole else "part"
    told["sentence"] = None if judgement is None else judgement.sentence
    told["evidence"] = [
        {"id": each.id, "name": each.name, "speaks": verdict(each.speaks)}
        for each in (judgement.evidence if judgement else ())
    ]
    told["not_seen"] = goal.not_seen
    for method in METHODS:
        rating = board.rating(goal, method)
        told[f"{method}_evidence"] = None if rating is None else rating.evidence
        told[f"{method}_records"] = [] if rating is None else register.ids(rating.records)
    return told


def list_differences(board: Board) -> list[dict[str, Any]]:
    """Goals of which people say otherwise than the map, and reviewers otherwise than people.

    People are higher where they rate `most` or `met` and the map shows the goal to fail; the map is
    higher where it shows the goal to hold and people rate `some` or less. What is unknown to either
    is no difference.
    """
    found = []
    for goal in board.model.goals:
        computed = board.computed(goal)
        for method in METHODS:
            rating = board.rating(goal, method)
            kind = None if rating is None else _differs(rating.value, computed)
            if kind:
                found.append(_difference(board, goal, method, "computed", kind))
        kind = _apart(board.rating(goal, "self"), board.rating(goal, "reviewed"))
        if kind:
            found.append(_difference(board, goal, "self", "reviewed", kind))
    return found


def _differs(value: str, computed: Truth) -> str | None:
    if computed is False and value in CLAIMED:
        return PEOPLE_HIGHER
    return MAP_HIGHER if computed and value in NOT_CLAIMED else None


def _apart(own: Rating | None, reviewed: Rating | None) -> str | None:
    if own is None or reviewed is None or own.rank is None or reviewed.rank is None:
        return None
    if abs(own.rank - reviewed.rank) < APART:
        return None
    return SELF_HIGHER if own.rank > reviewed.rank else REVIEW_HIGHER


def _difference(board: Board, goal: Goal, method: str, against: str, kind: str) -> dict[str, Any]:
    rating, judgement = board.rating(goal, method), board.judgement(goal)
    assert rating is not None, "a difference is of a rating"
    if against == "computed":
        assert judgement is not None, "a difference from the map has a rule"
        other: str = verdict(board.computed(goal))
        why = judgement.sentence
        said = f"{_METHOD_WORDS[method]} {rating.value}, while the map shows that it {other}"
    else:
        reviewed = board.rating(goal, "reviewed")
        assert reviewed is not None, "a difference from a review has one"
        other, why = reviewed.value, reviewed.evidence or ""
        said = f"rated by the collaborative {rating.value}, and by reviewers {other}"
    return {
        "goal": goal.id,
        "name": goal.name,
        "area": goal.area,
        "stage": goal.stage,
        "method": method,
        "rating": rating.value,
        "against": against,
        "other": other,
        "kind": kind,
        "sentence": f"{goal.name}: {said}. {why}".strip(),
    }


_METHOD_WORDS = {"self": "rated by the collaborative", "reviewed": "rated by reviewers"}
