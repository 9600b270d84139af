"""Child success models: components, who does what, evaluation, other efforts, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.choosing import Row, choices, compute, list_files, mark, pick
from service.pages.planning.model_lists import ModelLists
from service.pages.planning.reading import names_by_id
from service.pages.tables import Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plan_models"
PATH = "/plan/models"
TITLE = N_("Child success models")
MENU = Entry("plan", 20)
RUNS: Runs = "analysis"
OPTIONS = (
    *select_analysis("models").OPTIONS,
    Option("component", "text", "Only this component of the model, by id."),
)
LISTS = ("models", "problems", "activities", "roles", "sectors", "evaluations", "efforts", "checks")


def build(view: View) -> dict[str, Any]:
    """The models to choose from, or one model with all that belongs to it."""
    result = compute(view, "models", model=view.options["model"])
    everything = compute(view, "models") if view.options["model"] else result
    chosen = pick(
        everything["models"], view.options["model"], page="models", option="model", key="id"
    )
    own = ModelLists(view, result, chosen)
    return {
        "chosen": chosen,
        "models": everything["models"],
        "model_choices": choices(everything["models"], "id"),
        "model_list": _list_models(view, everything["models"]),
        "components": own.components,
        "component_choices": choices(own.all_components, "id"),
        "left_out": max(0, len(own.all_components) - len(own.components)),
        "tell": own,
        "mark": mark,
        "problems": own.list_problems(),
        "activities": own.list_activities(),
        "roles": own.list_roles(),
        "sectors": own.list_sectors(),
        "evaluations": own.list_evaluations(),
        "efforts": own.list_efforts(),
        "checks": own.list_checks(),
        "files": list_files(view, "models", model=chosen["id"] if chosen else None),
    }


def _list_models(view: View, rows: list[Row]) -> Any:
    names = names_by_id(rows, "id")
    rows = [{**row, "name": names[row["id"]]} for row in rows]
    columns = [
        Shown("name", N_("Model"), link=lambda row: view.link("/plan/models", model=row["id"])),
        Shown("components", N_("Components"), "number"),
        Shown("activities", N_("Activities"), "number"),
        Shown("partners", N_("Partners"), "number"),
        Shown("sectors", N_("Sectors"), "number"),
        Shown("fails", N_("Checks that fail"), "number"),
        Shown("unknown", N_("Not known"), "number"),
    ]
    return view.listing("models", N_("Success models"), columns, rows, per_page=20)
