"""Expenses and sources of each year, side by side at every phase, and what is left or lacking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from graph.planning.budget.checks import Found, cash
from graph.planning.budget.money import NOTHING, Money, less, times, told, total
from graph.planning.budget.plan import Plan, Source
from graph.planning.budget.records import PHASES
from graph.planning.budget.years import Year
from ontology.terms import code

INDIRECT = "indirect"
CATEGORIES = (
    "personnel", "fringe", "travel", "equipment", "supplies", "contractual", "construction",
    "other", INDIRECT,
)  # fmt: skip
"""Kinds of cost in the order of the form SF-424A, section B."""


def rank_category(category: str) -> tuple[int, str]:
    """By which kinds of cost are put in the order of the form; others come last."""
    known = category in CATEGORIES
    return (CATEGORIES.index(category) if known else len(CATEGORIES)), category


def name_category(plan: Plan, category: str) -> str:
    """The label of a kind of cost."""
    return plan.records.register.name(code("expense-category", category).value)


def money_of(plan: Plan, sources: Iterable[Source]) -> Money:
    """What sources bring, in the budget's currency; money in another one is not known in it."""
    return total(
        source.money if plan.is_same_currency(source) else Money(NOTHING, len(source.counted))
        for source in sources
    )


def judge(low: Decimal | None, high: Decimal | None) -> str:
    """Of sources less expenses: `short`, `over` or `balanced` where that is certain.

    >>> judge(Decimal(-5), Decimal(-1)), judge(None, Decimal(3)), judge(Decimal(0), Decimal(0))
    ('short', 'unknown', 'balanced')
    """
    if high is not None and high < 0:
        return "short"
    if low is not None and low > 0:
        return "over"
    return "balanced" if low == high == 0 else "unknown"


def describe_balance(plan: Plan) -> list[dict[str, Any]]:
    """One object a year: `expenses` and `expenses_unknown` (amounts not known), `secured` and
    `secured_unknown` (sources that are more than requested), `requested` and `requested_unknown`
    (the others), `in_kind` (of what is secured), `balance_least` and `balance_most` (secured less
    expenses; null without a bound), `balance_if_granted_least` and `_most` (the same with what is
    requested) and `state` (`short`, `balanced`, `over` or `unknown`).
    """
    return [_balance(plan, year) for year in plan.years]


def _balance(plan: Plan, year: Year) -> dict[str, Any]:
    expenses = total(line.money for line in plan.lines_of[year.iri])
    sources = plan.sources_of[year.iri]
    secured = money_of(plan, (s for s in sources if s.is_secured))
    requested = money_of(plan, (s for s in sources if not s.is_secured))
    in_kind = money_of(plan, (s for s in sources if s.is_secured and s.in_kind))
    return {
        "budget": plan.budget.id,
        "fiscal_year": year.name,
        "starts_on": year.starts_on.isoformat(),
        "ends_on": year.ends_on.isoformat(),
        "currency": plan.budget.currency,
        **describe_sums(expenses, secured, requested),
        "in_kind": told(in_kind.known),
    }


def describe_sums(expenses: Money, secured: Money, requested: Money) -> dict[str, Any]:
    """The sums and balances of a year, or of all years."""
    low, high = less(secured, expenses)
    granted_low, granted_high = less(secured + requested, expenses)
    return {
        "expenses": told(expenses.known),
        "expenses_unknown": expenses.unknown,
        "secured": told(secured.known),
        "secured_unknown": secured.unknown,
        "requested": told(requested.known),
        "requested_unknown": requested.unknown,
        "balance_least": told(low),
        "balance_most": told(high),
        "balance_if_granted_least": told(granted_low),
        "balance_if_granted_most": told(granted_high),
        "state": judge(low, high),
    }


def describe_phases(plan: Plan) -> list[dict[str, Any]]:
    """One object a year and side (`expenses` or `sources`): the sum at each phase, never added up,
    with `unknown` amounts at any of them, and `counted`: the sum at the phases that count (of
    sources only what is secured).
    """
    rows = []
    for year in plan.years:
        lines, sources = plan.lines_of[year.iri], plan.sources_of[year.iri]
        own = [source for source in sources if plan.is_same_currency(source)]
        sides = (
            ("expenses", {p: total(line.at(p) for line in lines) for p in PHASES},
             total(line.money for line in lines)),
            ("sources", {p: total(source.at(p) for source in own) for p in PHASES},
             money_of(plan, (source for source in sources if source.is_secured))),
        )  # fmt: skip
        for side, phases, counted in sides:
            rows.append(
                {
                    "budget": plan.budget.id,
                    "fiscal_year": year.name,
                    "side": side,
                    **{phase: told(phases[phase].known) for phase in PHASES},
                    "unknown": sum(money.unknown for money in phases.values()),
                    "counted": told(counted.known),
                }
            )
    return rows


def describe_categories(plan: Plan) -> list[dict[str, Any]]:
    """One object a year and kind of cost: its `name`, `amount` of the lines and `unknown`
    (amounts not known).
    """
    rows = []
    for year in plan.years:
        sums: dict[str, Money] = defaultdict(Money)
        for line in plan.lines_of[year.iri]:
            sums[line.row.category] += line.money
        for category in sorted(sums):
            rows.append(
                {
                    "budget": plan.budget.id,
                    "category": category,
                    "name": name_category(plan, category),
                    "fiscal_year": year.name,
                    "currency": plan.budget.currency,
                    "amount": told(sums[category].known),
                    "unknown": sums[category].unknown,
                }
            )
    return sorted(rows, key=lambda row: rank_category(row["category"]))


def find_balance(plan: Plan) -> Iterator[Found]:
    """Years that are short for certain, and indirect charges above the budget's limit."""
    for year in plan.years:
        lines, sources = plan.lines_of[year.iri], plan.sources_of[year.iri]
        expenses = total(line.money for line in lines)
        secured = money_of(plan, (s for s in sources if s.is_secured))
        low, high = less(secured, expenses)
        if judge(low, high) == "short":
            assert high is not None
            lacking = -high
            at_least = "at least " if expenses.unknown else ""
            asked = money_of(plan, (s for s in sources if not s.is_secured))
            more = ""
            if not asked.is_nothing:
                more = f" {cash(plan, asked.known)} more is requested."
            sentence = (
                f"{plan.budget.name}: {year.name} lacks {at_least}{cash(plan, lacking)}: "
                f"{cash(plan, secured.known)} is secured for expenses of "
                f"{at_least}{cash(plan, expenses.known)}.{more}"
            )
            yield Found("short-year", [year.id], sentence, year=year, amount=lacking)
        yield from _find_indirect(plan, year)


def _find_indirect(plan: Plan, year: Year) -> Iterator[Found]:
    cap = plan.budget.indirect_cap
    if cap is None:
        return
    lines = plan.lines_of[year.iri]
    indirect = total(line.money for line in lines if line.row.category == INDIRECT)
    direct = total(line.money for line in lines if line.row.category != INDIRECT)
    if direct.unknown or indirect.known <= times(direct.known, cap):
        return
    above = indirect.known - times(direct.known, cap)
    sentence = (
        f"{plan.budget.name}: indirect charges of {year.name} are {cash(plan, indirect.known)}, "
        f"{cash(plan, above)} more than {cap.normalize():f} of the direct costs "
        f"({cash(plan, direct.known)})."
    )
    yield Found("indirect-above-cap", [year.id], sentence, year=year, amount=above)
