"""One goal of a maturity model: its ratings, and the evidence that each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses import select_analysis
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Runs
from service.pages.planning.choosing import both, mark, shown
from service.pages.planning.maturity import compute_maturity, keep
from service.pages.registers.register import COMPUTE, waits
from service.pages.tables import Shown
from service.pages.words import maturity as words

if TYPE_CHECKING:
    from service.pages.planning.choosing import Row
    from service.pages.view import View

NAME = "plan_maturity_goal"
PATH = "/plan/maturity/goal"
TITLE = N_("Goal")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = (
    *select_analysis("maturity").OPTIONS,
    Option("goal", "text", "The goal, by its id."),
    COMPUTE,
)
LISTS = ("evidence", "differences", "strategies")


def build(view: View) -> dict[str, Any]:
    """The goal that is asked for; NoSuchRecord for one that the model has not."""
    if waits(view):
        return {"waits": True}
    result = compute_maturity(view)
    asked = view.options["goal"] or ""
    goal = next((row for row in result["goals"] if row["goal"] == asked), None)
    if goal is None:
        raise NoSuchRecord(asked)
    cell = next(
        row for row in result["grid"]
        if (row["area"], row["stage"]) == (goal["area"], goal["stage"])
    )  # fmt: skip
    names = words.name_records_of(view)
    rule = next((row for row in result["rules"] if row["rule"] == goal["rule"]), None)

    def records(key: str) -> list[str]:
        return [names.get(id_, id_) for id_ in goal[key]]

    return {
        "waits": False,
        "goal": goal,
        "name": view.code(goal["name"]),
        "area": view.code(cell["area_name"]),
        "stage": view.code(cell["stage_name"]),
        "say": words.say_shipped(view, result),
        "back": view.link("/plan/maturity", **keep(view)),
        "rate": words.rate,
        "mark": mark,
        "rule": rule,
        "found": words.tell_rule(view, rule) if rule else [],
        "judges": view.gettext(words.JUDGED[goal["judges"]]) if goal["judges"] else None,
        "people": next((row for row in result["not_judged"] if row["goal"] == asked), None),
        "assessments": result["looked_at"]["assessments"],
        "self_records": records("self_records"),
        "reviewed_records": records("reviewed_records"),
        "evidence": _list_evidence(view, goal),
        "differences": _list_differences(
            view, [row for row in result["differences"] if row["goal"] == asked]
        ),
        "strategies": _list_strategies(
            view, [row for row in result["strategies"] if asked in row["goals"]]
        ),
    }


def _list_evidence(view: View, goal: Row) -> Any:
    services, partners = set(view.net.services.ids), set(view.net.partners.ids)

    def to(row: Row) -> str | None:
        for known, path in ((services, "/services/"), (partners, "/partners/")):
            if row["id"] in known:
                return view.link(path + view.quote_id(row["id"]))
        return None

    rows = [
        {**row, "told": row["name"] or row["id"], **both(speaks=mark(view, row["speaks"]))}
        for row in goal["evidence"]
    ]
    columns = [
        Shown("told", N_("Record"), link=to),
        Shown("speaks", N_("What it says of the goal"), show=shown("speaks")),
    ]
    return view.listing("evidence", N_("Records that speak for it, or may"), columns, rows)


def _list_differences(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            "kind_name": view.gettext(words.DIFFERENCES[row["kind"]]),
            "method_name": view.gettext(words.METHODS[row["method"]]),
            "against_name": view.gettext(words.METHODS[row["against"]]),
        }
        for row in rows
    ]
    columns = [
        Shown("method_name", N_("Rating")),
        Shown("against_name", N_("Differs from")),
        Shown("kind_name", N_("Which is higher")),
    ]
    return view.listing("differences", N_("Ratings that differ"), columns, told)


def _list_strategies(view: View, rows: list[Row]) -> Any:
    told = [
        {**row, "told": view.code(row["name"]), "taken_up": len(row["actions"])} for row in rows
    ]
    columns = [
        Shown("told", N_("Strategy")),
        Shown("taken_up", N_("Actions that take it up"), "number"),
    ]
    return view.listing("strategies", N_("Example strategies"), columns, told)
