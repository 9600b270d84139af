"""Do families sit at the table?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, say
from graph.planning.maturity.seats import is_of_families, own_seats
from graph.planning.maturity.truth import at_least

QUESTION = "Do families or people with lived experience have seats in the collaborative?"
QUERY = "maturity/seats"
LIMITS = (Limit("seats", Decimal(2), "Least number of such seats"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Current seats; more may exist unless the collaborative says that all are listed."""
    current, listed = own_seats(rows, setting)
    facts = [(row, is_of_families(row)) for row in current]
    sizes = [(1 if row["seats"] is None else row["seats"], fact) for row, fact in facts]
    sure = sum(size for size, fact in sizes if fact)
    most = sum(size for size, fact in sizes if fact is not False)
    bounds = Decimal(sure), Decimal(most) if listed else None
    fact = at_least(bounds, limits["seats"])
    told = f"Seats held by families or people with lived experience: {number(bounds)}"
    return Judgement(
        fact,
        say(
            fact,
            f"{told}.",
            f"Too few. {told}.",
            f"{told}; not every seat is known, or not whom it speaks for.",
        ),
        collect(facts, "seat"),
        {"seats": bounds},
    )
