"""Are indicators fresh enough to decide by?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.rules.indicators_over_time import is_followed
from graph.planning.maturity.truth import at_least, share

QUESTION = "Are the values of indicators recent?"
QUERY = "maturity/indicators"
LIMITS = (
    Limit("days", Decimal(120), "Most days since the last period ended"),
    Limit("indicators", Decimal("0.5"), "Least share of the indicators that are so recent"),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Of the indicators that are followed; one without any value on record is unknown."""
    own = [row for row in rows if is_followed(row, setting)]
    oldest = setting.as_of - timedelta(days=int(limits["days"]))
    facts = [(row, None if row["last"] is None else row["last"] >= oldest) for row in own]
    found = share([(True, fact) for _, fact in facts])
    fact = at_least(found, limits["indicators"])
    told = (
        f"{percent(found)} of {len(own)} indicators have a value of the last {limits['days']} days"
    )
    told = "No indicator is on record." if not own else f"{told[0].upper()}{told[1:]}."
    return Judgement(fact, told, collect(facts, "indicator"), {"indicators": found})
