"""Do many of the families that are referred to voluntary help take it up?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent, say
from graph.planning.maturity.truth import Bounds, Truth, all_of, at_least

QUESTION = "Do families who are referred to voluntary help start with it?"
QUERY = "maturity/pathways"
LIMITS = (
    Limit("started", Decimal("0.6"), "Least share of the families sent for whom a service started"),
    Limit(
        "counted", Decimal("0.5"), "Least share of the pathways in use whose outcomes are counted"
    ),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Of the last period of each pathway whose follow-up time is over, all together.

    Where fewer pathways than `counted` tell outcomes, those that do are no picture of all: the
    rate is told, and the verdict is unknown.
    """
    used = [(row, all_of(row["usable"], row["here"], _is_voluntary(row))) for row in rows]
    members = [row for row, member in used if member]
    told = [row for row in members if row["followed"] is not None]
    rate = _rate(told, setting.floor)
    enough = Decimal(len(told)) >= limits["counted"] * len(members) if members else False
    fact = at_least(rate, limits["started"]) if enough else None
    counted = f"{len(told)} of {len(members)} pathways to voluntary help count outcomes"
    sentence = (
        f"{counted}, too few families for a rate."
        if rate is None
        else f"A service started for {percent(rate)} of the families sent; {counted}."
    )
    few = f"{sentence} That is too few to speak for all."
    return Judgement(
        fact,
        say(fact, sentence, sentence, few if rate is not None and not enough else sentence),
        collect(((row, True) for row in told), "pathway"),
        {"started": rate},
    )


def _is_voluntary(row: Row) -> Truth:
    if row["voluntary"]:
        return True
    return None if row["undecided"] else False


def _rate(rows: Sequence[Row], floor: int) -> Bounds | None:
    sent = sum((row["followed"][0] for row in rows), Decimal(0))
    if sent == 0 or sent < floor:
        return None
    low = sum((row["followed"][1][0] for row in rows), Decimal(0))
    high = sum((row["followed"][1][1] for row in rows), Decimal(0))
    return low / sent, high / sent
