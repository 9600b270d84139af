"""The grid of a maturity model: own, reviewed and computed ratings side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.analyses.contract import Option
from service.language import N_
from service.language.translating import MATURITY
from service.pages.contract import Entry, Runs
from service.pages.planning.choosing import (
    MOST_CHOICES,
    Row,
    both,
    list_files,
    mark,
    shown,
    stack,
)
from service.pages.planning.maturity import (
    compute_maturity,
    link_to_goal,
    list_collaboratives,
    list_maturity_choices,
)
from service.pages.registers.register import COMPUTE, waits
from service.pages.tables import Shown
from service.pages.words import maturity as words

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plan_maturity"
PATH = "/plan/maturity"
TITLE = N_("Maturity")
MENU = Entry("plan", 50)
RUNS: Runs = "analysis"
OPTIONS = (
    *select_analysis("maturity").OPTIONS,
    Option("area", "text", "Only goals of this area, by id."),
    Option("stage", "text", "Only goals of this stage, by id."),
    COMPUTE,
)
LISTS = ("goals", "differences", "rules", "strategies", "history", "problems")


def build(view: View) -> dict[str, Any]:
    """The grid, and the goals, differences and strategies behind it."""
    if waits(view):
        return {"waits": True, "collaboratives": list_collaboratives(view)}
    result = compute_maturity(view)
    grid = result["grid"]
    areas = {row["area"]: view.code(row["area_name"]) for row in grid}
    stages = {row["stage"]: view.code(row["stage_name"]) for row in grid}
    differing: dict[tuple[str, str], int] = {}
    for row in result["differences"]:
        key = (row["area"], row["stage"])
        differing[key] = differing.get(key, 0) + 1
    goals = [goal for goal in result["goals"] if _is_asked(view, goal)]
    models, collaboratives = list_maturity_choices(view, result)
    place_choices = view.choices("places")
    return {
        "waits": False,
        "result": result,
        "model_name": view.code(result["model"]["name"]),
        "looked_at": result["looked_at"],
        "counts": _count(result["goals"]),
        "areas": list(areas.items()),
        "stages": list(stages.items()),
        "cells": {(row["area"], row["stage"]): row for row in grid},
        "differing": differing,
        "rate": words.rate,
        "tell_map": words.tell_map,
        "models": models,
        "collaboratives": collaboratives,
        "places": place_choices if len(place_choices) <= MOST_CHOICES else [],
        "goals": _list_goals(view, goals, areas, stages),
        "differences": _list_differences(view, result["differences"]),
        "rules": _list_rules(view, result["rules"]),
        "strategies": _list_strategies(view, result, areas, stages),
        "history": _list_history(view, result["history"], areas),
        "problems": _list_problems(view, result["problems"]),
        "files": list_files(
            view, "maturity", **{name: view.options[name] for name in ("collaborative", "place")},
            model=result["model"]["id"],
        ),
    }  # fmt: skip


def _is_asked(view: View, row: Row) -> bool:
    wanted = {name: view.options[name] for name in ("area", "stage")}
    return all(value in (None, row[name]) for name, value in wanted.items())


def _count(goals: list[Row]) -> dict[str, int]:
    """How many goals the map can look at, and what it shows."""
    told = [goal["computed"] for goal in goals]
    counts = {verdict: told.count(verdict) for verdict in ("holds", "fails", "unknown")}
    return {"goals": len(goals), "judged": sum(counts.values()), **counts}


def _list_goals(view: View, rows: list[Row], areas: dict[str, str], stages: dict[str, str]) -> Any:
    told = [
        {
            **row,
            "told": view.code(row["name"]),
            "area_name": areas.get(row["area"], row["area"]),
            "stage_name": stages.get(row["stage"], row["stage"]),
            **both(
                self=words.rate(view, row["self"]),
                reviewed=words.rate(view, row["reviewed"]),
                computed=mark(view, row["computed"]),
            ),
        }
        for row in rows
    ]
    columns = [
        Shown("told", N_("Goal"), link=lambda row: link_to_goal(view, row["goal"])),
        Shown("area_name", N_("Area")),
        Shown("stage_name", N_("Stage")),
        Shown("self", N_("Own rating"), show=shown("self")),
        Shown("reviewed", N_("Reviewed"), show=shown("reviewed")),
        Shown("computed", N_("The map"), show=shown("computed")),
    ]
    return view.listing("goals", N_("Goals"), columns, told, per_page=10)


def _list_differences(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            "told": view.code(row["name"]),
            "kind_name": view.gettext(words.DIFFERENCES[row["kind"]]),
            "method_name": view.gettext(words.METHODS[row["method"]]),
            "against_name": view.gettext(words.METHODS[row["against"]]),
            **both(rating=words.rate(view, row["rating"]), other=words.tell_other(view, row)),
        }
        for row in rows
    ]
    columns = [
        Shown("told", N_("Goal"), link=lambda row: link_to_goal(view, row["goal"])),
        Shown("method_name", N_("Rating")),
        Shown("rating", N_("It says"), show=shown("rating")),
        Shown("against_name", N_("Differs from")),
        Shown("other", N_("That says"), show=shown("other")),
        Shown("kind_name", N_("Which is higher")),
    ]
    return view.listing("differences", N_("Ratings that differ"), columns, told, per_page=10)


def _list_rules(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            **both(
                asked=Markup("{}").format(view.language.shipped(MATURITY, row["question"])),
                found=stack(words.tell_rule(view, row)),
                verdict=mark(view, row["verdict"]),
            ),
            "many": len(row["goals"]),
        }
        for row in rows
    ]
    columns = [
        Shown("asked", N_("What the map is asked"), "long", show=shown("asked")),
        Shown("verdict", N_("Verdict"), show=shown("verdict")),
        Shown("found", N_("What was found"), "long", show=shown("found")),
        Shown("many", N_("Goals"), "number"),
    ]
    return view.listing("rules", N_("Rules"), columns, told, per_page=10)


def _list_strategies(view: View, result: Row, areas: dict[str, str], stages: dict[str, str]) -> Any:
    told = [
        {
            **row,
            "told": view.code(row["name"]),
            "area_name": areas.get(row["area"], row["area"]),
            "stage_name": stages.get(row["stage"], row["stage"]),
            "taken_up": len(row["actions"]),
        }
        for row in result["strategies"]
        if _is_asked(view, row)
    ]
    columns = [
        Shown("told", N_("Strategy")),
        Shown("area_name", N_("Area")),
        Shown("stage_name", N_("Stage")),
        Shown("taken_up", N_("Actions that take it up"), "number"),
    ]
    title = N_("Example strategies where a goal is not met")
    return view.listing("strategies", title, columns, told, per_page=10)


def _list_history(view: View, rows: list[Row], areas: dict[str, str]) -> Any:
    told = [
        {
            **row,
            "method_name": view.gettext(words.METHODS[row["method"]]),
            "area_name": areas.get(row["area"], row["area"]),
        }
        for row in rows
    ]
    columns = [
        Shown("as_of", N_("Day"), "day"),
        Shown("method_name", N_("Rating"), note=lambda row: row["by_role"]),
        Shown("area_name", N_("Area")),
        Shown("goals", N_("Goals"), "number"),
        Shown("met", N_("Met"), "number"),
        Shown("most", N_("For the most part"), "number"),
        Shown("not_rated", N_("Not rated"), "number"),
        Shown("change", N_("Met more than before"), "number"),
    ]
    return view.listing("history", N_("Ratings over time"), columns, told, per_page=10)


def _list_problems(view: View, rows: list[Row]) -> Any:
    told = [{**row, "said": view.gettext(words.PROBLEMS[row["kind"]])} for row in rows]
    columns = [
        Shown("record", N_("Record")),
        Shown("said", N_("What does not fit"), "long"),
    ]
    return view.listing("problems", N_("Contradictions in the records"), columns, told)
