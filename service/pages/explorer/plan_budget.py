"""The budget over several years: what it costs, who pays, what is lacking, and what ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.budget_flows import draw_budget_flows, draw_budget_years, list_flows
from service.pages.planning.budget_lists import BudgetLists
from service.pages.planning.choosing import both, choices, compute, list_files, mark, pick, shown
from service.pages.planning.reading import names_by_id
from service.pages.registers.register import MOST_CELLS, count_required
from service.pages.tables import Shown
from service.pages.words.narrative import Narrative

if TYPE_CHECKING:
    from service.pages.planning.choosing import Row
    from service.pages.view import View

NAME = "plan_budget"
PATH = "/plan/budget"
TITLE = N_("Budget")
MENU = Entry("plan", 30)
RUNS: Runs = "analysis"
OPTIONS = (
    *select_analysis("budget").OPTIONS,
    Option("fiscal_year", "text", "Only lines, sources and flows of this fiscal year."),
    Option("costs", "choice", "Whether cost stands beside coverage.", choices=("yes",)),
)
LISTS = (
    "budgets", "balance", "findings", "flows", "activities", "lines", "categories", "sources",
    "ending", "match", "restrictions", "phases", "cost", "needs", "problems",
)  # fmt: skip


def build(view: View) -> dict[str, Any]:
    """The budgets to choose from, or one budget with all that belongs to it."""
    with_costs = view.options["costs"] == "yes"
    sums = result = _compute_sums(view)
    budgets = sums["budgets"]
    chosen = pick(budgets, view.options["budget"], page="budget", option="budget", key="budget")
    if with_costs and chosen:
        # A what-if for each activity: of every budget of a state that takes many minutes.
        result = compute(view, "budget", budget=chosen["budget"])
    lists = BudgetLists(view, result, chosen)
    one_by_one = chosen is None and count_required(view) > MOST_CELLS
    flows = list_flows(view, lists) if chosen else None
    return {
        "chosen": chosen,
        "with_costs": with_costs,
        "budgets": budgets,
        "budget_choices": choices(budgets, "budget"),
        "years": [(name, name) for name in lists.years],
        "budget_list": _list_budgets(view, budgets),
        "lists": lists.build() if chosen else {},
        "problems": lists.list_problems(),
        "flows": flows,
        "flow_picture": draw_budget_flows(view, flows) if flows and flows.rows else None,
        "year_picture": draw_budget_years(view, lists.own("balance")) if chosen else None,
        "narrative": list(Narrative(lists, chosen).write()) if chosen and with_costs else [],
        "state": lists.state_of(chosen) if chosen else None,
        "money": lists.money,
        "one_by_one": one_by_one,
        "files": []
        if one_by_one
        else list_files(view, "budget", budget=chosen["budget"] if chosen else None),
    }


def _compute_sums(view: View) -> dict[str, Any]:
    """The budgets without what coverage says of them, which asks a what-if for each activity."""
    from graph.planning.budget import compute_budgets

    as_of = view.parameters.as_of

    def read() -> dict[str, Any]:
        return compute_budgets(view.data.store, as_of=as_of)

    return view.data.remember(("budgets without coverage", as_of), read)


def _list_budgets(view: View, rows: list[Row]) -> Any:
    from service.pages.words.budget import YEAR_STATES, money_of

    names = names_by_id(rows, "budget")
    told = [
        {
            **row,
            "name": names[row["budget"]],
            **both(state=mark(view, *YEAR_STATES[row["state"]])),
            **{key: money_of(row[key]) for key in ("expenses", "secured", "requested")},
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Budget"), link=lambda row: view.link("/plan/budget",
                                                               budget=row["budget"])),
        Shown("first_year", N_("From")),
        Shown("last_year", N_("Until")),
        Shown("expenses", N_("Cost"), "money"),
        Shown("secured", N_("Secured"), "money"),
        Shown("requested", N_("Requested"), "money"),
        Shown("findings", N_("Found by checks"), "number"),
        Shown("state", N_("State"), show=shown("state")),
    ]  # fmt: skip
    return view.listing("budgets", N_("Budgets"), columns, told, per_page=20)
