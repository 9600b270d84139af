"""The analysis of budgets: everything of them in one result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from graph.planning.budget.balance import (
    describe_balance,
    describe_categories,
    describe_phases,
    describe_sums,
    find_balance,
    money_of,
)
from graph.planning.budget.building import build_plan
from graph.planning.budget.ending import describe_ending, find_ending
from graph.planning.budget.gained import Measure, describe_cost_per_cell
from graph.planning.budget.giving import find_beyond
from graph.planning.budget.matching import describe_match, find_match
from graph.planning.budget.money import total
from graph.planning.budget.narrative import write_narrative
from graph.planning.budget.needs import MeasureNeeds, describe_needs
from graph.planning.budget.plan import Plan
from graph.planning.budget.problems import Problems
from graph.planning.budget.reading import read_records
from graph.planning.budget.records import Budget, Records
from graph.planning.budget.restrictions import describe_restrictions, find_restrictions
from graph.planning.budget.streams import describe_sources, describe_streams
from graph.planning.budget.totals import describe_totals
from graph.planning.budget.uses import describe_activities, describe_lines, find_uses
from graph.planning.choosing import check_known
from graph.register import Register
from graph.store import ReadableStore

LISTS: dict[str, Callable[[Plan], list[dict[str, Any]]]] = {
    "balance": describe_balance,
    "phases": describe_phases,
    "lines": describe_lines,
    "categories": describe_categories,
    "activities": describe_activities,
    "sources": describe_sources,
    "streams": describe_streams,
    "match": describe_match,
    "ending": describe_ending,
    "restrictions": describe_restrictions,
    "totals": describe_totals,
}
CHECKS = (
    "short-year",
    "unfunded-line",
    "ending-stream",
    "forbidden-use",
    "match-missing",
    "match-not-accepted",
    "over-allocated-stream",
    "spent-beyond-awarded",
    "over-allocated-line",
    "indirect-above-cap",
    "activity-without-money",
    "money-without-activity",
)
"""The checks, in the order in which what they find is told."""
FINDERS = (find_balance, find_uses, find_ending, find_beyond, find_restrictions, find_match)


def compute_budgets(
    store: ReadableStore,
    *,
    as_of: date,
    budget: str | None = None,
    measure: Measure | None = None,
    needs: MeasureNeeds | None = None,
) -> dict[str, Any]:
    """Every budget, or the one with the id `budget`.

    `measure` tells what is gained with services, `needs` how far needs are met. Keys: `budgets`,
    the lists of `LISTS`, `cost_per_cell`, `needs`, `findings`, `problems` and `narrative`, each a
    list of objects that name their `budget`. Amounts are exact text with two decimals. Raises
    BadParameter for a budget that there is not.
    """
    records = read_records(Register(store))
    chosen = _choose(records, budget)
    problems = Problems()
    if chosen or records.lines or records.sources:
        problems.check_tables(records)
    plans = [build_plan(records, each, as_of, problems) for each in chosen]
    result: dict[str, Any] = {"budgets": [_describe(plan) for plan in plans]}
    for name, describe in LISTS.items():
        result[name] = [row for plan in plans for row in describe(plan)]
    result["cost_per_cell"] = [
        row for plan in plans for row in describe_cost_per_cell(plan, measure)
    ]
    result["needs"] = [row for plan in plans for row in describe_needs(plan, needs)]
    found = [(plan, each) for plan in plans for find in FINDERS for each in find(plan)]
    found.sort(key=lambda pair: (plans.index(pair[0]), CHECKS.index(pair[1].check)))
    result["findings"] = [each.describe(plan) for plan, each in found]
    result["problems"] = problems.rows()
    for row in result["budgets"]:
        of_budget = [each for each in result["findings"] if each["budget"] == row["budget"]]
        row["findings"] = len(of_budget)
        row["problems"] = sum(p["budget"] in (None, row["budget"]) for p in result["problems"])
    result["narrative"] = [
        section for plan in plans for section in write_narrative(plan.budget.id, result)
    ]
    return result


def _choose(records: Records, budget: str | None) -> Sequence[Budget]:
    if budget is None:
        return records.budgets
    known = {each.id for each in records.budgets}
    check_known([budget], known, analysis="budget", option="budget")
    return [each for each in records.budgets if each.id == budget]


def _describe(plan: Plan) -> dict[str, Any]:
    """What the budget is, and its sums over all years."""
    register, budget = plan.records.register, plan.budget
    secured = money_of(plan, (s for s in plan.sources if s.is_secured))
    requested = money_of(plan, (s for s in plan.sources if not s.is_secured))
    expenses = total(line.money for line in plan.lines)
    return {
        "budget": budget.id,
        "name": budget.name,
        "model": register.id(budget.model) if budget.model else None,
        "model_name": register.name(budget.model) if budget.model else None,
        "collaborative": register.id(budget.collaborative) if budget.collaborative else None,
        "collaborative_name": register.name(budget.collaborative) if budget.collaborative else None,
        "description": budget.description,
        "first_year": plan.years[0].name if plan.years else None,
        "last_year": plan.years[-1].name if plan.years else None,
        "starts_on": plan.years[0].starts_on.isoformat() if plan.years else None,
        "ends_on": plan.years[-1].ends_on.isoformat() if plan.years else None,
        "years": len(plan.years),
        "currency": budget.currency,
        **describe_sums(expenses, secured, requested),
        "indirect_cap": None if budget.indirect_cap is None else f"{budget.indirect_cap:f}",
        "lines_outside": len(plan.outside),
    }
