"""Can families be served for their need, without child welfare being involved?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.services import free_services, is_outside, is_usable, items
from graph.planning.maturity.truth import Truth, all_of, any_of, at_least, count, share

QUESTION = "Can families be served for their need, without child welfare being involved?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal("0.9"), "Least share of services not given by the agency"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Nearly all services, and every need that the agency meets met outside it too."""
    facts = [(row, is_usable(row), is_outside(row)) for row in rows]
    free = share([(member, has) for _, member, has in facts])
    needs = _needs_of_agency(rows)
    met = {need: _met_outside(rows, need, setting) for need in needs}
    fact = all_of(at_least(free, limits["services"]), *met.values())
    told = f"{percent(free)} of the services do not take the child welfare agency"
    told = told[0].upper() + told[1:]
    lacking = [need for need in needs if not met[need]]
    rest = (
        f"; no service outside it is on record for {', '.join(lacking)}, which the agency helps "
        "with."
        if lacking
        else ", and each need that the agency helps with is met outside it too."
    )
    evidence = [(row, all_of(member, has)) for row, member, has in facts]
    return Judgement(fact, told + rest, collect(evidence, "service"), {"services": free})


def _needs_of_agency(rows: Sequence[Row]) -> list[str]:
    ours = [row for row in rows if is_usable(row) and row["child_welfare"]]
    return sorted({need for row in ours for need in items(row["needs"])})


def _met_outside(rows: Sequence[Row], need: str, setting: Setting) -> Truth:
    facts = [fact for _, fact in free_services(rows, (need,))]
    return any_of(at_least(count(facts, complete=setting.services_listed), Decimal(1)))
