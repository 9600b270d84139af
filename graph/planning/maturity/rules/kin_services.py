"""Are there services made for kin caregivers?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, say
from graph.planning.maturity.services import is_usable, meets_any
from graph.planning.maturity.truth import all_of, at_least, count

QUESTION = "Is there help made for kin caregivers, of the agency or not?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal(1), "Least number of such services"),)
KIN = ("kinship-support",)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Open and near, whoever gives it."""
    facts = [(row, all_of(is_usable(row), meets_any(row, KIN))) for row in rows]
    found = count((fact for _, fact in facts), complete=setting.services_listed)
    fact = at_least(found, limits["services"])
    told = f"Services made for kin who care for a child: {number(found)}"
    return Judgement(
        fact,
        say(fact, f"{told}.", f"Too few. {told}.", f"{told}; not everything may be on record."),
        collect(facts, "service"),
        {"services": found},
    )
