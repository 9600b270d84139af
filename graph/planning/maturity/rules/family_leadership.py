"""Do families lead at the table?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, say
from graph.planning.maturity.seats import is_of_families, own_seats
from graph.planning.maturity.truth import all_of, at_least, count

QUESTION = "Do families or people with lived experience chair or co-chair the collaborative?"
QUERY = "maturity/seats"
LIMITS = (Limit("seats", Decimal(1), "Least number of such seats"),)
LEADING = frozenset({"chair", "co-chair"})


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Current seats that lead; more may exist unless all are said to be listed."""
    current, listed = own_seats(rows, setting)
    facts = [
        (row, all_of(None if row["role"] is None else row["role"] in LEADING, is_of_families(row)))
        for row in current
    ]
    found = count((fact for _, fact in facts), complete=listed)
    fact = at_least(found, limits["seats"])
    told = f"Seats that lead, held by families or people with lived experience: {number(found)}"
    return Judgement(
        fact,
        say(fact, f"{told}.", f"Too few. {told}.", f"{told}; not every seat is known."),
        collect(facts, "seat"),
        {"seats": found},
    )
