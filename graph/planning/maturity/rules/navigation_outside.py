"""Is there a solid place outside child welfare that helps families find services?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, say
from graph.planning.maturity.services import is_free, is_navigation, takes_everyone
from graph.planning.maturity.truth import all_of, at_least, count

QUESTION = "Is there a place outside child welfare that helps any family find services?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal(1), "Least number of such places"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Open, near, voluntary, not of the agency; one for some kinds of family only is unknown."""
    facts = [
        (row, all_of(is_free(row), is_navigation(row), takes_everyone(row) or None)) for row in rows
    ]
    found = count((fact for _, fact in facts), complete=setting.services_listed)
    fact = at_least(found, limits["services"])
    told = f"Places outside child welfare that guide any family: {number(found)}"
    return Judgement(
        fact,
        say(fact, f"{told}.", f"Too few. {told}.", f"{told}; not everything may be on record."),
        collect(facts, "service"),
        {"services": found},
    )
