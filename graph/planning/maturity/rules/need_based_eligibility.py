"""Can families be served for their need, without child welfare being involved?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.services import Outside, is_outside, is_usable, items
from graph.planning.maturity.truth import Truth, all_of, any_of, at_least, count, or_more, share

QUESTION = "Can families be served for their need, without child welfare being involved?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal("0.9"), "Least share of services not given by the agency"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Nearly all services, and every need that the agency meets met outside it too."""
    facts = [(row, is_usable(row), is_outside(row)) for row in rows]
    free = share([(member, has) for _, member, has in facts])
    needs, uncoded = _needs_of_agency(rows)
    outside = Outside(rows)
    met = {need: _met_outside(outside.of(need), setting, sure) for need, sure in needs.items()}
    enough = at_least(or_more(free, setting.services_listed), limits["services"])
    fact = all_of(enough, *met.values(), None if uncoded else True)
    told = f"{percent(free)} of the services do not take the child welfare agency"
    told = told[0].upper() + told[1:]
    lacking = [need for need in sorted(needs) if not met[need]]
    rest = (
        f"; no service outside it is on record for {', '.join(lacking)}, which the agency helps "
        "with, or may."
        if lacking
        else "; which needs the agency helps with is not all known."
        if uncoded
        else ", and each need that the agency helps with is met outside it too."
    )
    evidence = [(row, all_of(member, has)) for row, member, has in facts]
    return Judgement(fact, told + rest, collect(evidence, "service"), {"services": free})


def _needs_of_agency(rows: Sequence[Row]) -> tuple[dict[str, bool], bool]:
    """Needs that the agency helps with, or may, with whether that is sure; whether more may be."""
    found: dict[str, bool] = {}
    uncoded = False
    for row in rows:
        ours = all_of(is_usable(row), row["child_welfare"])
        if ours is False:
            continue
        uncoded = uncoded or bool(row["uncoded"])
        for need in items(row["needs"]):
            found[need] = found.get(need, False) or ours is True
    return found, uncoded


def _met_outside(facts: Sequence[Truth], setting: Setting, sure: bool) -> Truth:
    met = at_least(count(facts, complete=setting.services_listed), Decimal(1))
    return met if sure else any_of(met, None)
