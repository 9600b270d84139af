"""Are indicators followed over time?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.services import items
from graph.planning.maturity.truth import at_least, share

QUESTION = "Do indicators have values over time?"
QUERY = "maturity/indicators"
LIMITS = (
    Limit("periods", Decimal(4), "Least number of periods with a value, for an indicator to count"),
    Limit("indicators", Decimal("0.5"), "Least share of the indicators that have so many"),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Of the indicators that are followed; one without any value on record is unknown."""
    own = [row for row in rows if is_followed(row, setting)]
    facts = [
        (row, Decimal(row["periods"]) >= limits["periods"] if row["periods"] else None)
        for row in own
    ]
    found = share([(True, fact) for _, fact in facts])
    fact = at_least(found, limits["indicators"])
    told = f"{percent(found)} of {len(own)} indicators have values of {limits['periods']} periods"
    told = "No indicator is on record." if not own else f"{told[0].upper()}{told[1:]} or more."
    return Judgement(fact, told, collect(facts, "indicator"), {"indicators": found})


def is_followed(row: Row, setting: Setting) -> bool:
    """By the collaborative that is looked at, or by nobody in particular."""
    of = items(row["collaboratives"])
    return setting.collaborative is None or not of or setting.collaborative in of
