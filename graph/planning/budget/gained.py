"""What the families of the community would lose without the services of an activity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from graph.planning.budget.money import NOTHING, Money, per, told, total
from graph.planning.budget.plan import Plan

if TYPE_CHECKING:
    from graph.whatif import Baseline


@dataclass(frozen=True)
class Gain:
    """Required cells, and the families expected at them, that are reached with some services and
    not without them: those for certain, and all that may be.

    `services` were taken away; `closed` were not, as they are known to be closed.
    """

    cells: tuple[int, int]
    families: tuple[Decimal, Decimal]
    services: Sequence[str]
    closed: Sequence[str]


Measure = Callable[[Sequence[str]], Gain]
"""Services by IRI -> what is gained with them."""


def measure_gain(base: Baseline, services: Sequence[str]) -> Gain:
    """Any-door coverage with and without services, at the handoffs and mode asked.

    A cell is gained for certain if it is covered now and a gap without them, whatever is not known;
    it may be gained if it may be covered now and may be a gap without them.
    """
    import numpy as np

    from graph.changes import RemoveService
    from graph.projection import Ternary
    from graph.whatif import compute_what_if

    net, parameters = base.net, base.parameters
    known = [net.services.index[iri] for iri in services if iri in net.services.index]
    is_open = [i for i in known if net.service.status[i] != Ternary.FALSE]
    shut = [net.services.ids[i] for i in known if net.service.status[i] == Ternary.FALSE]
    taken = [net.services.ids[i] for i in is_open]
    if not is_open:
        return Gain((0, 0), (NOTHING, NOTHING), taken, shut)
    answer = compute_what_if(base, [RemoveService(i) for i in is_open])
    asked = (parameters.handoffs, parameters.mode)
    old, new = base.coverage.status[asked][0], answer.status[asked][0]
    touched = np.zeros(len(old), np.bool_)
    touched[answer.touched] = True
    surely = (old == Ternary.TRUE) & (new == Ternary.FALSE)
    perhaps = touched & (old != Ternary.FALSE) & (new != Ternary.TRUE)
    weight = base.coverage.required.weight
    rows = [np.flatnonzero(surely), np.flatnonzero(surely | perhaps)]
    families = [sum((Decimal(repr(float(w))) for w in weight[r]), Decimal(0)) for r in rows]
    return Gain((len(rows[0]), len(rows[1])), (families[0], families[1]), taken, shut)


def describe_cost_per_cell(plan: Plan, measure: Measure | None) -> list[dict[str, Any]]:
    """One object an activity with a line or a service, and one (`activity` null) for all of them.

    `cost_per_year` (its expenses over the budget's years, divided by their number), `services`
    (taken away), `closed`, `cells` and `families` ([for certain, at most]), `per_cell_least`,
    `per_cell_most`, `per_family_least`, `per_family_most` (cost a year for each; null without a
    bound) and `reason` why nothing can be told: `no-service`, `services-closed`, `cost-unknown`,
    `no-expense` or `nothing-gained`.
    """
    known = plan.records.activities
    spent: dict[str, Money] = {}
    for line in plan.lines:
        if line.row.activity is not None:
            spent[line.row.activity] = spent.get(line.row.activity, Money()) + line.money
    rows = []
    for iri in plan.activity_iris:
        services = known[iri].services if iri in known else ()
        if iri in spent or services:
            rows.append(_row(plan, iri, spent.get(iri, Money()), services, measure))
    if rows:
        every = sorted(
            {s for iri in plan.activity_iris if iri in known for s in known[iri].services}
        )
        rows.append(_row(plan, None, total(line.money for line in plan.lines), every, measure))
    return rows


def _row(
    plan: Plan,
    activity: str | None,
    money: Money,
    services: Sequence[str],
    measure: Measure | None,
) -> dict[str, Any]:
    register = plan.records.register
    gain = measure(services) if measure and services else Gain((0, 0), (NOTHING, NOTHING), (), ())
    cost = per(money.known, Decimal(len(plan.years))) if plan.years else NOTHING
    reason = _reason(money, services, gain)
    told_ = reason is None
    return {
        "budget": plan.budget.id,
        "activity": register.id(activity) if activity else None,
        "name": register.name(activity) if activity else "all activities together",
        "currency": plan.budget.currency,
        "cost_per_year": told(cost),
        "cost_unknown": money.unknown,
        "services": list(gain.services),
        "closed": list(gain.closed),
        "cells": list(gain.cells) if gain.services else None,
        "families": [float(families) for families in gain.families] if gain.services else None,
        "per_cell_least": _per(cost, Decimal(gain.cells[1])) if told_ else None,
        "per_cell_most": _per(cost, Decimal(gain.cells[0])) if told_ else None,
        "per_family_least": _per(cost, gain.families[1]) if told_ else None,
        "per_family_most": _per(cost, gain.families[0]) if told_ else None,
        "reason": reason,
    }


def _reason(money: Money, services: Sequence[str], gain: Gain) -> str | None:
    if not services:
        return "no-service"
    if not gain.services:
        return "services-closed" if gain.closed else "no-service"
    if money.unknown:
        return "cost-unknown"
    if not money.known:
        return "no-expense"
    return None if gain.cells[1] else "nothing-gained"


def _per(cost: Decimal, number: Decimal) -> str | None:
    return told(per(cost, number)) if number > 0 else None
