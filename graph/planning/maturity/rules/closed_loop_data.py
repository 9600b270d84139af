"""Is the end of referrals known to those who send them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, percent
from graph.planning.maturity.truth import all_of, at_least, count, or_more, share

QUESTION = "Do senders learn what became of a referral, and are the outcomes counted?"
QUERY = "maturity/pathways"
LIMITS = (
    Limit("closed", Decimal("0.5"), "Least share of pathways whose sender learns what came of it"),
    Limit("counted", Decimal(3), "Least number of pathways with outcomes on record"),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """The share is that of recorded pathways in use; outcomes may be counted and not loaded.

    It is too small only where every partner declared its referrals.
    """
    used = [(row, all_of(row["usable"], row["here"])) for row in rows]
    closed = share([(member, row["closed_loop"]) for row, member in used])
    counted = [(row, all_of(member, row["followed"] is not None or None)) for row, member in used]
    outcomes = count((fact for _, fact in counted), complete=None)
    fact = all_of(
        at_least(or_more(closed, setting.senders_declared), limits["closed"]),
        at_least(outcomes, limits["counted"]),
    )
    told = (
        f"The sender learns what came of it on {percent(closed)} of the pathways in use; "
        f"outcomes are on record for {number((outcomes[0], outcomes[0]))} of them."
    )
    return Judgement(
        fact, told, collect(counted, "pathway"), {"closed": closed, "counted": outcomes}
    )
