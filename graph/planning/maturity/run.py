"""How far the goals of a model are reached: as people rate them, and as the map shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from graph.coverage import Coverage
from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.planning.choosing import check_known
from graph.planning.maturity.assessments import (
    METHODS,
    Assessment,
    read_assessments,
    select_current,
)
from graph.planning.maturity.boards import Board, list_differences, make_goals, make_grid
from graph.planning.maturity.evidence import Beside, cover_touchpoints
from graph.planning.maturity.history import list_history
from graph.planning.maturity.judging import DRIVERS, Judgement, Row, Setting
from graph.planning.maturity.known import FOLLOW_UP_DAYS, KEYS, RECENT_DAYS, Known
from graph.planning.maturity.limits import read_limits
from graph.planning.maturity.model import SHIPPED, Model, read_models
from graph.planning.maturity.problems import list_problems
from graph.planning.maturity.rules import list_rules, select_rule
from graph.planning.maturity.scope import are_services_listed, make_scope
from graph.planning.maturity.strategies import list_strategies
from graph.planning.maturity.truth import Truth
from graph.register import Register

__all__ = ["compute_maturity", "name_queries"]


@dataclass(frozen=True)
class Options:
    """What is asked for beside the parameters of coverage."""

    model: str = SHIPPED
    collaborative: str | None = None
    place: str | None = None
    drivers: Sequence[str] = DRIVERS
    limits: Sequence[str] = ()
    floor: int = 11


def name_queries() -> Sequence[str]:
    """The named queries whose rows `compute_maturity` is to be given."""
    return tuple(KEYS)


def compute_maturity(
    register: Register, coverage: Coverage, rows: Mapping[str, Sequence[Row]], options: Options
) -> dict[str, Any]:
    """One board: the model asked for, for one collaborative and its places.

    `rows` holds the rows of the queries of `name_queries`, by query. Keys: `parameters`, `model`,
    `looked_at` (collaborative, place, assessments by method; why none), `grid` (one object a cell:
    `goals`, by method the middle rating, how many are rated and the share met [least, most], and
    what is computed), `goals`, `differences`, `not_judged`, `rules`, `strategies`, `history`,
    `problems`, `completeness`, and `found` (differences from the map of every model,
    collaborative and place that was assessed, for findings).

    Without a collaborative: the only one that was assessed by the model; of several, none, and only
    the map is told. Raises BadParameter for an id that there is not, or a limit that does not fit.
    """
    return _Run(register, coverage, rows, options).result()


class _Run:
    def __init__(
        self,
        register: Register,
        coverage: Coverage,
        rows: Mapping[str, Sequence[Row]],
        options: Options,
    ) -> None:
        self.register, self.coverage, self.options = register, coverage, options
        self.known = Known(register, coverage, rows, options.floor)
        self.models = read_models(register)
        self.assessments = read_assessments(register)
        self.limits = read_limits(options.limits)
        self._judged: dict[tuple[str | None, str | None], Mapping[str, Judgement]] = {}

    def result(self) -> dict[str, Any]:
        model = self._pick("model", self.options.model, {m.id: m for m in self.models.values()})
        place = self._asked_place()
        collaborative, why = self._whose(model)
        board = self._board(model, collaborative, place)
        goals = make_goals(board, self.register)
        return {
            "parameters": self._parameters(),
            "model": {"id": model.id, "name": model.name, "origin": model.origin},
            "looked_at": self._looked_at(board, why),
            "grid": make_grid(board),
            "goals": goals,
            "differences": list_differences(board),
            "not_judged": [_not_judged(goal) for goal in goals if goal["judges"] != "whole"],
            "rules": self._rules(board),
            "strategies": list_strategies(board, self.register),
            "history": list_history(self.register, self.models, self.assessments),
            "problems": list_problems(self.register, self.models, self.assessments, self._day),
            "found": list(self._found()),
            "completeness": compute_completeness(
                Facts(self.coverage.net, self.coverage.parameters)
            ),
        }

    @property
    def _day(self) -> Any:
        return self.coverage.parameters.as_of

    def _parameters(self) -> dict[str, Any]:
        told = asdict(self.options) | {"drivers": list(self.options.drivers)}
        told["limits"] = {name: str(value) for name, value in sorted(self.limits.items())}
        told |= {"recent_days": RECENT_DAYS, "follow_up_days": FOLLOW_UP_DAYS}
        return {**self.coverage.parameters.as_dict(), **told}

    def _pick(self, name: str, value: str, known: Mapping[str, Any]) -> Any:
        check_known([value], known, analysis="maturity", option=name)
        return known[value]

    def _asked_place(self) -> str | None:
        if self.options.place is None:
            return None
        places = self.coverage.net.places
        known = dict(zip(places.ids, places.iris, strict=True))
        found: str = self._pick("place", self.options.place, known)
        return found

    @cached_property
    def _collaboratives(self) -> Mapping[str, Any]:
        return {entry.id: entry for entry in self.register.of("Collaborative")}

    def _whose(self, model: Model) -> tuple[str | None, str | None]:
        """The collaborative that is looked at, and why there is none."""
        if self.options.collaborative is not None:
            found = self._pick("collaborative", self.options.collaborative, self._collaboratives)
            return found.iri, None
        rated = {
            each.collaborative
            for each in self.assessments
            if each.model == model.iri and each.collaborative and each.as_of <= self._day
        }
        if len(rated) == 1:
            return rated.pop(), None
        if not rated:
            return None, "no collaborative rated itself by this model"
        ids = ", ".join(self.register.ids(rated))
        return None, f"several collaboratives were rated by this model; name one: {ids}"

    def _places_of(self, collaborative: str | None) -> tuple[str, ...]:
        entry = self.register.by_iri("Collaborative").get(collaborative or "")
        return () if entry is None else entry.refs("servesArea")

    def _board(self, model: Model, collaborative: str | None, place: str | None) -> Board:
        own = [
            each
            for each in self.assessments
            if each.model == model.iri
            and each.collaborative == collaborative
            and self._is_about(each, collaborative, place)
        ]
        return Board(
            model,
            collaborative,
            place,
            select_current(own, self._day),
            self._judge(collaborative, place),
        )

    def _is_about(self, each: Assessment, collaborative: str | None, place: str | None) -> bool:
        """Of the place asked for; or of the whole, where none is."""
        if place is not None:
            return each.place == place
        return each.place is None or self._is_whole(each.place, collaborative)

    def _is_whole(self, place: str | None, collaborative: str | None) -> bool:
        """Whether a place is all that a collaborative is for."""
        return self._places_of(collaborative) == (place,)

    def _judge(self, collaborative: str | None, place: str | None) -> Mapping[str, Judgement]:
        key = (collaborative, place)
        if key not in self._judged:
            self._judged[key] = self._judge_all(collaborative, place)
        return self._judged[key]

    def _judge_all(self, collaborative: str | None, place: str | None) -> Mapping[str, Judgement]:
        scope = make_scope(self.coverage.net, [place] if place else self._places_of(collaborative))
        beside = Beside(self.known, scope)
        setting = Setting(
            as_of=self._day,
            drivers=tuple(self.options.drivers),
            services_listed=are_services_listed(self.register, scope),
            senders_declared=self._are_senders_declared(),
            touchpoints=cover_touchpoints(self.register, self.coverage, scope),
            collaborative=None if collaborative is None else self.register.id(collaborative),
            floor=self.options.floor,
        )
        rows = {query: beside.enrich(query) for query in KEYS}
        found = {}
        for name in list_rules():
            rule = select_rule(name)
            limits: dict[str, Decimal] = {
                limit.name: self.limits[f"{name}.{limit.name}"] for limit in rule.LIMITS
            }
            found[name] = rule.judge(rows.get(rule.QUERY, ()), setting, limits)
        return found

    def _are_senders_declared(self) -> Truth:
        declared = self.coverage.net.declared
        return True if len(declared) and declared.all() else None

    def _looked_at(self, board: Board, why: str | None) -> dict[str, Any]:
        scope = [board.place] if board.place else list(self._places_of(board.collaborative))
        return {
            "collaborative": board.collaborative and self.register.id(board.collaborative),
            "name": board.collaborative and self.register.name(board.collaborative),
            "places": self.register.ids(scope),
            "assessments": {
                method: {
                    "id": board.current[method].id,
                    "as_of": board.current[method].as_of.isoformat(),
                    "by_role": board.current[method].by_role,
                }
                for method in METHODS
                if method in board.current
            },
            "why_none": why,
        }

    def _rules(self, board: Board) -> list[dict[str, Any]]:
        return [
            {
                "rule": name,
                "question": select_rule(name).QUESTION,
                "query": select_rule(name).QUERY,
                "verdict": judgement.verdict,
                "sentence": judgement.sentence,
                "limits": [
                    f"{limit.name}={self.limits[f'{name}.{limit.name}']}: {limit.meaning}"
                    for limit in select_rule(name).LIMITS
                ],
                "measured": {
                    key: None if bounds is None else [_number(each) for each in bounds]
                    for key, bounds in judgement.measured.items()
                },
                "goals": [goal.id for goal in board.model.goals if goal.rule == name],
            }
            for name, judgement in board.judged.items()
        ]

    def _found(self) -> Any:
        by_iri = {model.iri: model for model in self.models.values()}
        groups = {
            (each.model, each.collaborative, self._own_place(each))
            for each in self.assessments
            if each.model in by_iri and each.as_of <= self._day
        }
        for model, collaborative, place in sorted(groups, key=lambda g: tuple(x or "" for x in g)):
            board = self._board(by_iri[model], collaborative, place)
            for told in list_differences(board):
                if told["against"] != "computed":
                    continue
                goal = next(goal for goal in board.model.goals if goal.id == told["goal"])
                judgement = board.judged[goal.rule or ""]
                parts = [goal.id, told["method"]]
                parts += [self.register.id(iri) for iri in (collaborative, place) if iri]
                yield {
                    **told,
                    "key": ">".join(parts),
                    "goal_iri": goal.iri,
                    "assessment_iri": board.current[told["method"]].iri,
                    "collaborative_iri": collaborative,
                    "place_iri": place,
                    "query": select_rule(goal.rule or "").QUERY,
                    "records": [each.iri for each in judgement.evidence],
                }

    def _own_place(self, each: Assessment) -> str | None:
        """The place of a board of its own: none where the whole of a collaborative was rated."""
        return None if self._is_whole(each.place, each.collaborative) else each.place


def _not_judged(goal: Mapping[str, Any]) -> dict[str, Any]:
    why = goal["not_seen"] or "No rule is named for it."
    keys = ("goal", "name", "area", "stage", "rule")
    extent = "part" if goal["judges"] == "part" else "whole"
    return {**{key: goal[key] for key in keys}, "not_judged": extent, "why": why}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
