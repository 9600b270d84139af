"""Is money of several funders joined for the same help?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.money import granted, is_joined
from graph.planning.maturity.truth import at_least, share

QUESTION = "Is money of several funders braided or blended for the same help?"
QUERY = "maturity/funding"
LIMITS = (
    Limit(
        "joined", Decimal("0.25"), "Least share of funded services and partners with joined money"
    ),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Of the recipients of granted money, in the last fiscal year of each."""
    facts = [(of[0], is_joined(of)) for of in granted(rows).values()]
    found = share([(True, fact) for _, fact in facts])
    fact = at_least(found, limits["joined"])
    told = f"{percent(found)} of {len(facts)} funded services and partners have joined money"
    told = "No granted money is on record." if not facts else f"{told[0].upper()}{told[1:]}."
    return Judgement(fact, told, collect(facts, "recipient"), {"joined": found})
