"""Can kin who care for a child get help without child welfare?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, say
from graph.planning.maturity.services import free_services, takes_everyone
from graph.planning.maturity.truth import Truth, all_of, at_least, count

QUESTION = "Can any relative who raises a child get help without child welfare?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal(1), "Least number of such services"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """A service for some kinds of family may be for all kin or for few: that is unknown."""
    facts = [
        (row, all_of(fact, _open_to_kin(row)))
        for row, fact in free_services(rows, ("kinship-support",))
    ]
    found = count((fact for _, fact in facts), complete=setting.services_listed)
    fact = at_least(found, limits["services"])
    told = f"Services outside child welfare for any relative who raises a child: {number(found)}"
    return Judgement(
        fact,
        say(fact, f"{told}.", f"Too few. {told}.", f"{told}; not everything may be on record."),
        collect(facts, "service"),
        {"services": found},
    )


def _open_to_kin(row: Row) -> Truth:
    return takes_everyone(row) or None
