"""Journeys of fictional families: each as a line with its branches and breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.choosing import (
    Row,
    both,
    choices,
    compute,
    list_files,
    mark,
    name_records,
    pick,
    shown,
)
from service.pages.planning.journey_lists import JourneyLists, tell_family
from service.pages.planning.reading import names_by_id, sort_choices, tell_apart
from service.pages.registers.register import COMPUTE, asked_again, waits
from service.pages.tables import Shown
from service.pages.words import journeys as words

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plan_journeys"
PATH = "/plan/journeys"
TITLE = N_("Journeys of families")
MENU = Entry("plan", 10)
RUNS: Runs = "analysis"
OPTIONS = (*select_analysis("journeys").OPTIONS, COMPUTE)
LISTS = ("scenarios", "steps", "opportunities", "paths", "problems")


def build(view: View) -> dict[str, Any]:
    """All scenarios, or one with its steps and what would mend it.

    In a large community only the scenarios that are chosen are judged, unless all are asked for.
    """
    asked = {name: view.options[name] for name in ("scenario", "collaborative")}
    is_narrow = bool(name_records(view, "JourneyScenario")) and waits(view)
    if is_narrow and not any(asked.values()):
        return _offer(view) | {"waits": True, "chosen": None}
    if is_narrow:
        result = everywhere = compute(view, "journeys", **asked)
    else:
        result = compute(view, "journeys", collaborative=asked["collaborative"])
        everywhere = compute(view, "journeys")
    chosen = pick(
        result["scenarios"],
        view.options["scenario"],
        page="journeys",
        option="scenario",
        key="scenario",
    )
    own = JourneyLists(view, result, chosen)
    opportunities = [row for row in result["opportunities"] if own.concerns(row)]
    return {
        "waits": False,
        "result": result,
        "any": bool(everywhere["scenarios"]),
        "chosen": chosen,
        "is_narrow": is_narrow,
        **(
            _offer(view)
            if is_narrow
            else {
                "scenario_choices": choices(result["scenarios"], "scenario"),
                "collaboratives": _name_collaboratives(view, everywhere["scenarios"]),
            }
        ),
        "lines": [] if chosen else own.draw_small(),
        "picture": own.draw(),
        "paths": words.tell_paths(view, chosen) if chosen else None,
        "mark": mark,
        "counts": {
            "shared": sum(len(row["scenarios"]) > 1 for row in opportunities),
            "opportunities": len(opportunities),
        },
        "scenarios": _list_scenarios(view, result["scenarios"]),
        "steps": own.list_steps(),
        "opportunities": own.list_opportunities(opportunities),
        "path_list": own.list_paths(),
        "problems": own.list_problems(),
        "files": list_files(
            view,
            "journeys",
            scenario=chosen["scenario"] if chosen else None,
            collaborative=view.options["collaborative"],
        ),
    }


def _offer(view: View) -> dict[str, Any]:
    """Every scenario and collaborative, without a look at what becomes of them."""
    return {
        "scenario_choices": sort_choices(tell_apart(name_records(view, "JourneyScenario"))),
        "collaboratives": sort_choices(tell_apart(name_records(view, "Collaborative"))),
    }


def _name_collaboratives(view: View, scenarios: list[Row]) -> list[tuple[str, str]]:
    names = tell_apart(name_records(view, "Collaborative"))
    found = {row["collaborative"] for row in scenarios if row["collaborative"]}
    return sort_choices({id_: names.get(id_, id_) for id_ in found})


def _list_scenarios(view: View, rows: list[Row]) -> Any:
    names = names_by_id(rows, "scenario")
    told = [
        {
            **row,
            "name": names[row["scenario"]],
            **both(paths=mark(view, *words.tell_paths(view, row))),
        }
        for row in rows
    ]

    def to(row: Row) -> str:
        return view.link("/plan/journeys", scenario=row["scenario"], **asked_again(view, COMPUTE))

    columns = [
        Shown("name", N_("Scenario"), link=to, note=lambda row: tell_family(view, row)),
        Shown("paths", N_("Its paths"), show=shown("paths")),
        Shown("steps", N_("Steps"), "number"),
        Shown("needs", N_("Needs"), "number"),
        Shown("breaks", N_("Breaks"), "number"),
        Shown("unknown", N_("Not known"), "number"),
    ]
    return view.listing("scenarios", N_("Scenarios"), columns, told, sort="-breaks", per_page=20)
