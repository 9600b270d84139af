"""How much of the money for each need comes from few funders.

HHI = sum of squared shares, effective number = 1 / HHI (Herfindahl-Hirschman; shares of money).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from graph.coverage.facts import Facts
from graph.funding.budgets import Budget, Budgets
from graph.funding.sentences import describe_concentration
from graph.projection import Ternary


def select_concentrations(facts: Facts, budgets: Budgets) -> Iterator[dict[str, Any]]:
    """One object a need for which some service is coded that is not known to be closed.

    Keys: `need`, `name`, `services`, `services_with_money`, `currency`, `amount`, `funders` (id ->
    share, largest first), `main_funder` (the name of the first), `hhi`, `effective_funders`,
    `reason` (why these are null: `no-amounts`, `amount-unknown`, `several-currencies`,
    `currency-not-stated` or `funder-unknown`) and `sentence`. Money that a partner gets as a whole
    counts once, however many of its services meet the need.
    """
    net = facts.net
    for need in range(len(net.needs)):
        meets = facts.meets(need)
        services = np.flatnonzero(
            meets.low & ~facts.uncoded & (net.service.status != Ternary.FALSE)
        ).tolist()
        if services:
            found = {"need": net.needs.ids[need], "name": net.needs.names[need]}
            found |= _concentration(budgets, services)
            yield {**found, "sentence": describe_concentration(found)}


def _concentration(budgets: Budgets, services: list[int]) -> dict[str, Any]:
    pools: dict[tuple[str, int], Budget] = {}
    funded = 0
    for service in services:
        budget, own = budgets.of_service(service)
        if budget is not None:
            funded += 1
            partner = int(budgets.net.service.partner[service])
            pools["service" if own else "partner", service if own else partner] = budget
    found: dict[str, Any] = {
        "services": len(services),
        "services_with_money": funded,
        "currency": None,
        "amount": None,
        "funders": {},
        "main_funder": None,
        "hhi": None,
        "effective_funders": None,
        "reason": _reason(budgets, list(pools.values())),
    }
    if found["reason"] is None:
        found |= _shares(budgets, list(pools.values()))
    return found


def _reason(budgets: Budgets, pools: list[Budget]) -> str | None:
    """Why shares cannot be told; None where they can."""
    parts = [part for budget in pools for part in budget.parts]
    funder_of = budgets.net.funding.stream_funder
    currencies = {part.currency for part in parts}
    reasons = (
        (not parts, "no-amounts"),
        (any(part.amount is None for part in parts), "amount-unknown"),
        (len(currencies) > 1, "several-currencies"),
        (None in currencies, "currency-not-stated"),
        (any(part.stream < 0 or funder_of[part.stream] < 0 for part in parts), "funder-unknown"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _shares(budgets: Budgets, pools: list[Budget]) -> dict[str, Any]:
    net = budgets.net
    by_funder: dict[int, Fraction] = defaultdict(Fraction)
    parts = [part for budget in pools for part in budget.parts]
    for part in parts:
        by_funder[int(net.funding.stream_funder[part.stream])] += part.amount or 0
    total = sum(by_funder.values(), Fraction(0))
    hhi = sum(((amount / total) ** 2 for amount in by_funder.values()), Fraction(0))
    largest = sorted(by_funder, key=lambda funder: (-by_funder[funder], funder))
    return {
        "currency": parts[0].currency,
        "amount": float(total),
        "funders": {
            net.funders.ids[funder]: float(by_funder[funder] / total) for funder in largest
        },
        "main_funder": net.funders.names[largest[0]],
        "hhi": float(hhi),
        "effective_funders": float(1 / hhi),
    }
